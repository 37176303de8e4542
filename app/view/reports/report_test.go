package reports_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/reports"
	"heyi/app/view/viewtest"
	"heyi/shared/analytics"
	"heyi/shared/kernel"
)

func TestWords(t *testing.T) {
	for _, wrong := range i18n.Check() {
		if strings.HasPrefix(wrong, "reports.") {
			t.Error(wrong)
		}
	}
}

func load(t *testing.T, desk *view.Desk, name string, f reports.Filter) *reports.Report {
	t.Helper()
	s, ok := reports.Find(name)
	if !ok {
		t.Fatalf("no report %s", name)
	}
	r, err := view.Load(desk, reports.Load(s, f))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r
}

// Every report has rows over the replica, is as long as the company's own, and is
// written as a spreadsheet that says the same.
func TestReports(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	f := reports.ThisMonth(20261119)
	f.Customer = shop.Customer("深圳龙岗万悦家居有限公司").ID()
	list, err := view.Load(desk, func(r *view.Reader) ([]reports.Spec, error) { return reports.List(r), nil })
	if err != nil || len(list) != 6 {
		t.Fatalf("%v %d reports", err, len(list))
	}
	for _, s := range list {
		r := load(t, desk, s.Name, f)
		if len(r.Rows) == 0 || len(r.Headings) < 5 {
			t.Errorf("%s: %d rows, %d columns", s.Name, len(r.Rows), len(r.Headings))
		}
		for _, row := range r.Rows {
			if len(row.Cells) != len(r.Headings) {
				t.Errorf("%s: %q below %d headings", s.Name, row.Cells, len(r.Headings))
			}
		}
		var file bytes.Buffer
		if err := r.Write(&file); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil || len(rows) < len(r.Rows)+1 {
			t.Errorf("%s: %v, %d rows in the file of %d", s.Name, err, len(rows), len(r.Rows))
		}
	}
}

func TestSalesDetailEqualsTheFunction(t *testing.T) {
	shop := viewtest.Trading(t)
	r := load(t, shop.Desk(viewtest.Boss), reports.SalesDetail, reports.ThisMonth(20261119))
	want, err := analytics.SalesDetail(analytics.Books{Catalog: viewtest.Catalog, All: shop}, 20261101, 20261119)
	if err != nil || len(want.Rows) != len(r.Rows) {
		t.Fatalf("%v, %d rows of %d", err, len(r.Rows), len(want.Rows))
	}
	gross := view.Money(kernel.Money(want.Totals[want.Column("gross")].Int))
	if r.Totals[0] != "合计" || r.Totals[want.Column("gross")] != gross || r.FileName(20261119) != "销售明细-20261119.xlsx" {
		t.Errorf("%q, want %s", r.Totals, gross)
	}
}

// Opening + charged − settled = closing, and the closing is what the customer owes.
func TestStatement(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	f := reports.ThisMonth(20261119)
	s, _ := reports.Find(reports.Statement)
	if _, err := view.Load(desk, reports.Load(s, f)); !errors.Is(err, reports.NoCustomer.With()) {
		t.Errorf("a statement of nobody: %v", err)
	}
	f.Customer = shop.Customer("东莞市厚街恒泰家具经营部").ID()
	r := load(t, desk, reports.Statement, f)
	if r.Facts[0].Value != "86,400.00" || r.Facts[3].Value != "86,400.00" {
		t.Errorf("%+v", r.Facts)
	}
	f.From, f.To = f.To, f.From
	if _, err := view.Load(desk, reports.Load(s, f)); !errors.Is(err, reports.BadSpan.With()) {
		t.Errorf("a span backwards: %v", err)
	}
}

// A salesperson reads no books and exports nothing; the owner does both.
func TestRights(t *testing.T) {
	shop := viewtest.Trading(t)
	for mobile, want := range map[string]struct {
		reports int
		export  bool
	}{viewtest.Sales: {4, false}, viewtest.Boss: {6, true}} {
		desk := shop.Desk(mobile)
		list, err := view.Load(desk, func(r *view.Reader) ([]reports.Spec, error) { return reports.List(r), nil })
		r := load(t, desk, reports.SalesDetail, reports.ThisMonth(20261119))
		if err != nil || len(list) != want.reports || r.MayExport != want.export {
			t.Errorf("%s: %v, %d reports, export %v", mobile, err, len(list), r.MayExport)
		}
		if seesCost := r.Table.Column("cost") >= 0; seesCost != want.export {
			t.Errorf("%s sees costs: %v", mobile, seesCost)
		}
	}
}
