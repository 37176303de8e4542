package record_test

import (
	"strings"
	"testing"

	"heyi/app/view"
	"heyi/app/view/record"
	"heyi/app/view/viewtest"
	"heyi/shared/kernel"
)

// A document is offered with what tells it apart, and to an act only in a state that
// the act leaves: whoever closes an order is not offered one that is closed.
func TestADocumentIsOfferedWithWhose(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Sales)
	offered, err := view.Load(desk, func(r *view.Reader) ([]record.Choice, error) { return record.Find(r, "sales_order", "", 9, nil) })
	if err != nil || len(offered) == 0 {
		t.Fatal(err, "no orders")
	}
	for _, o := range offered {
		page, err := view.Load(desk, func(r *view.Reader) ([]string, error) {
			row, _ := r.Tx.GetRow(r.Catalog.Schema("sales_order"), o.ID)
			s := r.Catalog.Schema("sales_order")
			return []string{record.Say(r, row, s.Field("name")), record.Say(r, row, s.Field("total")), record.Say(r, row, s.Field("state"))}, nil
		})
		if want := strings.Join(page, " · "); err != nil || !strings.HasPrefix(view.Join(o.Detail), want) {
			t.Errorf("%s says %q, not %q (%v)", o.Title, o.Detail, want, err)
		}
	}
	finance := viewtest.Trading(t).Desk(viewtest.Finance)
	open, err := view.Load(finance, func(r *view.Reader) ([]record.Choice, error) { return record.Find(r, "debt_item", "houjie", 9, nil) })
	if err != nil || len(open) == 0 || !strings.HasPrefix(open[0].Detail, "东莞市厚街恒泰家具经营部") {
		t.Errorf("open items of a customer: %v %v", open, err)
	}
	for _, spec := range desk.Catalog.Commands {
		if spec.Moves == nil || spec.System {
			continue
		}
		form, err := view.Load(desk, func(r *view.Reader) (*record.ActForm, error) { return record.LoadAct(r, spec.Name, kernel.ID{}) })
		if err != nil {
			continue // not his to give
		}
		for _, in := range form.Inputs {
			if in.Name == spec.About().Name && len(in.Among) == 0 {
				t.Errorf("%s offers documents in any state", spec.Name)
			}
		}
	}
}
