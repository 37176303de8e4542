package warehouse_test

import (
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// The forms by which goods leave and come back are made by hand and ask for the company's
// own fields of what they write all the same.
func TestOwnFieldsOfGoodsThatLeaveAndComeBack(t *testing.T) {
	shop := viewtest.Trading(t)
	plate := shop.Add("custom_field", "entity", "sales_delivery", "zh", "车牌", "field_kind", "text")
	damage := shop.Add("custom_field", "entity", "sales_return", "zh", "破损程度", "field_kind", "text")
	desk := shop.Desk(viewtest.Keeper)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, warehouse.RouteShip)
	w.Tap("厦门鹭岛酒店用品有限公司")
	w.Type("车牌", "粤E12345")
	w.Tap("出库")
	left := 0
	for _, d := range viewtest.Rows(shop, sales.Deliveries) {
		if row := screentest.Get(t, desk, sales.Deliveries, d.ID); row != nil && row.State == sales.Shipped && row.Custom.Get(plate) == "粤E12345" {
			left++
		}
	}
	if left != 1 || !w.Shows("粤E12345") {
		t.Errorf("%d deliveries have left with it: %q", left, w.Texts())
	}
	d := numbered(shop, "厦门鹭岛酒店用品有限公司", sales.Signed) // 20 mattresses
	w = screentest.Open(t, desk, uithread.Immediate{}, areas, warehouse.RouteShip)
	w.Tap("销售退货")
	w.Scan(d.Number)
	w.Scan("2000000005023")
	w.Type("破损程度", "外箱压坏")
	w.Save()
	if err := desk.Read(func(r *view.Reader) error {
		list, _ := sales.ReturnsOf.Of(r.Tx, kernel.Ref[sales.Delivery](d.ID))
		if len(list) != 1 || list[0].Custom.Get(damage) != "外箱压坏" {
			t.Errorf("returns: %+v, %q", list, w.Texts())
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
