package sales_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/rigs/trial"
)

// A delivery of an earlier release, which named its quantity by the unit of the order,
// is named by the base unit after the step; a second run finds nothing.
func TestDeliveriesOfAnEarlierRelease(t *testing.T) {
	s := open(t)
	d := s.ship(s.place(s.wish(s.sofas(2))))
	lines, _ := sales.DeliveryLinesOf.Of(s.Tx(), kernel.Ref[sales.Delivery](d.ID))
	old := *lines[0]
	base := old.Unit
	old.Unit = "箱"
	s.Put(&old)
	step := s.Catalog.UpgradeNamed("sales.delivery_units")
	run := func() []kernel.Write {
		tx := kernel.NewTx(s.Catalog, s, nil, &kernel.Call{ID: trial.ID(77), At: s.Now, Judged: s.Now}, trial.System())
		if err := step.Run(tx, []kernel.ID{old.ID}); err != nil {
			t.Fatal(err)
		}
		for _, w := range tx.Writes() {
			s.Put(w.After)
		}
		return tx.Writes()
	}
	if n := len(run()); n != 1 {
		t.Fatalf("%d rows were written", n)
	}
	now := s.Get(sales.DeliveryLines.In(s.Catalog), old.ID).(*sales.DeliveryLine)
	if now.Unit != base || base == "" || base == "箱" {
		t.Errorf("%s, the base unit is %q", now.Unit, base)
	}
	if n := len(run()); n != 0 {
		t.Errorf("the second run writes %d rows", n)
	}
}
