package reports_test

import (
	"context"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/reports"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Nobody is offered a report out of rows that he does not hold, and who asks for it is
// refused rather than told wrong figures: every report that a shipped role is offered
// shows on its device what it shows to the boss, or less by whole rows.
func TestAReportIsTrueOrNotOffered(t *testing.T) {
	shop := viewtest.Trading(t)
	span := reports.Filter{From: 20261101, To: 20261130}
	figure := func(mobile, name string) (map[kernel.ID]string, bool) {
		desk := shop.DeskIn(t, mobile)
		offered := false
		specs, err := view.Load(desk, func(r *view.Reader) ([]reports.Spec, error) { return reports.List(r), nil })
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range specs {
			offered = offered || s.Name == name
		}
		spec, _ := reports.Find(name)
		made, err := view.Load(desk, reports.Load(context.Background(), spec, span, nil))
		if (err == nil) != offered {
			t.Fatalf("%s: %s offered is %t, and asked for it says %v", mobile, name, offered, err)
		}
		if err != nil {
			return nil, false
		}
		rows := map[kernel.ID]string{}
		for i, row := range made.Table.Rows {
			for _, column := range []string{"opening", "in", "out", "closing"} {
				rows[row.ID] += made.Table.Cell(i, column).String() + " "
			}
		}
		return rows, true
	}
	truth, _ := figure(viewtest.Boss, reports.StockLedger)
	if len(truth) == 0 {
		t.Fatal("the boss sees no stock")
	}
	shown := 0
	for _, role := range []string{org.Sales, org.SalesManager, org.Storekeeper, org.Purchase, org.Finance} {
		rows, offered := figure(shop.Hire(role), reports.StockLedger)
		if offered {
			shown++
		}
		for id, row := range rows {
			if row != truth[id] {
				t.Errorf("%s reads %s of what is %s", role, row, truth[id])
			}
		}
	}
	if shown == 0 {
		t.Error("nobody has the stock ledger")
	}
}
