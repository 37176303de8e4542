package api_test

import (
	"database/sql"
	"fmt"
	"testing"

	"heyi/shared/kernel"
	"heyi/syncserver/companies/audit"
)

// Sums that are kept say what the rows say, whatever is done to documents of days that
// are counted: delivered late, taken back, refused. Verify sees a cell that does not.
func TestKeptSumsFollowLateDocuments(t *testing.T) {
	v := open(t)
	const span = "?from=2020-01-01&to=2030-01-01"
	said := func() (text string) {
		for _, by := range []string{"customer", "product", "seller", "region", "month"} {
			text += fmt.Sprintln(by, v.boss.get("/api/v1/reports/sales_by_"+by+span).at("report"))
		}
		return text
	}
	shipped := func() string {
		id := v.keeper.row("sales_delivery?order=" + v.order("2")).str("id")
		v.keeper.do("sales.ship", `{"delivery":"%s"}`, id)
		return id
	}
	sound := func() {
		t.Helper()
		view, err := v.boss.s.Store.Read()
		if err != nil {
			t.Fatal(err)
		}
		defer view.Close()
		found, err := audit.Verify(v.boss.s.Catalog, view)
		if err != nil || len(found.Findings) > 0 {
			t.Errorf("%v, %v", found.Findings, err)
		}
	}
	delivery := shipped()
	shipped()
	before := said()
	for more, err := true, error(nil); more; {
		if more, err = v.boss.s.Store.FoldSums(kernel.DateOf(2029, 12, 31)); err != nil {
			t.Fatal(err)
		}
	}
	if after := said(); after != before {
		t.Errorf("out of rows\n%s\nout of sums\n%s", before, after)
	}
	sound()
	shipped()
	sound()
	line := v.boss.row("sales_delivery_line?delivery=" + delivery).str("id")
	v.keeper.do("sales.return", `{"delivery":"%s","lines":[{"line":"%s","qty":"1"}]}`, delivery, line)
	sound()
	if after := said(); after == before {
		t.Error("a delivery and a return have changed nothing")
	}
	if err := v.boss.s.Store.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE _sum_sold_product SET m0 = m0 + 1`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	view, err := v.boss.s.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	if found, err := audit.Verify(v.boss.s.Catalog, view); err != nil || len(found.Findings) == 0 || found.Findings[0].Rule != "sums" {
		t.Errorf("verify finds %v, %v", found.Findings, err)
	}
}
