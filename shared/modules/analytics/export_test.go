package analytics_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// R270: whoever takes a list out leaves a record that the boss reads; a
// salesperson gets neither the file nor the record.
func TestAnExportLeavesARecord(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	out := &analytics.Export{Report: "sales_detail", Title: "销售明细", Filter: "2026-11-01 至 2026-11-19", Format: analytics.FormatXLSX, Rows: 42}
	finance := w.As(t, org.Finance)
	call := w.Must(t, finance, out)

	list := trial.All(w, analytics.Exports)
	if len(list) != 1 {
		t.Fatalf("%d records", len(list))
	}
	e := list[0]
	if e.Report != "sales_detail" || e.Filter != out.Filter || e.Format != "xlsx" || e.Rows != 42 ||
		e.User.ID() != finance.User || e.UserName != finance.Name || e.At != call.At || e.Origin != call.Origin || e.Date != 20261119 {
		t.Errorf("record %+v", e)
	}
	for role, sees := range map[string]bool{org.Boss: true, org.Admin: true, org.Finance: true, org.Sales: false, org.Storekeeper: false} {
		if got := w.As(t, role).Viewer.Sees(e, nil); got != sees {
			t.Errorf("%s sees the record: %v", role, got)
		}
	}

	seller := w.As(t, org.Sales)
	w.Refused(t, kernel.NotAllowed, seller, out)
	tx := kernel.NewTx(w.Catalog, w, seller.Viewer, call, seller)
	if analytics.MayExport.Check(tx) == nil || len(trial.All(w, analytics.Exports)) != 1 {
		t.Error("a salesperson took a list out")
	}
	w.Refused(t, kernel.BadChoice, finance, &analytics.Export{Report: "x", Title: "x", Format: "exe"})
}
