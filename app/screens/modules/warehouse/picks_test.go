package warehouse_test

import (
	"testing"
	"time"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/shared/modules/documents/sales"
)

func opened(shop *viewtest.Shop) (chairs, other *sales.Delivery) {
	return numbered(shop, "深圳龙岗万悦家居有限公司", sales.Pending), numbered(shop, "长沙雨花曾记家私城", sales.Pending)
}

// What was counted of a delivery is there when its page is opened again, as often as it is
// left, and not for the next one.
func TestACountOutlivesItsPage(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	d, other := opened(shop) // 5 sofas, 40 chairs
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, warehouse.RouteShip)
	w.Scan(d.Number)
	for range 3 {
		w.Scan("2000000003012")
	}
	w.Type("承运方", "顺丰")
	w.Go(nav.Route{Name: warehouse.RouteShip})
	w.Scan(other.Number)
	if w.Shows("接着上次的点数") {
		t.Errorf("the count of another delivery: %q", w.Texts())
	}
	if kept := shop.Desk(viewtest.Boss).Engine.Scratch(warehouse.RouteDelivery + "/" + d.ID.String()); kept != nil {
		t.Errorf("another user of the device has the count: %s", kept)
	}
	w.Go(nav.Route{Name: warehouse.RouteDelivery, ID: d.ID.String()})
	if boxes := w.Boxes(); !w.Shows("接着上次的点数") || !w.Shows("3 / 5 套") || !w.Shows("0 / 40 把") || boxes[2] != "顺丰" {
		t.Fatalf("the count is lost: %q, %q", boxes, w.Texts())
	}
	w.Tap("重新点数")
	if w.Shows("3 / 5 套") {
		t.Errorf("not begun anew: %q", w.Texts())
	}
	for range 2 {
		w.Scan("2000000003012")
	}
	w.Scan(d.Number)
	w.Scan(d.Number) // the rest later
	if row := screentest.Get(t, desk, sales.Deliveries, d.ID); row.State != sales.Shipped {
		t.Fatalf("it is %s: %q", row.State, w.Texts())
	}
	if kept := desk.Engine.Scratch(warehouse.RouteDelivery + "/" + d.ID.String()); kept != nil {
		t.Errorf("the count of what has left is kept: %s", kept)
	}
}

// Where goods are picked the number of another delivery is told to be that, and opens it
// only if the person says so; no number of a document is offered as a product's code.
func TestANumberIsNoProduct(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss) // who may bind codes
	d, other := opened(shop)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, warehouse.RouteShip)
	w.Scan(d.Number)
	w.Scan(other.Number) // nothing is counted yet
	if !w.Shows("应发 48 把") {
		t.Errorf("the other one is not open: %q", w.Texts())
	}
	w.Scan(d.Number)
	w.Scan("2000000003012")
	w.Scan(other.Number)
	if !w.Shows("是另一张出库单") || w.Shows("绑定") || !w.Shows("1 / 5 套") {
		t.Errorf("%q", w.Texts())
	}
	w.Tap("放下，去拣那一张")
	if !w.Shows("应发 48 把") {
		t.Errorf("the other one is not open: %q", w.Texts())
	}
	for _, at := range []nav.Route{
		{Name: warehouse.RouteDelivery, ID: d.ID.String()},
		{Name: warehouse.RouteNew, ID: "count"},
		{Name: warehouse.RouteNew, ID: "receive"},
		{Name: warehouse.RouteNew, ID: "transfer"},
		{Name: warehouse.RouteLoose},
		{Name: warehouse.RouteReturn},
		{Name: warehouse.RouteShip},
	} {
		w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, at.Name, at.ID)
		if w.Scan("CK-Z99-000077"); w.Shows("绑定") {
			t.Errorf("%v offers a document's number as the code of a product: %q", at, w.Texts())
		}
	}
}

// A scanner is quicker than the work behind it: a number and goods that are scanned while
// the delivery leaves and the next one loads are taken in their order, and a second press
// does nothing.
func TestNothingScannedMeanwhileIsLost(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	d, other := opened(shop)
	q := uithread.NewQueue()
	w := screentest.OpenAt(t, desk, q, areas, warehouse.RouteDelivery, d.ID.String())
	w.AtScanner()
	q.Until(func() bool { return w.Shows("出库") && w.Shows("应发 40 把") })
	w.Tap("出库")
	w.Press("Return") // where the keyboard is: once more
	w.AtScanner()
	w.Scan(other.Number)
	w.Scan("2000000002992") // a box of four chairs of the next one
	q.Until(func() bool {
		q.Advance(time.Millisecond)
		return w.Shows("4 / 48 把")
	})
	if w.Shows("不能出库") {
		t.Errorf("it was shipped twice: %q", w.Texts())
	}
	if row := screentest.Get(t, desk, sales.Deliveries, d.ID); row.State != sales.Shipped {
		t.Errorf("it is %s", row.State)
	}
	if row := screentest.Get(t, desk, sales.Deliveries, other.ID); row.State == sales.Shipped {
		t.Error("the next one left, too")
	}
}
