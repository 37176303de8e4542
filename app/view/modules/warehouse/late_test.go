package warehouse_test

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/boss"
	"heyi/app/view/modules/sales"
	"heyi/app/view/modules/warehouse"
	core "heyi/shared/modules/documents/sales"
)

// An order without a date is promised for the day on which it is released. When that
// is over it is late: for the warehouse, for the seller and for the boss.
func TestALateOrderShowsEverywhere(t *testing.T) {
	shop := viewtest.Trading(t)
	o := shop.PlaceOrder(viewtest.Order{Customer: wanyue, Lines: map[string]int64{"HY-S301": 1}})
	if o.Due != 0 || o.Promise == 0 {
		t.Fatalf("due %s, promised %s", o.Due, o.Promise)
	}
	late := func() (parcels, orders, behind, stuck int) {
		keeper, seller := shop.Desk(viewtest.Keeper), shop.Desk(viewtest.Sales)
		for _, p := range page(t, warehouse.Parcels(keeper, "", warehouse.Late)) {
			if p.Customer == o.Name && p.Late && p.Mark() != "" {
				parcels++
			}
		}
		for _, r := range page(t, sales.Listing().Rows(seller, record.Look{Preset: core.ListLate})) {
			if r.ID == o.ID {
				orders++
			}
		}
		home, err := view.Load(seller, func(r *view.Reader) (*sales.Home, error) { return sales.ReadHome(seller, r) })
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range home.Behind {
			if r.ID == o.ID {
				behind++
			}
		}
		board, err := view.Load(shop.Desk(viewtest.Boss), boss.Load)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range board.Stuck {
			if w.ID == o.ID {
				stuck++
			}
		}
		return parcels, orders, behind, stuck
	}
	if a, b, c, d := late(); a+b+c+d != 0 {
		t.Errorf("late on its own day: %d %d %d %d", a, b, c, d)
	}
	shop.At(o.Promise.AddDays(1).String())
	if a, b, c, d := late(); a == 0 || b != 1 || c != 1 || d != 1 {
		t.Errorf("warehouse %d, list %d, seller's home %d, boss %d", a, b, c, d)
	}
}
