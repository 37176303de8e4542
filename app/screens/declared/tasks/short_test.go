package tasks_test

import (
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/screens/declared/tasks"
	"heyi/app/screens/modules/purchase"
	"heyi/app/screens/modules/sales"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/uithread"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

func areas(site *common.Site) []common.Area {
	return []common.Area{sales.Area(site), tasks.Area(site), purchase.Area(site), warehouse.Area(site), record.Area(site)}
}

// R30: an order that is short tells the salesperson the day on which the rest is
// expected and asks purchasing, whose home says what, how much, for whom and until
// when. The goods are received there, and the salesperson is told that they have come.
func TestAShortOrderIsBoughtForAndTold(t *testing.T) {
	shop := viewtest.Trading(t)
	buyer := shop.Hire(org.Purchase)
	mattress := shop.Product("HY-B502").ID()
	if err := shop.Edit(viewtest.Boss, "product", mattress, kernel.Change{Field: "lead_days", Was: "0", Becomes: "5"}); err != nil {
		t.Fatal(err)
	}

	desk := shop.DeskIn(t, viewtest.Sales)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, sales.HomeRoute)
	w.Tap("厦门鹭岛酒店用品有限公司")
	w.Type("数量", "20") // 16 are there
	if !w.Shows("缺 4 张，预计 2026-11-24 有货") {
		t.Errorf("nobody says when: %q", w.Texts())
	}
	w.Tap("提交订单")
	w.Tap("先发现货，其余等货")
	if !w.Shows("预计发货日") || !w.Shows("2026-11-24") {
		t.Errorf("the order does not say when: %q", w.Texts())
	}
	shop.Upload(viewtest.Sales, desk)

	desk = shop.DeskIn(t, buyer)
	w = screentest.Open(t, desk, uithread.Immediate{}, areas, purchase.RouteHome)
	for _, want := range []string{"床垫", "缺 4 张", "厦门鹭岛酒店用品有限公司", "2026-11-24 前需到货"} {
		if !w.Shows(want) {
			t.Errorf("purchasing does not read %q: %q", want, w.Texts())
		}
	}
	receive := func(qty string) {
		t.Helper()
		if !w.Shows("床垫") || !w.Shows("不含税单价") {
			t.Fatalf("it does not begin with what is asked for: %q", w.Texts())
		}
		w.Type("供应商", "shengda")
		w.Tap("佛山龙江盛达海绵厂")
		w.Type("数量", qty)
		w.Type("不含税单价", "1320")
		w.Tap("保存")
		shop.Upload(buyer, desk)
	}
	w.Tap("入库") // from what is to be bought
	receive("1")
	buyer = viewtest.Boss // who sees every request, too
	desk = shop.DeskIn(t, buyer)
	w = screentest.Open(t, desk, uithread.Immediate{}, areas, purchase.RouteHome)
	if !w.Shows("缺 3 张") || !w.Shows("2026-11-24 前需到货") {
		t.Errorf("after a part has come: %q", w.Texts())
	}
	w.Tap("3 张 · 厦门鹭岛酒店用品有限公司 · XS-B07-000001 · 2026-11-24") // from the request itself
	w.Tap("入库")
	receive("5")
	if w = screentest.Open(t, shop.DeskIn(t, buyer), uithread.Immediate{}, areas, purchase.RouteHome); w.Shows("缺 4 张") {
		t.Errorf("purchasing is still asked: %q", w.Texts())
	}

	w = screentest.Open(t, shop.DeskIn(t, viewtest.Sales), uithread.Immediate{}, areas, tasks.ListRoute)
	if !w.Shows("厦门鹭岛酒店用品有限公司 的订单") || !w.Shows("等的货到了") {
		t.Errorf("the salesperson is not told: %q", w.Texts())
	}
}
