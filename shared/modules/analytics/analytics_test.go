package analytics_test

import (
	"fmt"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/litetest"
	"heyi/shared/rigs/trial"
)

// autumn is a company after two months: opening stock, a receipt and an issue in
// November, a transfer and a count in December.
func autumn(t *testing.T) *trial.World {
	t.Helper()
	w := trial.Company(t, org.VatGeneral)
	sofa, chair, maker := w.Product(t, "S1", "spec", "三人位"), w.Product(t, "C1"), w.Party(t, "佛山龙江盛达海绵厂")
	w1, w2 := w.Place("W1"), w.Place("W2")
	sys := trial.System()
	w.Must(t, sys, &stock.Open{Place: w1, Lines: []stock.OpenLine{{Product: sofa, Qty: 10e6, Price: 2_000e6}}})
	w.Must(t, sys, &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef("3001"), Credit: 20_000_00}}})
	w.Must(t, sys, &stock.Receive{Place: w1, Supplier: maker, Lines: []stock.ReceiveLine{
		{Product: sofa, Qty: 2e6, Price: 2_600e6}, {Product: chair, Qty: 4e6, Price: 150e6},
	}})
	w.Must(t, sys, &stock.Issue{Place: w1, Purpose: stock.ForSample, Lines: []stock.GoodsLine{{Product: sofa, Qty: 1e6}}})
	w.Now += 20 * 24 * 3600_000 // 2026-12-09
	w.Must(t, sys, &stock.Transfer{Place: w1, To: w2, Lines: []stock.GoodsLine{{Product: sofa, Qty: 3e6}}})
	w.Must(t, sys, &stock.Count{Place: w1, Lines: []stock.CountLine{{Product: chair, Counted: 3e6}}})
	w.Sound(t)
	return w
}

func all(t *testing.T, w *trial.World) analytics.Books {
	t.Helper()
	return analytics.Books{Catalog: w.Catalog, All: litetest.Of(t, w.Catalog, w)}
}

// lines is a table as text, without the English name column, for comparison.
func lines(t *analytics.Table) string {
	var b strings.Builder
	write := func(cells []kernel.Value) {
		var parts []string
		for i, c := range t.Columns {
			if c.Name != "name_en" {
				parts = append(parts, cells[i].String())
			}
		}
		b.WriteString(strings.Join(parts, " ") + "\n")
	}
	for _, r := range t.Rows {
		write(r.Cells)
	}
	write(t.Totals)
	return b.String()
}

func equal(t *testing.T, got *analytics.Table, err error, want string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range got.Rows {
		if len(r.Cells) != len(got.Columns) {
			t.Fatalf("a row of %d cells under %d columns", len(r.Cells), len(got.Columns))
		}
	}
	if text := lines(got); text != strings.TrimLeft(want, "\n") {
		t.Errorf("got\n%swant%s", text, want)
	}
}

// F32: opening, turnover and closing of each account, and the trial balances.
func TestTrialBalance(t *testing.T) {
	w := autumn(t)
	got, err := analytics.TrialBalance(all(t, w), 202611)
	equal(t, got, err, `
1405 库存商品 20000.00 0.00 5800.00 2100.00 5800.00 2100.00 23700.00 0.00
2202 应付账款 0.00 0.00 0.00 5800.00 0.00 5800.00 0.00 5800.00
220202 暂估应付 0.00 0.00 0.00 5800.00 0.00 5800.00 0.00 5800.00
3001 实收资本 0.00 20000.00 0.00 0.00 0.00 0.00 0.00 20000.00
5601 销售费用 0.00 0.00 2100.00 0.00 2100.00 0.00 2100.00 0.00
560118 领用及样品 0.00 0.00 2100.00 0.00 2100.00 0.00 2100.00 0.00
  20000.00 20000.00 7900.00 7900.00 7900.00 7900.00 25800.00 25800.00
`)
	december, err := analytics.TrialBalance(all(t, w), 202612)
	if err != nil {
		t.Fatal(err)
	}
	for i := range december.Rows { // opening(n+1) = closing(n)
		code := december.Cell(i, "code").Str
		for j := range got.Rows {
			if got.Cell(j, "code").Str == code && got.Cell(j, "closing_debit") != december.Cell(i, "opening_debit") {
				t.Errorf("%s closes at %s and opens at %s", code, got.Cell(j, "closing_debit"), december.Cell(i, "opening_debit"))
			}
		}
	}
	// The year so far: November, and the loss of a chair by way of 1901.
	if total := december.Totals[december.Column("year_debit")]; total != kernel.Of(kernel.Money(8_200_00)) {
		t.Errorf("the year to date is %s", total)
	}
}

func TestVouchers(t *testing.T) {
	w := autumn(t)
	got, err := analytics.Vouchers(all(t, w), 202612, 202612)
	equal(t, got, err, fmt.Sprintf(`
2026-12-09 202612 记 1 1 盘点 %[1]s 1901 待处理财产损溢  150.00 0.00
2026-12-09 202612 记 1 2 盘点 %[1]s 571101 存货盘亏毁损  150.00 0.00
2026-12-09 202612 记 1 3 盘点 %[1]s 1405 库存商品  0.00 150.00
2026-12-09 202612 记 1 4 盘点 %[1]s 1901 待处理财产损溢  0.00 150.00
         300.00 300.00
`, lastNumber(w)))
	november, err := analytics.Vouchers(all(t, w), 202611, 202611)
	if err != nil || november.Cell(1, "party").Str != "佛山龙江盛达海绵厂" {
		t.Fatalf("%v %s", err, lines(november))
	}
}

func lastNumber(w *trial.World) string {
	docs := trial.All(w, stock.Docs)
	return docs[len(docs)-1].Number
}

// 收发存 by place; the opening stock is there before the first day.
func TestStockLedger(t *testing.T) {
	w := autumn(t)
	got, err := analytics.StockLedger(all(t, w), 20261101, 20261130, kernel.Ref[org.Place]{})
	equal(t, got, err, `
总仓 C1 商品 C1  件 0 4 0 4 0.00 600.00 0.00 600.00
总仓 S1 商品 S1 三人位 件 10 2 1 11 20000.00 5200.00 2100.00 23100.00
         20000.00 5800.00 2100.00 23700.00
`)
	got, err = analytics.StockLedger(all(t, w), 20261201, 20261231, kernel.Ref[org.Place]{})
	equal(t, got, err, `
展厅仓 S1 商品 S1 三人位 件 0 3 0 3 0.00 6300.00 0.00 6300.00
总仓 C1 商品 C1  件 4 0 1 3 600.00 0.00 150.00 450.00
总仓 S1 商品 S1 三人位 件 11 0 3 8 23100.00 0.00 6300.00 16800.00
         23700.00 6300.00 6450.00 23550.00
`)
	one, err := analytics.StockLedger(all(t, w), 20261201, 20261231, w.Place("W2"))
	if err != nil || len(one.Rows) != 1 {
		t.Fatalf("%v %d rows", err, len(one.Rows))
	}
}

// F40: the value of the stock is the balance of 1405, in every month.
func TestStockLedgerTiesToTheLedger(t *testing.T) {
	w := autumn(t)
	for _, month := range []int64{202611, 202612} {
		last := kernel.Date(month*100 + 1).MonthEnd()
		goods, err := analytics.StockLedger(all(t, w), last.MonthStart(), last, kernel.Ref[org.Place]{})
		if err != nil {
			t.Fatal(err)
		}
		books, err := analytics.TrialBalance(all(t, w), month)
		if err != nil {
			t.Fatal(err)
		}
		for i := range books.Rows {
			worth := goods.Totals[goods.Column("closing_worth")]
			if books.Cell(i, "code").Str == ledger.Merchandise && books.Cell(i, "closing_debit") != worth {
				t.Errorf("%d: goods worth %s, account %s", month, worth, books.Cell(i, "closing_debit"))
			}
		}
	}
}

// F42: a storekeeper gets quantities without values, a salesperson no ledger.
func TestReportsShowWhatTheReaderSees(t *testing.T) {
	w := autumn(t)
	keeper := analytics.Books{Catalog: w.Catalog, All: all(t, w).All, Viewer: w.As(t, org.Storekeeper).Viewer}
	got, err := analytics.StockLedger(keeper, 20261101, 20261130, kernel.Ref[org.Place]{})
	if err != nil || got.Column("closing_worth") >= 0 || len(got.Rows) != 2 {
		t.Fatalf("%v %+v", err, got)
	}
	seller := analytics.Books{Catalog: w.Catalog, All: all(t, w).All, Viewer: w.As(t, org.Sales).Viewer}
	balance, err := analytics.TrialBalance(seller, 202611)
	if err != nil || len(balance.Rows) != 0 {
		t.Fatalf("%v %+v", err, balance)
	}
	vouchers, err := analytics.Vouchers(seller, 0, 299912)
	if err != nil || len(vouchers.Rows) != 0 {
		t.Fatalf("%v %+v", err, vouchers)
	}
	finance := analytics.Books{Catalog: w.Catalog, All: all(t, w).All, Viewer: w.As(t, org.Finance).Viewer}
	full, err := analytics.TrialBalance(finance, 202611)
	if err != nil || len(full.Rows) != 6 {
		t.Fatalf("%v %d rows", err, len(full.Rows))
	}
}
