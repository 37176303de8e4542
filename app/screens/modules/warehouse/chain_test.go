package warehouse_test

import (
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/uithread"
	"heyi/shared/modules/documents/sales"
)

// A delivery lists what it came out of and what came out of it.
func TestRelatedDocuments(t *testing.T) {
	shop := viewtest.Trading(t)
	back := viewtest.Rows(shop, sales.Returns)[0]
	w := screentest.OpenAt(t, shop.Desk(viewtest.Boss), uithread.Immediate{}, areas, warehouse.RouteDelivery, back.Delivery.String())
	for _, want := range []string{"上下游单据", "销售订单 · XS-", "销售退货单 · " + back.Number, "来源", "后续"} {
		if !w.Shows(want) {
			t.Errorf("does not show %q: %q", want, w.Texts())
		}
	}
}
