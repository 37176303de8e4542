package reports_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"

	"github.com/xuri/excelize/v2"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/reports"
	"heyi/shared/figures"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/litetest"
	"heyi/shared/rowstore"
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
	r, err := view.Load(desk, reports.Load(t.Context(), s, f, nil))
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
	f.Product = shop.Product("HY-S301").ID()
	f.Customer, f.Account = shop.Customer("深圳龙岗万悦家居有限公司").ID(), kernel.ID(ledger.AccountRef(ledger.Cash))
	list, err := view.Load(desk, func(r *view.Reader) ([]reports.Spec, error) { return reports.List(r), nil })
	if err != nil || len(list) != 16 {
		t.Fatalf("%v %d reports", err, len(list))
	}
	for _, s := range list {
		r := load(t, desk, s.Name, f)
		if len(r.Rows) == 0 || len(r.Headings) < 5 {
			t.Errorf("%s: %d rows, %d columns", s.Name, len(r.Rows), len(r.Headings))
		}
		if has := func(right func(analytics.Column) bool) bool { return slices.ContainsFunc(r.Table.Columns, right) }; has(
			func(c analytics.Column) bool { return c.Kind == kernel.KindQty }) && !has(func(c analytics.Column) bool { return c.Name == "unit" }) {
			t.Errorf("%s has quantities and no unit beside them", s.Name)
		}
		for _, row := range r.Rows {
			if len(row.Cells) != len(r.Headings) {
				t.Errorf("%s: %q below %d headings", s.Name, row.Cells, len(r.Headings))
			}
			for i, h := range r.Headings { // the company is a year younger
				if strings.HasSuffix(h.Text, "增减") && row.Cells[i] != "" {
					t.Errorf("%s: beside nothing a figure has grown by %s", s.Name, row.Cells[i])
				}
			}
		}
		var file bytes.Buffer
		if err := r.Export(t.Context(), desk, s.Layouts()[0], &file, nil); err != nil {
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
	records, _, err := client.List(desk.Engine, analytics.Exports, client.Query{Query: rowstore.Query{Limit: 20}})
	if err != nil || len(records) != 16 {
		t.Errorf("%d files have left %d records, %v", 16, len(records), err)
	}
}

func TestSalesDetailEqualsTheFunction(t *testing.T) {
	shop := viewtest.Trading(t)
	r := load(t, shop.Desk(viewtest.Boss), "sales_detail", reports.ThisMonth(20261119))
	b := figures.Books{Catalog: viewtest.Catalog, Rows: litetest.Of(t, viewtest.Catalog, shop)}
	want, err := b.Answer(sales.SalesDetail.Query(20261101, 20261119))
	if err != nil || len(want.Rows) != len(r.Rows) {
		t.Fatalf("%v, %d rows of %d", err, len(r.Rows), len(want.Rows))
	}
	gross := view.Money(kernel.Money(want.Totals[want.Column("gross")].Int))
	if r.Totals[want.Column("customer")] != "合计" || r.Totals[want.Column("gross")] != gross || r.FileName(r.Spec.Layouts()[0], 20261119) != "销售明细-20261119.xlsx" {
		t.Errorf("%q, want %s", r.Totals, gross)
	}
}

// Opening + charged − settled = closing, and the closing is what the customer owes.
func TestStatement(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	f := reports.ThisMonth(20261119)
	s, _ := reports.Find(reports.Statement)
	if _, err := view.Load(desk, reports.Load(t.Context(), s, f, nil)); !errors.Is(err, reports.NoCustomer.With()) {
		t.Errorf("a statement of nobody: %v", err)
	}
	f.Customer = shop.Customer("东莞市厚街恒泰家具经营部").ID()
	r := load(t, desk, reports.Statement, f)
	if r.Facts[0].Value != "86,400.00" || r.Facts[3].Value != "86,400.00" {
		t.Errorf("%+v", r.Facts)
	}
	if name := r.FileName(r.Spec.Layouts()[0], 20261119); name != "客户对账单-东莞市厚街恒泰家具经营部-20261119.xlsx" {
		t.Errorf("the file is called %s", name)
	}
	rows := written(t, r, reports.Own)
	if first, last := rows[2], rows[len(rows)-2]; first[1] != "上次欠款" || first[4] != "86,400.00" || last[1] != "累计欠款" || last[4] != "86,400.00" {
		t.Errorf("the file says %q", rows)
	}
	f.From, f.To = f.To, f.From
	if _, err := view.Load(desk, reports.Load(t.Context(), s, f, nil)); !errors.Is(err, figures.BadSpan.With()) {
		t.Errorf("a span backwards: %v", err)
	}
}

// A salesperson reads no books and exports nothing; the owner does both.
func TestRights(t *testing.T) {
	shop := viewtest.Trading(t)
	for mobile, want := range map[string]struct {
		reports int
		export  bool
	}{viewtest.Sales: {11, false}, viewtest.Boss: {16, true}} {
		desk := shop.Desk(mobile)
		list, err := view.Load(desk, func(r *view.Reader) ([]reports.Spec, error) { return reports.List(r), nil })
		r := load(t, desk, "sales_detail", reports.ThisMonth(20261119))
		if err != nil || len(list) != want.reports || r.MayExport != want.export {
			t.Errorf("%s: %v, %d reports, export %v", mobile, err, len(list), r.MayExport)
		}
		if seesCost := r.Table.Column("cost") >= 0; seesCost != want.export {
			t.Errorf("%s sees costs: %v", mobile, seesCost)
		}
	}
}

// written reads the file of a report back.
func written(t *testing.T, r *reports.Report, layout string) [][]string {
	t.Helper()
	n := slices.IndexFunc(r.Spec.Layouts(), func(l reports.Layout) bool { return l.Name == layout })
	var file bytes.Buffer
	last := -1
	err := r.Write(t.Context(), r.Spec.Layouts()[n], &file, func(done, total int) { last = total - done })
	if err != nil || last != 0 {
		t.Fatalf("%v, %d rows are missing at the end", err, last)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// short is a share without zeros at its end.
func short(share string) string {
	whole, part, _ := strings.Cut(strings.TrimSuffix(share, "%"), ".")
	return strings.TrimSuffix(whole+"."+strings.TrimRight(part, "0"), ".")
}

// The file of a report says what its page says: shares in percent, and what a group is
// called that nothing names; a product by its name beside its code.
func TestFilesSayWhatThePageSays(t *testing.T) {
	shop := viewtest.Trading(t)
	nowhere := kernel.Change{Field: "region", Was: "广东深圳"}
	if err := shop.Edit(viewtest.Boss, "party", shop.Customer("深圳龙岗万悦家居有限公司").ID(), nowhere); err != nil {
		t.Fatal(err)
	}
	desk := shop.Desk(viewtest.Boss)
	list, err := view.Load(desk, func(r *view.Reader) ([]reports.Spec, error) { return reports.List(r), nil })
	if err != nil {
		t.Fatal(err)
	}
	unnamed, rates := 0, 0
	for _, spec := range list {
		if !strings.HasPrefix(spec.Name, "sales_by_") {
			continue
		}
		r := load(t, desk, spec.Name, reports.ThisMonth(20261119))
		rows := written(t, r, r.Spec.Layouts()[0].Name)[2:] // below the title and the headings
		for n, row := range r.Rows {
			for i, h := range r.Headings {
				said, file := strings.TrimSpace(row.Cells[i]), ""
				if i < len(rows[n]) {
					file = rows[n][i]
				}
				percent := strings.HasSuffix(said, "%")
				if h.Card == reports.Title && said == "（未填写）" {
					unnamed++
				}
				if percent {
					rates++
				}
				if percent { // the page leaves zeros out
					file = short(file)
					said = short(said)
				}
				if (percent || h.Card == reports.Title) && file != said {
					t.Errorf("%s, %s: the page says %q, the file %q", spec.Name, h.Text, said, file)
				}
			}
		}
		if name, code := r.Table.Column("product"), r.Table.Column("code"); name >= 0 && code >= 0 && r.Table.Rows[0].Cells[name].Str == r.Table.Rows[0].Cells[code].Str {
			t.Errorf("%s says the code %q twice", spec.Name, r.Table.Rows[0].Cells[code].Str)
		}
	}
	if unnamed == 0 || rates == 0 {
		t.Errorf("%d groups without a name, %d shares: the test looks at nothing", unnamed, rates)
	}
}

// The voucher list goes into other books: their headings in the first line, one
// entry per line, both sides equal, nothing on the side that is empty.
func TestVouchersForOtherBooks(t *testing.T) {
	r := load(t, viewtest.Trading(t).Desk(viewtest.Finance), reports.Vouchers, reports.ThisMonth(20261119))
	for layout, want := range map[string]struct{ date, code, debit, credit string }{
		reports.Kingdee: {"凭证日期", "科目代码", "借方", "贷方"}, reports.Yonyou: {"制单日期", "科目编码", "借方金额", "贷方金额"},
	} {
		rows := written(t, r, layout)
		at := func(heading string) int { return slices.Index(rows[0], heading) }
		if at(want.date) != 0 || len(rows) != len(r.Table.Rows)+1 {
			t.Fatalf("%s: %d lines below %q", layout, len(rows)-1, rows[0])
		}
		sums := map[string]int64{}
		for n, row := range rows[1:] {
			row = append(row, make([]string, len(rows[0])-len(row))...)
			debit, credit := row[at(want.debit)], row[at(want.credit)]
			if (debit == "") == (credit == "") || row[at(want.code)] != r.Table.Cell(n, "code").Str || row[0] == "" {
				t.Errorf("%s: %q", layout, row)
			}
			for side, text := range map[string]string{"debit": debit, "credit": credit} {
				if m, err := i18n.ParseMoney(text); err == nil {
					sums[side] += m
				} else if text != "" {
					t.Errorf("%s: %q is no amount", layout, text)
				}
			}
		}
		if sums["debit"] == 0 || sums["debit"] != sums["credit"] {
			t.Errorf("%s: %v", layout, sums)
		}
	}
}

// A report narrowed down to a customer has his lines and their sum.
func TestSalesOfOneCustomer(t *testing.T) {
	shop := viewtest.Trading(t)
	f := reports.ThisMonth(20261119)
	f.Customer = shop.Customer("中山小榄明辉家居五金行").ID()
	r := load(t, shop.Desk(viewtest.Boss), "sales_detail", f)
	if len(r.Rows) != 1 || r.Totals[r.Table.Column("gross")] != "8,434.80" || !strings.HasPrefix(r.Subject, "中山小榄") {
		t.Errorf("%+v %q", r.Rows, r.Totals)
	}
}

// What a merged customer bought counts for the one that stays: by his name, in his
// lines, and the total is what it was.
func TestSalesOfAMergedCustomer(t *testing.T) {
	shop := viewtest.Trading(t)
	f := reports.ThisMonth(20261119)
	gone := shop.Customer("中山小榄明辉家居五金行")
	keep := kernel.Ref[party.Party](shop.Add("party", "name", "小榄明辉", "is_customer", "true"))
	before := load(t, shop.Desk(viewtest.Boss), "sales_detail", f)
	receipts, _ := finance.ReceiptsOf.Of(shop.Tx(), gone)
	for _, r := range receipts { // a merger waits for open work
		if r.State == finance.Pending {
			shop.Must(&finance.Confirm{Receipt: kernel.Ref[finance.Receipt](r.ID)})
		}
	}
	shop.Must(&party.Merge{Keep: keep, Gone: gone})
	desk := shop.Desk(viewtest.Boss)
	after := load(t, desk, "sales_detail", f)
	if len(after.Rows) != len(before.Rows) || after.Totals[after.Table.Column("gross")] != before.Totals[before.Table.Column("gross")] {
		t.Errorf("the total changed from %v to %v", before.Totals, after.Totals)
	}
	for _, row := range after.Rows {
		if name := row.Cells[after.Table.Column("customer")]; name == "中山小榄明辉家居五金行" {
			t.Error("a sale stands under the old name")
		}
	}
	for _, one := range []kernel.Ref[party.Party]{keep, gone} {
		f.Customer = one.ID()
		r := load(t, desk, "sales_detail", f)
		if len(r.Rows) != 1 || r.Totals[r.Table.Column("gross")] != "8,434.80" || !strings.HasPrefix(r.Subject, "小榄明辉") {
			t.Errorf("%+v %q %q", r.Rows, r.Totals, r.Subject)
		}
	}
}

// Words that the rows bring along are said in the language in force.
func TestEnglishReport(t *testing.T) {
	i18n.SetLanguage(i18n.English)
	defer i18n.SetLanguage(i18n.Chinese)
	r := load(t, viewtest.Trading(t).Desk(viewtest.Finance), "sales_detail", reports.ThisMonth(20261119))
	kinds := map[string]bool{}
	for _, row := range r.Rows {
		kinds[row.Cells[r.Table.Column("kind")]] = true
	}
	if !kinds["Sale"] || !kinds["Return"] || len(kinds) != 2 {
		t.Errorf("%v", kinds)
	}
}

// Who does not want to wait is not kept waiting, neither for figures nor for a file.
func TestCancel(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Finance)
	r := load(t, desk, "sales_detail", reports.ThisMonth(20261119))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Write(ctx, r.Spec.Layouts()[0], &bytes.Buffer{}, func(int, int) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("the file goes on: %v", err)
	}
}
