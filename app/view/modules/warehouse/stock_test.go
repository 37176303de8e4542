package warehouse_test

import (
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/products"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
)

// One person is told one stock: the list of the warehouse, its page of a product, the list
// of products and their pages agree about every product, with goods in a place that sells
// nothing and in suspense.
func TestOneStockOnEveryPage(t *testing.T) {
	shop := viewtest.Trading(t)
	chair := shop.Product("HY-C201")
	shop.MustAs(viewtest.Keeper, &stock.Transfer{Place: shop.Place("W1"), To: shop.Place("D1"), Lines: []stock.GoodsLine{{Product: chair, Qty: 3_000_000}}})
	shop.MustAs(viewtest.Keeper, &stock.Issue{Place: shop.Place("D1"), Purpose: "scrap", Lines: []stock.GoodsLine{{Product: chair, Qty: 5_000_000}}})
	desk := shop.Desk(viewtest.Boss)
	listed := map[kernel.ID]record.Row{}
	for _, row := range page(t, products.Listing().Rows(desk, record.Look{})) {
		listed[row.ID] = row
	}
	for _, s := range page(t, warehouse.Stocks(desk, "", "")) {
		row := listed[s.ID]
		in, err := view.Load(desk, warehouse.LoadProduct(s.ID))
		if err != nil {
			t.Fatal(err)
		}
		of, err := view.Load(desk, func(r *view.Reader) (*products.Product, error) { return products.Read(r, s.ID) })
		if err != nil {
			t.Fatal(err)
		}
		for where, got := range map[string][2]string{"products": {row.Cells["onhand"].Text, row.Cells["available"].Text}, "warehouse": {in.Sum.OnHand, in.Sum.Available}, "product": {of.OnHand, of.Available}} {
			if got != [2]string{s.OnHand, s.Available} {
				t.Errorf("%s: the stock list says %s on hand and %s available, %s %v", s.Code, s.OnHand, s.Available, where, got)
			}
		}
	}
	for _, s := range page(t, warehouse.Stocks(desk, "", shop.Place("D1").String())) {
		if s.Available != "" || s.Short {
			t.Errorf("%s: %q is available where nothing is sold", s.Code, s.Available)
		}
	}
}

// What has left is listed as it left, with where the rest is.
func TestAShortDeliveryIsListedAsItLeft(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	d, id := parcel(t, desk, hotel) // 30 mattresses
	ship := warehouse.NewShipping(d)
	ship.Set(0, 1_000_000)
	if err := ship.Ship(desk); err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, p := range page(t, warehouse.Parcels(desk, "", warehouse.Every)) {
		listed[p.Number] = p.Goods
	}
	d, err := view.Load(desk, warehouse.LoadDelivery(id))
	if err != nil {
		t.Fatal(err)
	}
	if listed[d.Row.Number] != "床垫 1 张" {
		t.Errorf("%s is listed with %q", d.Row.Number, listed[d.Row.Number])
	}
	left := delivery(t, desk, id)
	if len(left.Panels) != 1 || len(left.Panels[0].Lines) != 1 || listed[strings.TrimPrefix(left.Panels[0].Lines[0].Title, "销售出库单 · ")] != "床垫 29 张" {
		t.Fatalf("the rest: %+v", left.Panels)
	}
	if rest := delivery(t, desk, left.Panels[0].Lines[0].ID); len(rest.Panels) != 0 {
		t.Errorf("%+v", rest.Panels)
	}
}

// delivery is the page of one.
func delivery(t *testing.T, desk *view.Desk, id kernel.ID) *record.Page {
	t.Helper()
	p, err := view.Load(desk, func(r *view.Reader) (*record.Page, error) {
		return record.LoadPage(desk, r, sales.Deliveries.Name(), id)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
