package reports_test

import (
	"testing"

	"heyi/app/screens/common"
	"heyi/app/screens/reports"
	"heyi/app/screens/screentest"
	"heyi/app/ui/uithread"
	core "heyi/app/view/reports"
	"heyi/app/view/viewtest"
)

func areas(site *common.Site) []common.Area { return []common.Area{reports.Area(site)} }

func TestPages(t *testing.T) {
	screentest.Draw(t, "reports", viewtest.Trading(t).Desk(viewtest.Finance), areas, map[string]string{
		reports.RouteList: "", reports.RouteReport: core.SalesDetail, reports.RouteReport + "#trial": core.TrialBalance,
		reports.RouteReport + "#age": core.Receivables, reports.RouteReport + "#stock": core.StockLedger,
	})
}

// Whoever may not export sees no button for it.
func TestExportIsARight(t *testing.T) {
	shop := viewtest.Trading(t)
	for mobile, may := range map[string]bool{viewtest.Sales: false, viewtest.Boss: true} {
		w := screentest.Open(t, shop.Desk(mobile), uithread.Immediate{}, areas, reports.RouteList)
		w.Tap("销售明细")
		if w.Shows("导出 Excel") != may {
			t.Errorf("%s: %q", mobile, w.Texts())
		}
	}
}
