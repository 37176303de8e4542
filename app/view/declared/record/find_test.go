package record_test

import (
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
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

// Whose a customer is: those who sell are offered before those who do not.
func TestThoseWhoSellAreOfferedFirst(t *testing.T) {
	shop := viewtest.Trading(t)
	shop.Add("seat", "name", "安全员", "roles", org.Storekeeper) // before the others by its name
	desk := shop.DeskIn(t, viewtest.Boss)
	err := desk.Read(func(r *view.Reader) error {
		form, err := record.Load(desk, r, "party", kernel.ID{}, record.Part{})
		if err != nil {
			return err
		}
		for _, in := range form.Inputs {
			if in.Name != "owner" {
				continue
			}
			for _, limit := range []int{3, 50} {
				list, err := in.Find(r, "", limit)
				if err != nil {
					return err
				}
				sells := true
				for n, c := range list {
					now := org.SeatHas(r.Tx, kernel.Ref[org.Seat](c.ID), "sales.order.place")
					if n == 0 && !now || now && !sells {
						t.Errorf("%s is offered at place %d of %d", c.Title, n+1, limit)
					}
					sells = now
				}
				if limit > 3 && sells {
					t.Error("nobody is offered who does not sell")
				}
			}
			return nil
		}
		t.Error("a customer has no salesperson")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
