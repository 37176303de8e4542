package record_test

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/customers"
	"heyi/app/view/modules/finance"
	"heyi/app/view/modules/sales"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

// Whose a row is, is told in one way wherever it is told: in lists from the declaration and
// in those made by hand, in the fields of a form and in what they offer, by the person with
// the seat where the two differ, by one of them where they do not.
func TestASeatIsToldInOneWay(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	const want = "林晓燕 · 珠三角"
	cells := map[string]string{}
	for _, l := range []*record.Listing{customers.Listing(), sales.Listing(), finance.SlipListing()} {
		rows, err := l.Rows(desk, record.Look{}).Page(t.Context(), 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		cells["the list of "+l.Entity] = rows[0].Cells[view.OwnerField].Text
	}
	parcels, err := warehouse.Parcels(desk, "", "").Page(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	cells["deliveries"] = parcels[0].Owner
	for _, entity := range []string{"party", "sales_order", "sales_delivery", "receipt"} {
		rows, err := record.List(desk, entity, "", record.Sort{}, record.Part{}).Page(t.Context(), 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		cells["the declared list of "+entity] = rows[0].Cells[view.OwnerField].Text
	}
	err = desk.Read(func(r *view.Reader) error {
		id := shop.Customer("深圳龙岗万悦家居有限公司").ID()
		f, err := record.Load(desk, r, "party", id, record.Part{})
		if err != nil {
			return err
		}
		for _, in := range f.Inputs {
			if in.Name == view.OwnerField {
				cells["the declared form"] = in.Title
				found, err := in.Find(r, "林晓燕", 5)
				if err != nil || len(found) == 0 {
					t.Errorf("the person is not found: %v", err)
					continue
				}
				cells["what it offers"] = found[0].Title
			}
		}
		form, err := customers.NewForm(r, id)
		if err != nil {
			return err
		}
		for _, in := range form.Inputs {
			for _, o := range in.Options {
				if in.Name == view.OwnerField && o.Code == in.Text {
					cells["the customers' form"] = o.Label
				}
			}
		}
		p, _ := party.Parties.Get(r.Tx, kernel.Ref[party.Party](id))
		cells["the page"] = view.Holder(r, p.Owner)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range cells {
		if text != want {
			t.Errorf("%s: %q instead of %q", where, text, want)
		}
	}
	if len(cells) < 12 {
		t.Errorf("only %d places: %v", len(cells), cells)
	}
}
