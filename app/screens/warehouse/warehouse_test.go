package warehouse_test

import (
	"testing"

	"heyi/app/screens/common"
	"heyi/app/screens/warehouse"
	"heyi/app/ui/uithread"
	"heyi/app/view/viewtest"
	"heyi/shared/kernel"
	"heyi/shared/sales"
	"heyi/shared/stock"

	"heyi/app/screens/screentest"
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
		warehouse.RoutePaper: docs[len(docs)-1].ID.String(), warehouse.RouteNew: string(stock.Receiving), warehouse.RouteMisfits: "",
	}
}

// Every page is built and drawn on a phone and a desk in both languages.
func TestPages(t *testing.T) {
	shop := viewtest.Trading(t)
	screentest.Draw(t, "warehouse", shop.Desk(viewtest.Keeper), areas, pages(shop))
}

func areas(site *common.Site) []common.Area { return []common.Area{warehouse.Area(site)} }

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
	if row := screentest.Get(t, desk, sales.Deliveries, id); row.State != sales.Pending {
		t.Fatal("it left before it was told to")
	}
	w.Scan(number)
	if row := screentest.Get(t, desk, sales.Deliveries, id); row.State != sales.Shipped {
		t.Errorf("it is %s: %q", row.State, w.Texts())
	}
}
