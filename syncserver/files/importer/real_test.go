package importer_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"heyi/syncserver/files/importer"
)

// The control figures of the data folder come out of orders, deliveries, stock,
// ledger and report alike, to the fen; a second run writes nothing.
func TestSuperstore(t *testing.T) {
	files := shared(t, "superstore-cn")
	c := found(t, 20140101)
	report := clean(t, c, "superstore-cn", files...)
	if report.Lines != 6599+201+6 {
		t.Errorf("%d lines were read", report.Lines)
	}
	f := figuresOf(t, c.Catalog, c.store)
	ordered := map[int]string{2014: "2939663.37", 2015: "3443376.23", 2016: "4246042.81"}
	equalYears(t, "orders", f.ordered, ordered)
	equalYears(t, "order lines", f.orderLines, ordered)
	shipped := map[int]string{2014: "2915674.31", 2015: "3437410.48", 2016: "4224381.60", 2017: "51616.02"}
	equalYears(t, "deliveries", f.shipped, shipped)
	equalYears(t, "ledger", f.revenue, shipped)
	equalYears(t, "report", f.report, shipped)
	equalMoney(t, "returns", f.returned, "1220091.40")
	equalMoney(t, "red entries", -sum(f.reds), "1220091.40")
	equalMoney(t, "red report lines", -sum(f.reportReds), "1220091.40")
	equalMoney(t, "receipts", f.received, (sum(f.shipped) - f.returned).String())
	equalMoney(t, "owed", f.owed, "0.00")
	equalMoney(t, "stock and account 1405", f.worth, f.merchandise.String())
	if f.open != 0 || f.sold != qty(t, files[slices.IndexFunc(files, named("订单.csv"))], "数量") {
		t.Errorf("%d orders are open, %s sold", f.open, f.sold)
	}
	sound(t, c.Catalog, c.store)
	again(t, c, "superstore-cn", files...)
}

func TestNorthwind(t *testing.T) {
	var files []string
	for _, f := range shared(t, "northwind") {
		if slices.Contains([]string{"customers.csv", "products.csv", "orders.csv", "order-details.csv"}, filepath.Base(f)) {
			files = append(files, f)
		}
	}
	c := found(t, 19960701)
	clean(t, c, "northwind", files...)
	f := figuresOf(t, c.Catalog, c.store)
	equalMoney(t, "orders", sum(f.ordered), "1265793.29")
	equalMoney(t, "order lines", sum(f.orderLines), "1265793.29")
	equalMoney(t, "deliveries", sum(f.shipped), "1239855.85")
	equalMoney(t, "ledger", sum(f.revenue), "1239855.85")
	equalMoney(t, "report", sum(f.report), "1239855.85")
	equalMoney(t, "receipts", f.received, "1239855.85")
	equalMoney(t, "stock and account 1405", f.worth, f.merchandise.String())
	if f.open != 21 {
		t.Errorf("%d orders are open, want 21", f.open)
	}
	sound(t, c.Catalog, c.store)
	again(t, c, "northwind", files...)
}

// Invoices with cancellations, lines without a customer and codes that are no
// goods: sales less what came back is the control figure. It is tried on a company
// in memory, because the two others are written.
func TestOnlineRetail(t *testing.T) {
	files := shared(t, "online-retail-2010-12")
	c := found(t, 20101201)
	p, report, err := c.plan("online-retail", files...)
	if err != nil {
		t.Fatal(err, report.Refused)
	}
	begun := time.Now()
	trial, err := importer.NewTrial(c.Catalog, c.view(), now)
	if err == nil {
		err = p.Run(t.Context(), trial, func(int, int) {})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d lines in %s: %+v", report.Lines, time.Since(begun).Round(time.Millisecond), report.Made)
	for _, r := range report.Refused[:min(10, len(report.Refused))] {
		t.Error(r)
	}
	if report.Lines != 42481 || report.Skipped != 273 {
		t.Errorf("%d lines read, %d skipped", report.Lines, report.Skipped)
	}
	f := figuresOf(t, c.Catalog, trial.Rows())
	equalMoney(t, "orders less returns", sum(f.ordered)-f.returned, "748957.02")
	equalMoney(t, "deliveries less returns", sum(f.shipped)-f.returned, "748957.02")
	equalMoney(t, "ledger", sum(f.revenue)+sum(f.reds), "748957.02")
	equalMoney(t, "report", sum(f.report)+sum(f.reportReds), "748957.02")
	equalMoney(t, "returns", f.returned, "74789.12")
	equalMoney(t, "stock and account 1405", f.worth, f.merchandise.String())
	sound(t, c.Catalog, trial.Rows())
}

// clean imports and fails on any refusal.
func clean(t *testing.T, c *company, mapping string, files ...string) *importer.Report {
	t.Helper()
	begun := time.Now()
	report := c.run(mapping, files...)
	t.Logf("%d lines, %d commands in %s", report.Lines, c.calls, time.Since(begun).Round(time.Millisecond))
	for _, r := range report.Refused[:min(10, len(report.Refused))] {
		t.Error(r)
	}
	for _, n := range report.Notes {
		t.Logf("%s:%d %s (%d)", n.File, n.Line, n.En, n.Count)
	}
	return report
}

// again fails the test when a second run has anything to do.
func again(t *testing.T, c *company, mapping string, files ...string) {
	t.Helper()
	version := c.State().Version
	report := c.run(mapping, files...)
	if c.State().Version != version {
		t.Errorf("a second run went from version %d to %d", version, c.State().Version)
	}
	for _, made := range report.Made {
		if made.New != 0 || made.Known == 0 && made.En != "Business partner" {
			t.Errorf("a second run says %+v", made)
		}
	}
}

func named(base string) func(string) bool {
	return func(path string) bool { return filepath.Base(path) == base }
}
