package customers_test

import (
	"slices"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/customers"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

// The customers' form, which is made by hand, asks for the same fields of the company's own
// as the one that is made from the declaration, those for an audience only among them, asks
// nobody else for these, and keeps what was typed: of a customer who is there and of a new one.
func TestTheFormAsksForGuardedOwnFields(t *testing.T) {
	shop := viewtest.Trading(t)
	open := kernel.CustomPrefix + shop.Add("custom_field", "entity", "party", "zh", "渠道", "field_kind", "text").String()
	guarded := kernel.CustomPrefix + shop.Add("custom_field", "entity", "party__debt", "zh", "风险", "field_kind", "text").String()
	id := shop.Customer("深圳龙岗万悦家居有限公司").ID()
	load := func(desk *view.Desk, id kernel.ID) *customers.Form {
		f, err := view.Load(desk, func(r *view.Reader) (*customers.Form, error) { return customers.NewForm(r, id) })
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	names := func(f *customers.Form) (list []string) {
		for _, in := range f.Inputs {
			list = append(list, in.Name)
		}
		return list
	}
	boss := shop.Desk(viewtest.Boss)
	var want []string
	err := boss.Read(func(r *view.Reader) error {
		f, err := record.Load(boss, r, "party", id, record.Part{})
		for _, in := range f.Inputs {
			if in.Own {
				want = append(want, in.Name)
			}
		}
		return err
	})
	if err != nil || len(want) != 2 {
		t.Fatalf("the form of the declaration asks for %q: %v", want, err)
	}
	for _, name := range want {
		if !slices.Contains(names(load(boss, id)), name) {
			t.Errorf("the form does not ask for %s", name)
		}
	}
	if has := names(load(shop.Desk(viewtest.Sales), id)); slices.Contains(has, guarded) || !slices.Contains(has, open) {
		t.Errorf("a salesperson is asked for %q", has)
	}
	for _, of := range []kernel.ID{id, {}} {
		f := load(boss, of)
		texts := map[string]string{"name": "新来的家具店", "mobile": "19900000299", open: "门店", guarded: "高"}
		if !of.IsZero() {
			texts = map[string]string{open: "门店", guarded: "高"}
		}
		saved, err := f.Save(boss, texts)
		if err != nil {
			t.Fatal(err)
		}
		later := load(boss, saved)
		for _, in := range later.Inputs {
			if want, typed := texts[in.Name]; typed && in.Text != want {
				t.Errorf("%s is %q instead of %q", in.Label, in.Text, want)
			}
		}
		if f.Typed(texts) || later.Typed(texts) {
			t.Error("what was saved counts as typed")
		}
		if err := boss.Edit(party.Parties.Name(), saved, []kernel.Change{{Field: open, Was: "门店", Becomes: "网店"}}); err != nil {
			t.Fatal(err)
		}
		if !later.Differs(load(boss, saved)) || later.Differs(later) {
			t.Error("the form does not tell what another has changed")
		}
	}
}
