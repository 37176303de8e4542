package warehouse_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/rowstore"

	"heyi/app/rigs/screentest"
)

// pages are what the pictures and the smoke test draw.
func pages(shop *viewtest.Shop) map[string]string {
	var pending kernel.ID
	for _, d := range viewtest.Rows(shop, sales.Deliveries) {
		if d.State == sales.Pending && d.Rank != 0 && len(d.Name) > 0 {
			pending = d.ID
		}
	}
	var gone kernel.ID
	for _, d := range viewtest.Rows(shop, sales.Deliveries) {
		if d.State == sales.Signed {
			gone = d.ID
		}
	}
	docs := viewtest.Rows(shop, stock.Docs)
	return map[string]string{
		warehouse.RouteShip: "", warehouse.RouteDelivery: pending.String(), warehouse.RouteDelivery + "#gone": gone.String(),
		warehouse.RouteStock: "", warehouse.RouteProduct: shop.Product("HY-S301").ID().String(), warehouse.RoutePapers: "",
		common.RecordRoute: "stock_doc/" + docs[len(docs)-1].ID.String(), warehouse.RouteNew: string(stock.Receiving), warehouse.RouteMisfits: "",
		warehouse.RouteNew + "#count": string(stock.Counting), warehouse.RouteNew + "#move": string(stock.Transferring),
		warehouse.RouteNew + "#issue": string(stock.Issuing), warehouse.RouteNew + "#open": string(stock.Opening),
		warehouse.RouteReturn: gone.String(), warehouse.RouteReturn + "#empty": "", warehouse.RouteLoose: "",
	}
}

// Every page is built and drawn on a phone and a desk in both languages.
func TestPages(t *testing.T) {
	shop := viewtest.Trading(t)
	screentest.Draw(t, "warehouse", shop.Desk(viewtest.Keeper), areas, pages(shop))
}

func areas(site *common.Site) []common.Area {
	return []common.Area{warehouse.Area(site), record.Area(site)}
}

// Shipping is two steps from the home: the delivery, the button.
func TestStepsToShip(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, warehouse.RouteShip)
	w.Tap("厦门鹭岛酒店用品有限公司")
	w.Tap("出库")
	if w.Steps() > 3 || !w.Shows("已出库") {
		t.Errorf("%d steps, %q", w.Steps(), w.Texts())
	}
	left := 0
	for _, d := range viewtest.Rows(shop, sales.Deliveries) {
		if row := screentest.Get(t, desk, sales.Deliveries, d.ID); row != nil && row.State == sales.Shipped {
			left++
		}
	}
	if left != 1 {
		t.Errorf("%d deliveries have left", left)
	}
}

// With a scanner: the number of the delivery, its goods, the number again.
func TestScannerShips(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, warehouse.RouteShip)
	var number string
	var id kernel.ID
	for _, d := range viewtest.Rows(shop, sales.Deliveries) {
		if d.Name == "深圳龙岗万悦家居有限公司" && d.State == sales.Pending {
			number, id = d.Number, d.ID
		}
	}
	w.Scan(number)
	for range 5 {
		w.Scan("2000000003012")
	}
	for range 10 {
		w.Scan("2000000002992")
	}
	if row := screentest.Get(t, desk, sales.Deliveries, id); row.State != sales.Picking {
		t.Fatal("it left before it was told to")
	}
	w.Scan(number)
	if row := screentest.Get(t, desk, sales.Deliveries, id); row.State != sales.Shipped {
		t.Errorf("it is %s: %q", row.State, w.Texts())
	}
	next := numbered(shop, "长沙雨花曾记家私城", sales.Pending)
	if w.Scan(next.Number); !w.Shows(next.Number) || !w.Shows("应发 48 把") {
		t.Errorf("the next one is not open: %q", w.Texts())
	}
}

// numbered finds a customer's delivery in a state.
func numbered(shop *viewtest.Shop, customer string, state kernel.State) *sales.Delivery {
	for _, d := range viewtest.Rows(shop, sales.Deliveries) {
		if d.Name == customer && d.State == state {
			return d
		}
	}
	return nil
}

// Without a screen being touched: something is missing, the number asks, the number
// again ships the rest later. What does not belong is refused by name.
func TestScannerShipsLess(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, warehouse.RouteShip)
	d := numbered(shop, "深圳龙岗万悦家居有限公司", sales.Pending) // 5 sofas, 40 chairs
	w.Scan(d.Number)
	w.Scan("2000000001018")
	if !w.Shows("「餐桌 · 岩板 1.4m 六人」不在这张出库单上") {
		t.Errorf("a table: %q", w.Texts())
	}
	for range 5 {
		w.Scan("2000000003012")
	}
	if !w.Shows("✓ 5 套") || !w.Shows("0 / 40 把") || screentest.Get(t, desk, sales.Deliveries, d.ID).State != sales.Picking {
		t.Errorf("%q", w.Texts())
	}
	w.Scan("2000000003012")
	if !w.Shows("已经扫够了") {
		t.Errorf("a sixth sofa: %q", w.Texts())
	}
	w.Scan(d.Number)
	if row := screentest.Get(t, desk, sales.Deliveries, d.ID); row.State != sales.Picking || !w.Shows("还差 HY-C201 · 餐椅 40 把") {
		t.Fatalf("%s: %q", row.State, w.Texts())
	}
	w.Scan(d.Number)
	if row := screentest.Get(t, desk, sales.Deliveries, d.ID); row.State != sales.Shipped {
		t.Fatalf("%s: %q", row.State, w.Texts())
	}
	rest := 0
	if err := desk.Read(func(r *view.Reader) error {
		list, _ := sales.DeliveriesOf.Of(r.Tx, d.Order)
		for _, other := range list {
			if other.State == sales.Pending {
				rest++
			}
		}
		return nil
	}); err != nil || rest != 1 {
		t.Errorf("%v, %d deliveries for the rest", err, rest)
	}
}

// With the keyboard alone: Enter leaves the scanner for the boxes, less is typed, the
// question about the rest appears at once, Ctrl+Enter ships.
func TestKeyboardShipsLess(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, warehouse.RouteShip)
	d := numbered(shop, "厦门鹭岛酒店用品有限公司", sales.Pending) // 30 mattresses
	w.Scan(d.Number)
	w.AtScanner()
	w.Key(fyne.KeyReturn)
	if w.Shows("实发少于应发") {
		t.Errorf("%q", w.Texts())
	}
	w.Write("3x")
	w.Save()
	if row := screentest.Get(t, desk, sales.Deliveries, d.ID); row.State != sales.Pending {
		t.Fatalf("what is no quantity was shipped: %s", row.State)
	}
	w.Write("25")
	if !w.Shows("实发少于应发") || !w.Shows("25 / 30 张") {
		t.Errorf("%q", w.Texts())
	}
	w.Save()
	if row := screentest.Get(t, desk, sales.Deliveries, d.ID); row.State != sales.Shipped {
		t.Errorf("%s: %q", row.State, w.Texts())
	}
}

// Goods come back in three steps: 销售退货, the number, what came back; saving is the
// keyboard's.
func TestStepsToReturn(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, warehouse.RouteShip)
	d := numbered(shop, "厦门鹭岛酒店用品有限公司", sales.Signed) // 20 mattresses
	w.Tap("销售退货")
	w.Scan(d.Number)
	w.Scan("2000000005023")
	w.Save()
	back := 0
	if err := desk.Read(func(r *view.Reader) error {
		list, _ := sales.ReturnsOf.Of(r.Tx, kernel.Ref[sales.Delivery](d.ID))
		back = len(list)
		return nil
	}); err != nil || back != 1 || w.Steps() > 3 || !w.Shows("已退数量") || !w.Shows("1 张") {
		t.Errorf("%v, %d returns in %d steps: %q", err, back, w.Steps(), w.Texts())
	}
}

// Whoever may not see costs is not asked for them; finance is.
func TestCostColumnIsForItsAudience(t *testing.T) {
	shop := viewtest.Trading(t)
	for mobile, sees := range map[string]bool{viewtest.Keeper: false, viewtest.Boss: true} {
		for kind, cost := range map[kernel.Choice]string{stock.Receiving: "不含税单价", stock.Opening: "成本单价"} {
			w := screentest.OpenAt(t, shop.Desk(mobile), uithread.Immediate{}, areas, warehouse.RouteNew, string(kind))
			if w.Shows(cost) != sees {
				t.Errorf("%s, %s: %q", mobile, kind, w.Texts())
			}
		}
	}
}

// A count sheet lists the goods of the place without what the book says.
func TestBlindCount(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, warehouse.RouteNew, string(stock.Counting))
	w.Tap("列出本仓商品")
	if texts := strings.Join(w.Texts(), " "); strings.Contains(texts, "27") || strings.Contains(texts, "588") {
		t.Errorf("the book shows: %s", texts)
	}
	w.Scan("2000000003012")
	w.Save() // the differences
	w.Save()
	docs := 0
	if err := desk.Read(func(r *view.Reader) error {
		page, err := r.List(client.Query{Query: rowstore.Query{Entity: stock.Docs.Name(), Where: rowstore.Is("kind", rowstore.Eq, stock.Counting), Limit: 10}})
		docs = len(page.Rows)
		return err
	}); err != nil || docs != 1 {
		t.Errorf("%v, %d counts: %q", err, docs, w.Texts())
	}
}

// Once the first month is closed, the form of opening stock says so before anybody types.
func TestOpeningStockSaysThatItIsOver(t *testing.T) {
	shop := viewtest.Trading(t)
	open := func() *screentest.Window {
		return screentest.OpenAt(t, shop.Desk(viewtest.Finance), uithread.Immediate{}, areas, warehouse.RouteNew, string(stock.Opening))
	}
	const over = "首个会计期间已结账"
	if w := open(); w.Shows(over) {
		t.Errorf("it is not closed: %q", w.Texts())
	}
	shop.MustAs(viewtest.Finance, &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef(ledger.Retained), Credit: -ledger.OpeningDifference(shop.Tx())}}})
	shop.MustAs(viewtest.Finance, &ledger.ClosePeriod{Month: 202610})
	if w := open(); !w.Shows(over) {
		t.Errorf("%q", w.Texts())
	}
}
