package sales_test

import (
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/modules/sales"
	core "heyi/shared/modules/documents/sales"
)

// Every page of the area shows its data on a phone and a desk, in both languages.
func TestPagesAreDrawn(t *testing.T) {
	shop := viewtest.Trading(t)
	ids := map[string]string{}
	for _, o := range viewtest.Rows(shop, core.Orders) {
		ids[string(o.State)] = o.ID.String()
	}
	wanyue := shop.Customer("深圳龙岗万悦家居有限公司").String()
	screentest.Draw(t, "sales", shop.Desk(viewtest.Sales), areas, map[string]string{
		sales.HomeRoute: "", sales.ListRoute: "", common.RecordRoute + "#held": "sales_order/" + ids[string(core.Held)],
		common.RecordRoute + "#shipped": "sales_order/" + ids[string(core.Shipped)], sales.NewRoute: wanyue, sales.ReceiptRoute: wanyue,
	})
}
