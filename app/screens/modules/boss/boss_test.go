package boss_test

import (
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/screens/modules/boss"
	"heyi/app/screens/modules/finance"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/uithread"
	view "heyi/app/view/modules/boss"
	"heyi/shared/modules/documents/sales"
)

func areas(site *common.Site) []common.Area {
	f, w := finance.Area(site), warehouse.Area(site)
	return []common.Area{boss.Area(site), record.Area(site), {Routes: f.Routes, Pages: f.Pages}, {Routes: w.Routes, Pages: w.Pages}}
}

func TestPages(t *testing.T) {
	screentest.Draw(t, "boss", viewtest.Trading(t).Desk(viewtest.Boss), areas, map[string]string{boss.RouteHome: "", boss.RouteBehind: view.MonthSales})
}

// Releasing an order is three steps from the home: the order, a reason, 放行.
func TestStepsToRelease(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, boss.RouteHome)
	w.Tap("东莞市厚街恒泰家具经营部")
	w.Tap("老客户，信誉好")
	w.Tap("放行")
	if w.Steps() > 3 || !w.Shows("已审核") {
		t.Errorf("%d steps: %q", w.Steps(), w.Texts())
	}
	for _, o := range viewtest.Rows(shop, sales.Orders) {
		if o.State == sales.Held && screentest.Get(t, desk, sales.Orders, o.ID).State != sales.Approved {
			t.Error("it is still held")
		}
	}
}

// Who owes me: the figure, the customer.
func TestStepsToWhoOwes(t *testing.T) {
	shop := viewtest.Trading(t)
	w := screentest.Open(t, shop.Desk(viewtest.Boss), uithread.Immediate{}, areas, boss.RouteHome)
	w.Tap("应收合计")
	w.Tap("东莞市厚街恒泰家具经营部")
	if w.Steps() > 3 || !w.Shows("旧-0917") {
		t.Errorf("%d steps: %q", w.Steps(), w.Texts())
	}
}
