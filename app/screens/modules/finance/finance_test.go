package finance_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/screens/modules/finance"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	model "heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
)

func areas(site *common.Site) []common.Area {
	return []common.Area{finance.Area(site), {Routes: warehouse.Area(site).Routes}, record.Area(site)}
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
	var confirmed kernel.ID
	for _, r := range viewtest.Rows(shop, core.Receipts) {
		if r.State == core.Approved && r.Customer == shop.Customer("深圳龙岗万悦家居有限公司") {
			confirmed = r.ID
		}
	}
	screentest.Draw(t, "finance", shop.Desk(viewtest.Finance), areas, map[string]string{
		finance.RouteHome: "", finance.RouteReceipts: "", common.RecordRoute: "receipt/" + pending(shop).String(),
		common.RecordRoute + "#confirmed": "receipt/" + confirmed.String(), finance.RouteSettle: confirmed.String(),
		finance.RouteTake: shop.Customer("深圳龙岗万悦家居有限公司").ID().String(), finance.RouteDebtors: "",
		finance.RouteAccount: shop.Customer("东莞市厚街恒泰家具经营部").ID().String(), common.RecordRoute + "#held": "sales_order/" + held.String(), finance.RouteBills: "",
		finance.RouteBill: delivery.String(), finance.RouteFunds: "", finance.RouteVouchers: "",
		common.RecordRoute + "#voucher": "ledger_voucher/" + viewtest.Rows(shop, ledger.Vouchers)[3].ID.String(), finance.RouteOpening: finance.OpenDebts,
		finance.RoutePeriods:             "",
		finance.RouteJournal:             shop.Fund("工行基本户").ID().String(),
		finance.RouteOpening + "#ledger": finance.OpenLedger, finance.RouteOpening + "#funds": finance.OpenFunds,
	})
}

// pending is the salesperson's receipt.
func pending(shop *viewtest.Shop) (id kernel.ID) {
	for _, r := range viewtest.Rows(shop, core.Receipts) {
		if r.State == core.Pending {
			id = r.ID
		}
	}
	return id
}

// Confirming a receipt: its line, 确认收款. Refusing needs a reason: one more tap.
func TestStepsToDecideOnReceipt(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, finance.RouteHome)
	w.Tap("中山小榄明辉家居五金行")
	w.Tap("退回收款单")
	if row := screentest.Get(t, desk, core.Receipts, pending(shop)); row.State != core.Pending || !w.Shows("不能为空") && !w.Shows("请填写") {
		t.Fatalf("refused without a reason: %q", w.Texts())
	}
	w.Tap("款项未到账")
	w.Tap("退回收款单")
	if row := screentest.Get(t, desk, core.Receipts, pending(shop)); row.State != core.Void {
		t.Errorf("it is %s: %q", row.State, w.Texts())
	}
	w = screentest.Open(t, shop.Desk(viewtest.Finance), uithread.Immediate{}, areas, finance.RouteHome)
	w.Tap("中山小榄明辉家居五金行")
	w.Tap("确认收款")
	if w.Steps() > 3 || !w.Shows("已审核") {
		t.Errorf("%d steps: %q", w.Steps(), w.Texts())
	}
}

// Releasing from the home: the order, a reason, 放行. Nothing is said in her name.
func TestStepsToReleaseWithReason(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, finance.RouteHome)
	w.Tap("东莞市厚街恒泰家具经营部")
	w.Tap("客户已承诺付款日期")
	w.Tap("放行")
	var notes []string
	for _, a := range viewtest.Rows(shop, flow.Approvals) {
		if row := screentest.Get(t, desk, flow.Approvals, a.ID); row != nil && row.Decision == flow.Released {
			notes = append(notes, row.Note)
		}
	}
	if w.Steps() > 3 || !w.Shows("已审核") || len(notes) == 0 || notes[0] != "客户已承诺付款日期" {
		t.Errorf("%d steps, noted %q: %q", w.Steps(), notes, w.Texts())
	}
}

// An order is not released, nor sent back, without a word about it.
func TestDecisionNeedsReason(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, finance.RouteHome)
	w.Tap("东莞市厚街恒泰家具经营部")
	for _, act := range []string{"放行", "不放行"} {
		w.Tap(act)
		if n := desk.Engine.State().Waiting; n != 0 {
			t.Fatalf("%s sent %d commands without a reason", act, n)
		}
	}
	w.Tap("先付清逾期款再放行")
	w.Tap("不放行")
	if n := desk.Engine.State().Waiting; n != 1 {
		t.Errorf("%d commands wait: %q", n, w.Texts())
	}
}

// 改核销 from the receipt: the button, another share, save.
func TestReallocate(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, finance.RouteReceipts)
	w.Tap("已审核")
	w.Tap("深圳龙岗万悦家居有限公司")
	w.Tap("改核销")
	if !w.Shows("CK-B07-000050") || !w.Shows("58,320.00") {
		t.Fatalf("%q", w.Texts())
	}
	w.Type("核销金额", "20000")
	if !w.Shows("转预收 10,000.00") {
		t.Errorf("%q", w.Texts())
	}
	w.Tap("改核销")
	if n := desk.Engine.State().Waiting; n != 1 {
		t.Errorf("%d commands wait: %q", n, w.Texts())
	}
}

// The odd amount is forgiven with one tap, and an amount that is deleted is gone.
func TestTakeForgivesOddMoney(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, finance.RouteHome)
	w.Tap("逾期 86,400.00 · 62 天")
	w.Tap("收款")
	w.Type("金额", "86400")
	w.Type("金额", "")
	w.Tap("全部 86,400.00")
	w.Type("金额", "86350")
	w.Tap("抹零 50.00")
	w.Tap("保存")
	shop.Upload(viewtest.Finance, desk)
	if open, _ := debt.OpenItems(shop.Tx(), shop.Customer("东莞市厚街恒泰家具经营部")); len(open) != 0 {
		t.Errorf("still open: %+v; %q", open, w.Texts())
	}
}

// What was typed is not lost by a wrong tap.
func TestTakeAsksBeforeLeaving(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Finance)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, finance.RouteHome)
	w.Tap("逾期 86,400.00 · 62 天")
	w.Tap("收款")
	w.Type("金额", "6400")
	w.Tap("财务")
	if !w.Shows("放弃填写的内容") {
		t.Errorf("%q", w.Texts())
	}
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
	if w.Steps() > 3 || !w.Shows("6,400.00") {
		t.Errorf("%d steps: %q", w.Steps(), w.Texts())
	}
	if state := desk.Engine.State(); state.Waiting != 1 {
		t.Errorf("%d receipts wait", state.Waiting)
	}
}

// Closing a month: 结账, the month's button, yes. While the opening balances differ nothing
// is offered; the page says by how much, and leads to where the difference is entered.
func TestStepsToCloseAMonth(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, finance.RouteHome)
	w.Tap("结账")
	if !w.Shows("期初借贷不平") || w.Shows("结账 2026-10") {
		t.Fatalf("%q", w.Texts())
	}
	differs := model.Differs(ledger.OpeningDifference(shop.Tx()))
	w.Tap("录入差额")
	if !w.Shows("期初科目余额") || !w.Shows(differs) {
		t.Errorf("no %s: %q", differs, w.Texts())
	}
	shop.MustAs(viewtest.Finance, &ledger.Open{Lines: []ledger.OpenLine{
		{Account: ledger.AccountRef(ledger.Retained), Credit: -ledger.OpeningDifference(shop.Tx())},
	}})
	desk = shop.Desk(viewtest.Finance)
	w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, finance.RoutePeriods, "")
	if !w.Shows("结账 2026-10") {
		t.Errorf("not offered: %q", w.Texts())
	}
	if err := model.ClosePeriod(desk, 202610); err != nil {
		t.Fatal(err)
	}
	w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, finance.RoutePeriods, "")
	if !w.Shows("预计已结账") || !w.Shows("待上传") {
		t.Errorf("closed without the server: %q", w.Texts())
	}
}

// A refund that waits stands on the customer's account and on the form for another.
func TestARefundThatWaitsIsSeen(t *testing.T) {
	shop := viewtest.Trading(t)
	customer := shop.Customer("广州番禺大石美居家具店")
	shop.Must(&core.Receive{Customer: customer, Parts: []core.ReceivePart{{Fund: shop.Fund("现金"), Amount: 900_00}}})
	desk := shop.Desk(viewtest.Finance)
	if _, err := desk.Do(&core.PayBack{Customer: customer, Fund: shop.Fund("现金"), Amount: 5_00}); err != nil {
		t.Fatal(err)
	}
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, finance.RouteAccount, customer.ID().String())
	if !w.Shows("等服务器处理") || !w.Shows("退款给客户 · 广州番禺大石美居家具店 · 5.00") || !w.Shows("待上传") {
		t.Errorf("%q", w.Texts())
	}
}

// The form of opening balances says what they would differ by then, and once the first
// month is closed that nothing is taken any more, before anybody types.
func TestOpeningsSayHowTheyStand(t *testing.T) {
	shop := viewtest.Trading(t)
	left := ledger.OpeningDifference(shop.Tx())
	if left >= 0 {
		t.Fatalf("the openings leave %d", left)
	}
	w := screentest.OpenAt(t, shop.Desk(viewtest.Finance), uithread.Immediate{}, areas, finance.RouteOpening, finance.OpenLedger)
	w.Type("科目", "3001")
	w.Key(fyne.KeyReturn)
	w.Type("贷方", view.Money(-left))
	if !w.Shows("录入后借贷平衡") {
		t.Errorf("%q", w.Texts())
	}
	shop.MustAs(viewtest.Finance, &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef(ledger.Retained), Credit: -left}}})
	shop.MustAs(viewtest.Finance, &ledger.ClosePeriod{Month: 202610})
	w = screentest.OpenAt(t, shop.Desk(viewtest.Finance), uithread.Immediate{}, areas, finance.RouteOpening, finance.OpenFunds)
	if !w.Shows("首个会计期间已结账") {
		t.Errorf("%q", w.Texts())
	}
}

// What is in a fund opens what it is made of: its entries, which open their documents.
func TestAFundOpensItsEntries(t *testing.T) {
	shop := viewtest.Trading(t)
	shop.Must(&core.Receive{Customer: shop.Customer("深圳龙岗万悦家居有限公司"), Parts: []core.ReceivePart{{Fund: shop.Fund("现金"), Amount: 123_00}}})
	w := screentest.Open(t, shop.Desk(viewtest.Finance), uithread.Immediate{}, areas, finance.RouteFunds)
	w.Tap("现金")
	if !w.Shows("日记账") || !w.Shows("123.00") {
		t.Errorf("%q", w.Texts())
	}
	w.Tap("上月")
	if w.Shows("123.00") || !w.Shows("2026-10") {
		t.Errorf("%q", w.Texts())
	}
	w.Tap("下月")
	w.Tap("123.00")
	if !w.Shows("收款单") || !w.Shows("冲销收款单") {
		t.Errorf("its document does not open: %q", w.Texts())
	}
}

// A finger adds a line, where Enter would.
func TestALineIsAddedByTap(t *testing.T) {
	shop := viewtest.Trading(t)
	w := screentest.OpenAt(t, shop.Desk(viewtest.Finance), uithread.Immediate{}, areas, finance.RouteOpening, finance.OpenFunds)
	before := len(w.Boxes())
	w.Tap("加一行")
	if after := len(w.Boxes()); after <= before {
		t.Errorf("%d boxes, then %d", before, after)
	}
}

// By keyboard: the customer, how much, nothing more; Enter behind the customer asks for
// the amount and not for what is forgiven.
func TestMoneyIsTakenByKeyboard(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, viewtest.Finance)
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, finance.RouteTake, "")
	w.Type("客户", "htjj")
	w.Key(fyne.KeyReturn)
	w.Write("6400")
	w.Key(fyne.KeyReturn) // another fund?
	w.Key(fyne.KeyReturn) // no: what is forgiven
	w.Key(fyne.KeyReturn) // nothing: the remark
	w.Save()
	if !w.Shows("6,400.00") {
		t.Errorf("what was taken is not in sight: %q", w.Texts())
	}
	shop.Upload(viewtest.Finance, desk)
	taken := false
	for _, r := range viewtest.Rows(shop, core.Receipts) {
		taken = taken || r.Total == 640000 && r.Discount == 0 && r.State == core.Approved
	}
	if !taken {
		t.Errorf("no money was taken: %q, %q", w.Boxes(), w.Texts())
	}
}
