package reports_test

import (
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/reports"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	core "heyi/app/view/declared/reports"
)

func areas(site *common.Site) []common.Area { return []common.Area{reports.Area(site)} }

func TestPages(t *testing.T) {
	shop := viewtest.Trading(t)
	card := core.Filter{From: 20261101, To: 20261119, Product: shop.Product("HY-S301").ID(), Place: shop.Place("W1").ID()}
	screentest.Draw(t, "reports", shop.Desk(viewtest.Finance), areas, map[string]string{
		reports.RouteList: "", reports.RouteReport: "sales_detail", reports.RouteReport + "#trial": core.TrialBalance,
		reports.RouteReport + "#vouchers": core.Vouchers, reports.RouteReport + "#statement": core.Statement,
		reports.RouteReport + "#age": core.Receivables, reports.RouteReport + "#stock": core.StockLedger, reports.RouteReport + "#ledger": core.Ledger,
		reports.RouteReport + "#card": core.StockCard + "/" + card.String(),
		reports.RouteMeaning:          "", reports.RouteMeaning + "#customer": "sales_by_customer",
	})
}

// Whoever may not export sees no button for it.
func TestExportIsARight(t *testing.T) {
	shop := viewtest.Trading(t)
	for mobile, may := range map[string]bool{viewtest.Sales: false, viewtest.Boss: true} {
		w := screentest.Open(t, shop.Desk(mobile), uithread.Immediate{}, areas, reports.RouteList)
		w.Tap("销售明细")
		if w.Shows("导出") != may {
			t.Errorf("%s: %q", mobile, w.Texts())
		}
	}
}

// The trial balance is opened down to the documents: a line to the account's entries, an
// entry to its voucher.
func TestTrialBalanceOpensItsEntries(t *testing.T) {
	w := screentest.Open(t, viewtest.Trading(t).Desk(viewtest.Finance), uithread.Immediate{}, areas, reports.RouteList)
	w.Tap("科目余额表")
	w.Tap("库存现金")
	for _, text := range []string{"1001 库存现金", "期初余额", "期末余额", "记 "} {
		if !w.Shows(text) {
			t.Errorf("no %s: %q", text, w.Texts())
		}
	}
}

// A line of the stock ledger opens what it counts, with what was there before and after, and
// each movement the document that made it. Opened by itself the card asks for its product.
func TestTheStockLedgerOpensItsMovements(t *testing.T) {
	w := screentest.Open(t, viewtest.Trading(t).Desk(viewtest.Finance), uithread.Immediate{}, areas, reports.RouteList)
	w.Tap("收发存汇总")
	w.Tap("上月")
	w.Tap("HY-S301")
	for _, text := range []string{"乐从总仓", "2026-10-31", "期初结存", "期末结存", "销售出库单", "套"} {
		if !w.Shows(text) {
			t.Errorf("no %s: %q", text, w.Texts())
		}
	}
	w = screentest.Open(t, viewtest.Trading(t).Desk(viewtest.Finance), uithread.Immediate{}, areas, reports.RouteList)
	w.Tap("收发明细")
	if !w.Shows("请先在上面选择商品") {
		t.Fatalf("%q", w.Texts())
	}
	w.Type("商品", "HY-S301")
	w.Tap("实木沙发 · 榉木三人位 胡桃色 2.1m")
	if !w.Shows("期末结存") {
		t.Errorf("%q", w.Texts())
	}
}

// A statement asks for its customer first, then shows what he owed, what came and
// what he owes.
func TestStatementIsOfSomebody(t *testing.T) {
	w := screentest.Open(t, viewtest.Trading(t).Desk(viewtest.Finance), uithread.Immediate{}, areas, reports.RouteList)
	w.Tap("客户对账单")
	if !w.Shows("请先在上面选择客户") {
		t.Fatalf("%q", w.Texts())
	}
	w.Type("客户", "厚街恒泰")
	w.Tap("东莞市厚街恒泰家具经营部")
	for _, text := range []string{"上次欠款", "86,400.00", "累计欠款"} {
		if !w.Shows(text) {
			t.Errorf("no %s: %q", text, w.Texts())
		}
	}
}

// Spans are one tap, and no figure is cut however narrow the window is.
func TestSpansAndFigures(t *testing.T) {
	w := screentest.Open(t, viewtest.Trading(t).Desk(viewtest.Finance), uithread.Immediate{}, areas, reports.RouteList)
	w.Tap("销售明细")
	w.Tap("上月")
	for _, text := range []string{"2026-10-09", "2026-10-31"} {
		if !w.Shows(text) {
			t.Errorf("no %s: %q", text, w.Texts())
		}
	}
}

// A report that is opened narrowed down says so in its pickers: nothing says that it is
// of all customers when it is of one.
func TestPickersSayWhatTheReportIsNarrowedTo(t *testing.T) {
	shop := viewtest.Trading(t)
	customer := shop.Customer("东莞市厚街恒泰家具经营部").ID()
	for report, f := range map[string]core.Filter{
		"sales_detail": {Customer: customer}, core.Statement: {Customer: customer}, core.StockLedger: {Place: shop.Place("W1").ID()},
	} {
		w := screentest.Open(t, shop.Desk(viewtest.Boss), uithread.Immediate{}, areas, reports.RouteList)
		w.Go(nav.Route{Name: reports.RouteReport, ID: report + "/" + f.String()})
		want := "东莞市厚街恒泰家具经营部"
		if f.Customer.IsZero() {
			want = "乐从总仓"
		}
		if !w.Shows(want) || w.Shows("全部客户") || w.Shows("全部仓库") {
			t.Errorf("%s for %s: %q", report, want, w.Texts())
		}
	}
}

// Every report says where its figures come from: each with a formula, those that the
// reader may not see left out.
func TestEveryFigureIsExplained(t *testing.T) {
	shop := viewtest.Trading(t)
	for _, mobile := range []string{viewtest.Boss, viewtest.Sales, viewtest.Finance} {
		list, err := view.Load(shop.Desk(mobile), func(r *view.Reader) ([]core.Spec, error) { return core.List(r), nil })
		if err != nil || len(list) < 3 {
			t.Fatal(list, err)
		}
		for _, s := range list {
			if s.Customer || s.Account || s.Product { // their page waits for a choice
				continue
			}
			w := screentest.Open(t, shop.Desk(mobile), uithread.Immediate{}, areas, reports.RouteList)
			w.Tap(s.Title())
			w.Tap("这个数怎么来的")
			meanings, err := view.Load(shop.Desk(mobile), func(r *view.Reader) ([]core.Meaning, error) { return core.MeaningsOf(r, s.Name), nil })
			if err != nil || len(meanings) != 1 || len(meanings[0].Terms) == 0 {
				t.Fatalf("%s %s: %v, %v", mobile, s.Name, meanings, err)
			}
			for _, term := range meanings[0].Terms {
				if term.Label == "" || term.Value == "" || !w.Shows(term.Value) {
					t.Errorf("%s %s: %q is %q: %q", mobile, s.Name, term.Label, term.Value, w.Texts())
				}
			}
			if mobile == viewtest.Sales && w.Shows("出库成本，退货按原成本冲回") {
				t.Errorf("%s reads of costs", s.Name)
			}
		}
	}
}

// Where the dictionary stands among the reports every fact that is declared is in it.
func TestDictionary(t *testing.T) {
	w := screentest.Open(t, viewtest.Trading(t).Desk(viewtest.Finance), uithread.Immediate{}, areas, reports.RouteList)
	w.Tap("指标说明")
	for _, text := range []string{"毛利除以不含税金额", "销售退货行（红字），按单据日期计入", "应收账龄", "上次欠款 ＋ 本次应收"} {
		if !w.Shows(text) {
			t.Errorf("no %s: %q", text, w.Texts())
		}
	}
}

// What cannot be asked is a sentence: days the wrong way round, and what there is not.
func TestBadQuestions(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Finance)
	for id, says := range map[string]string{
		"sales_by_month/from=2026-12-01&to=2026-11-30": "结束日期 2026-11-30 早于开始日期 2026-12-01，请调换",
		"sales_by_month/only.colour=5.0.":              "没有「colour」这个指标或维度",
		"sales_by_colour":                              "没有",
	} {
		w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, reports.RouteReport, id)
		if !w.Shows(says) {
			t.Errorf("%s: %q", id, w.Texts())
		}
	}
}
