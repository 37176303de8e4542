package warehouse_test

import (
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/rowstore"
)

// Goods of no known delivery are taken in by who may say what they count for; a
// storekeeper is told whom to ask.
func TestGoodsOfNoDelivery(t *testing.T) {
	shop := viewtest.Trading(t)
	if w := screentest.OpenAt(t, shop.Desk(viewtest.Keeper), uithread.Immediate{}, areas, warehouse.RouteReturn, ""); w.Shows("找不到原单…") || !w.Shows("请财务") {
		t.Errorf("a storekeeper: %q", w.Texts())
	}
	desk := shop.Desk(viewtest.Boss)
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, warehouse.RouteReturn, "")
	w.Tap("找不到原单…")
	w.Type("客户", "zengji")
	w.Tap("长沙雨花曾记家私城")
	w.Scan("2000000003012")
	w.Type("价税合计", "1800")
	w.Save()
	var got []*sales.Return
	if err := desk.Read(func(r *view.Reader) error {
		page, err := r.List(client.Query{Query: rowstore.Query{Entity: sales.Returns.Name(), Limit: 50}})
		for _, row := range page.Rows {
			if b := row.(*sales.Return); b.Delivery.IsZero() {
				got = append(got, b)
			}
		}
		return err
	}); err != nil || len(got) != 1 || got[0].Name != "长沙雨花曾记家私城" {
		t.Fatalf("%v, %+v: %q", err, got, w.Texts())
	}
	shop.Upload(viewtest.Boss, desk)
	for _, b := range viewtest.Rows(shop, sales.Returns) {
		if b.ID == got[0].ID && b.Total != 180000 {
			t.Errorf("the customer gets %s", b.Total)
		}
	}
}
