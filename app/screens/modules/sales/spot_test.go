package sales_test

import (
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/sales"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

const (
	regular = "深圳龙岗万悦家居有限公司"
	debtor  = "东莞市厚街恒泰家具经营部" // late, and over his limit
)

// load gives the salesperson a van with what regulars take.
func load(t *testing.T, shop *viewtest.Shop) (van kernel.ID) {
	t.Helper()
	van = shop.Add("place", "code", "V1", "name", "粤X·A1B23", "kind", string(org.Van))
	shop.Add("seat_place", "seat", shop.As(viewtest.Sales).Seat.String(), "place", van.String())
	shop.MustAs(viewtest.Keeper, &stock.Transfer{Place: shop.Place("W1"), To: kernel.Ref[org.Place](van), Lines: []stock.GoodsLine{
		{Product: shop.Product("HY-C201"), Qty: 60_000_000}, {Product: shop.Product("HY-S301"), Qty: 6_000_000},
	}})
	return van
}

// What a regular takes from the van is handed over in three steps; the goods are gone,
// and what comes next is the money.
func TestHandingOverFromTheVan(t *testing.T) {
	shop := viewtest.Trading(t)
	van := load(t, shop)
	desk := shop.DeskIn(t, viewtest.Sales)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, sales.HomeRoute)
	w.Tap(regular)
	if !w.Shows("31,820.00") || !w.Shows("额度 400,000.00") {
		t.Errorf("no prices or no credit: %q", w.Texts())
	}
	w.Tap("现场交货")
	if !w.Shows("货物现在就从「粤X·A1B23」交给 "+regular) || !w.Shows("立即变动") {
		t.Fatalf("nobody says that the goods leave: %q", w.Texts())
	}
	w.Tap("现场交货")
	if w.Steps() > 3 {
		t.Errorf("%d steps, at most 3", w.Steps())
	}
	if !w.Shows("已签收") || !w.Shows("销售出库单") || !w.Shows("待上传") {
		t.Errorf("not handed over: %q", w.Texts())
	}
	w.Tap("收款")
	w.Type("现金", "31820")
	w.Tap("保存收款单")

	shop.Upload(viewtest.Sales, desk)
	b, _ := stock.Balances.Get(shop.Tx(), stock.BalanceRef(shop.Product("HY-S301"), kernel.Ref[org.Place](van)))
	if b == nil || b.OnHand != 1_000_000 {
		t.Errorf("in the van: %+v", b)
	}
}

// From a warehouse nothing is handed over that an order would wait for: it says why,
// and the order is the way out. From the van it has gone, and finance is told.
func TestTheCounterObeysTheRulesOfOrders(t *testing.T) {
	shop := viewtest.Trading(t)
	load(t, shop)
	desk := shop.DeskIn(t, viewtest.Sales)
	choose := func(customer, from string) *screentest.Window {
		w := screentest.Open(t, desk, uithread.Immediate{}, areas, sales.HomeRoute)
		w.Tap("新建订单")
		w.Type("客户", map[string]string{regular: "wanyue", debtor: "hengtai"}[customer])
		w.Tap(customer)
		w.Tap("清空商品")
		w.Scan("2000000003012")
		w.Choose("发货仓库", from)
		return w
	}
	refused := func(w *screentest.Window, why string) {
		t.Helper()
		if !w.Shows("不能现场交货") {
			t.Errorf("nobody says beforehand that it will not do: %q", w.Texts())
		}
		w.Tap("现场交货")
		if w.Shows("货物现在就从") || !w.Shows(why) || !w.Shows("提交订单") {
			t.Errorf("not refused for %q: %q", why, w.Texts())
		}
	}
	w := choose(debtor, "乐从总仓")
	refused(w, "要先放行，请下单提交")
	if !w.Shows("已逾期 62 天") {
		t.Errorf("the reason is missing: %q", w.Texts())
	}
	w = choose(regular, "乐从总仓")
	w.Type("含税单价", "1000")
	refused(w, "低于最低售价")
	w = choose(regular, "乐从总仓")
	w.Type("数量", "12")
	refused(w, "库存不足")
	if n, err := desk.Engine.Unsent(); err != nil || len(n) != 0 {
		t.Fatal("something was handed over", len(n), err)
	}
	w = choose(regular, "乐从总仓") // pays, and the goods are there
	w.Tap("现场交货")
	w.Tap("现场交货")
	if !w.Shows("已签收") {
		t.Errorf("a regular gets nothing over the counter: %q", w.Texts())
	}

	w = choose(debtor, "粤X·A1B23")
	w.Tap("现场交货")
	if !w.Shows("通知财务") {
		t.Errorf("he does not know that finance is told: %q", w.Texts())
	}
	w.Tap("现场交货")
	shop.Upload(viewtest.Sales, desk)
	told := false
	for _, task := range viewtest.Rows(shop, flow.Tasks) {
		told = told || task.Kind == core.TaskHandedOver.Name
	}
	if !told {
		t.Error("finance was not told")
	}
}

// What changed after the page was judged is refused by the rules themselves, in their
// own words, with the order as the way out.
func TestARefusedHandoverBecomesAnOrder(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, viewtest.Boss)
	customer := shop.Customer(regular).ID()
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, sales.SpotRoute, customer.String())
	w.Tap("现场交货")
	if _, err := desk.Engine.DoNamed("party.edit", &kernel.EditRow{Row: customer, Changes: []kernel.Change{{Field: "hold", Was: "false", Becomes: "true"}}}); err != nil {
		t.Fatal(err)
	}
	w.Tap("现场交货")
	if !w.Shows("要先放行，请下单提交") || !w.Shows("已暂停交易") {
		t.Fatalf("handed over to a customer on hold: %q", w.Texts())
	}
	w.Tap("改为提交订单")
	if !w.Shows("待放行原因") {
		t.Errorf("no order came of it: %q", w.Texts())
	}
}

// Somebody else's van is not among the places from which goods are handed over; on an
// order it may stand, and the page says that the rules of a counter hold.
func TestAnothersVanIsNotOffered(t *testing.T) {
	shop := viewtest.Trading(t)
	load(t, shop)
	desk := shop.DeskIn(t, viewtest.Boss) // whose seat has no van
	customer := shop.Customer(regular).ID()
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, sales.SpotRoute, customer.String())
	if !w.Shows("「岗位仓库」里登记") {
		t.Errorf("nobody says where the vans are: %q", w.Texts())
	}
	if options := w.Options("发货仓库"); slices.Contains(options, "粤X·A1B23") || !slices.Contains(options, "乐从总仓") {
		t.Errorf("offered: %q", options)
	}
	w = screentest.Open(t, desk, uithread.Immediate{}, areas, sales.HomeRoute)
	w.Tap("新建订单")
	w.Type("客户", "wanyue")
	w.Tap(regular)
	w.Choose("发货仓库", "粤X·A1B23")
	if !w.Shows("没有登记在您的岗位名下") {
		t.Errorf("nobody says that it is another's van: %q", w.Texts())
	}

	seller := screentest.OpenAt(t, shop.DeskIn(t, viewtest.Sales), uithread.Immediate{}, areas, sales.SpotRoute, customer.String())
	if options := seller.Options("发货仓库"); len(options) == 0 || options[0] != "粤X·A1B23" {
		t.Errorf("his own van is not the first: %q", options)
	}
}

// Goods that are on the pavement are on the page when it is opened again, with whose they
// are and what was typed, until they are handed over or somebody begins anew. Nobody is
// asked whether he wants to lose them.
func TestAHandOverOutlivesItsPage(t *testing.T) {
	shop := viewtest.Trading(t)
	load(t, shop)
	desk := shop.DeskIn(t, viewtest.Sales)
	open := func() *screentest.Window {
		return screentest.OpenAt(t, desk, uithread.Immediate{}, areas, sales.SpotRoute, "")
	}
	w := open()
	w.Type("客户", "wanyue")
	w.Tap(regular)
	w.Tap("清空商品")
	w.Scan("2000000003012")
	w.Scan("2000000003012")
	w.Type("备注", "放在门口")
	w.Go(nav.Route{Name: sales.HomeRoute})
	if w.Shows("放弃这张订单") {
		t.Fatalf("it asks whether it may be lost: %q", w.Texts())
	}
	w = open() // as after a restart
	if boxes := strings.Join(w.Boxes(), "|"); !w.Shows("接着上次的填") || !strings.Contains(boxes, regular) || !strings.Contains(boxes, "|2|") || !strings.Contains(boxes, "放在门口") {
		t.Fatalf("it is forgotten: %q, %q", w.Boxes(), w.Texts())
	}
	w.Tap("重新填")
	w.Tap("重新填")
	if boxes := strings.Join(w.Boxes(), "|"); w.Shows("接着上次的填") || strings.Contains(boxes, "|2|") {
		t.Fatalf("begun anew it is the same: %q", boxes)
	}
	w.Type("客户", "wanyue")
	w.Tap(regular)
	w.Tap("清空商品")
	w.Scan("2000000003012")
	if desk.Engine.Scratch(sales.SpotRoute+"/") == nil {
		t.Fatal("nothing is kept")
	}
	w.Tap("现场交货")
	w.Tap("现场交货")
	if !w.Shows("已签收") {
		t.Fatalf("not handed over: %q", w.Texts())
	}
	if kept := desk.Engine.Scratch(sales.SpotRoute + "/"); kept != nil || open().Shows("接着上次的填") {
		t.Errorf("what was handed over is kept: %s", kept)
	}
}
