package record_test

import (
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// One command is given about every order. Each says what became of it: done where its state
// was right, refused with the same sentence as alone where it was not.
func TestACommandIsGivenAboutSeveralRows(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, viewtest.Boss)
	states, rows := map[kernel.ID]kernel.State{}, []kernel.ID{}
	for _, o := range viewtest.Rows(shop, sales.Orders) {
		states[o.ID] = o.State
		rows = append(rows, o.ID)
	}
	if err := desk.Read(func(r *view.Reader) error {
		for _, act := range record.BulkActs(r, "sales_order") {
			if _, err := record.BulkForm(r, act.Command); err != nil {
				t.Errorf("%s: %v", act.Command, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	steps := 0
	list, err := record.Bulk(desk, "sales.order.close", rows, map[string]string{"note": "清理"}, func(done, total int) { steps++ })
	if err != nil || len(list) != len(rows) || steps != len(rows) {
		t.Fatalf("%d of %d rows: %v", len(list), len(rows), err)
	}
	done, refused := 0, 0
	for _, d := range list {
		row, _, err := client.Get(desk.Engine, sales.Orders, kernel.Ref[sales.Order](d.ID))
		if err != nil {
			t.Fatal(err)
		}
		now := row.State
		switch {
		case d.Title == "":
			t.Errorf("%s has no name", d.ID)
		case d.Refused == nil:
			if done++; now != sales.Closed {
				t.Errorf("%s is done and %s", d.Title, now)
			}
		default:
			if refused++; now != states[d.ID] || d.Refused.Text == "" {
				t.Errorf("%s was refused (%q) and is %s", d.Title, d.Refused.Text, now)
			}
		}
	}
	if done == 0 || refused == 0 {
		t.Errorf("%d done, %d refused: it proves little", done, refused)
	}
}

// The groups of a list hold all its rows, and each opens as many as it says.
func TestGroupsOpenTheirRows(t *testing.T) {
	desk := viewtest.Trading(t).DeskIn(t, viewtest.Boss)
	groups := 0
	for _, entity := range []string{"sales_order", "sales_delivery", "receipt", "stock_doc", "party", "product", "task"} {
		l := &record.Listing{Entity: entity}
		all, err := l.Rows(desk, record.Look{}).Count(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var groupings []view.Option
		found := map[string][]record.Bunch{}
		if err := desk.Read(func(r *view.Reader) (err error) {
			groupings = l.Groupings(r)
			for _, g := range groupings {
				if found[g.Code], err = l.Groups(r, record.Look{}, g.Code); err != nil {
					return err
				}
				for _, one := range found[g.Code] {
					for _, said := range l.Said(r, one.Narrow) {
						if said.Gone {
							t.Errorf("%s by %s: %q is gone", entity, g.Code, said.Label)
						}
					}
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, g := range groupings {
			sum := int64(0)
			for _, one := range found[g.Code] {
				groups++
				sum += one.Rows
				n, err := l.Rows(desk, record.Look{Narrow: one.Narrow}).Count(t.Context())
				if err != nil || int64(n) != one.Rows || one.Label == "" {
					t.Errorf("%s by %s: %q has %d rows and opens %d: %v", entity, g.Code, one.Label, one.Rows, n, err)
				}
			}
			if sum != int64(all) {
				t.Errorf("%s by %s: %d of %d rows", entity, g.Code, sum, all)
			}
		}
	}
	if groups < 50 {
		t.Errorf("%d groups: the test looks at nothing", groups)
	}
}
