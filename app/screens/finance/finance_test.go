package finance_test

import (
	"testing"

	"heyi/app/screens/common"
	"heyi/app/screens/finance"
	"heyi/app/screens/screentest"
	"heyi/app/screens/warehouse"
	"heyi/app/ui/uithread"
	"heyi/app/view/viewtest"
	core "heyi/shared/finance"
	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/sales"
)

func areas(site *common.Site) []common.Area {
	return []common.Area{finance.Area(site), {Routes: warehouse.Area(site).Routes}}
}

func TestPages(t *testing.T) {
	shop := viewtest.Trading(t)
	var held, delivery kernel.ID
	for _, o := range viewtest.Rows(shop, sales.Orders) {
		if o.State == sales.Held {
			held = o.ID
		}
	}
	for _, d := range viewtest.Rows(shop, sales.Deliveries) {
		if d.State == sales.Signed {
			delivery = d.ID
		}
	}
	screentest.Draw(t, "finance", shop.Desk(viewtest.Finance), areas, map[string]string{
		finance.RouteHome: "", finance.RouteReceipts: "", finance.RouteReceipt: viewtest.Rows(shop, core.Receipts)[0].ID.String(),
		finance.RouteTake: shop.Customer("深圳龙岗万悦家居有限公司").ID().String(), finance.RouteDebtors: "",
		finance.RouteAccount: shop.Customer("东莞市厚街恒泰家具经营部").ID().String(), finance.RouteOrder: held.String(), finance.RouteBills: "",
		finance.RouteBill: delivery.String(), finance.RouteFunds: "", finance.RouteVouchers: "",
		finance.RouteVoucher: viewtest.Rows(shop, ledger.Vouchers)[3].ID.String(), finance.RouteOpening: finance.OpenDebts,
		finance.RouteOpening + "#ledger": finance.OpenLedger,
	})
}

// Taking money from a customer who owes: his line, 收款, 保存.
func TestStepsToTakeMoney(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, finance.RouteHome)
	w.Tap("逾期 86,400.00 · 62 天")
	w.Tap("收款")
	w.Type("金额", "6400")
	w.Tap("保存")
	if w.Steps() > 3 || !w.Shows("已保存") {
		t.Errorf("%d steps: %q", w.Steps(), w.Texts())
	}
	if state := desk.Engine.State(); state.Waiting != 1 {
		t.Errorf("%d receipts wait", state.Waiting)
	}
}
