package sales_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/screens/modules/customers"
	"heyi/app/screens/modules/products"
	"heyi/app/screens/modules/sales"
	"heyi/app/screens/system/syncpage"
	"heyi/app/ui/uithread"
	"heyi/shared/modules/documents/finance"
)

func areas(site *common.Site) []common.Area {
	return []common.Area{sales.Area(site), sales.Orders(site), customers.Area(site), products.Area(site), syncpage.Area(site), record.Area(site)}
}

// R244: what a salesperson does every day takes at most three steps from his home.
func TestKeyActionsTakeThreeSteps(t *testing.T) {
	const most = 3
	shop := viewtest.Trading(t)
	acts := []struct {
		name string
		do   func(w *screentest.Window)
		ends string
	}{
		{"order for a regular", func(w *screentest.Window) {
			w.Tap("深圳龙岗万悦家居有限公司")
			w.Tap("提交订单")
		}, "待上传"},
		{"order for a customer found by his pinyin", func(w *screentest.Window) {
			w.Tap("新建订单")
			w.Type("客户", "zengji")
			w.Tap("长沙雨花曾记家私城")
			w.Tap("提交订单")
		}, "待上传"},
		{"order by scanner", func(w *screentest.Window) {
			w.Tap("深圳龙岗万悦家居有限公司")
			w.Scan("2000000003012")
			w.Tap("提交订单")
		}, "23,880.00"},
		{"take money", func(w *screentest.Window) {
			w.Tap("收款")
			w.Type("客户", "wanyue")
			w.Tap("深圳龙岗万悦家居有限公司")
			w.Type("现金", "500")
			w.Tap("保存收款单")
		}, "今日订单"},
		{"see who is late", func(w *screentest.Window) {
			w.Tap("逾期应收")
			w.Tap("东莞市厚街恒泰家具经营部")
		}, "最长 62 天"},
		{"see what may be promised", func(w *screentest.Window) { w.Tap("查库存") }, "可售量"},
	}
	for _, a := range acts {
		t.Run(a.name, func(t *testing.T) {
			w := screentest.Open(t, shop.DeskIn(t, viewtest.Sales), uithread.Immediate{}, areas, sales.HomeRoute)
			a.do(w)
			if !w.Shows(a.ends) {
				t.Errorf("ends without %q: %q", a.ends, w.Texts())
			}
			if w.Steps() > most {
				t.Errorf("%d steps, at most %d", w.Steps(), most)
			}
		})
	}
}

// A short order says what is missing and its ways out are buttons that do it.
func TestShortOrderIsRepairedWithOneTap(t *testing.T) {
	shop := viewtest.Trading(t)
	w := screentest.Open(t, shop.DeskIn(t, viewtest.Sales), uithread.Immediate{}, areas, sales.HomeRoute)
	w.Tap("厦门鹭岛酒店用品有限公司")
	w.Type("数量", "9999")
	if !w.Shows("不足") {
		t.Errorf("nobody warns: %q", w.Texts())
	}
	w.Tap("提交订单")
	if !w.Shows("库存不足") || !w.Shows("建议采购") {
		t.Fatalf("no figures: %q", w.Texts())
	}
	w.Tap("先发现货，其余等货")
	if !w.Shows("待上传") {
		t.Errorf("not placed: %q", w.Texts())
	}
}

// A scan counts the line up that has the product, or adds one; a code that nobody
// knows says so and leaves the order as it is.
func TestScannerWritesAnOrder(t *testing.T) {
	shop := viewtest.Trading(t)
	w := screentest.Open(t, shop.DeskIn(t, viewtest.Sales), uithread.Immediate{}, areas, sales.HomeRoute)
	w.Tap("新建订单")
	w.Type("客户", "zengji")
	w.Tap("长沙雨花曾记家私城")
	w.Tap("清空商品")
	w.Scan("2000000003012")
	w.Scan("2000000003012")
	w.Scan("2000000002206")
	if !w.Shows("10,140.00") || !w.Shows("北美黑胡桃") {
		t.Errorf("two sofas and a cabinet: %q", w.Texts())
	}
	w.Scan("6901234567892")
	if !w.Shows("没有商品对应条码 6901234567892") || !w.Shows("请联系管理员") {
		t.Errorf("an unknown code: %q", w.Texts())
	}
	w.Press(fyne.KeyEscape) // or Enter, or the button
	if w.Shows("请联系管理员") {
		t.Error("Escape leaves the dialog open")
	}
	w.Scan("smsf") // typed, not scanned
	if !w.Shows("HY-S302 · 实木沙发 · 榉木三人位 原木色 2.1m") || w.Shows("请联系管理员") {
		t.Errorf("a name typed where codes are scanned: %q", w.Texts())
	}
	w.Tap("HY-S302 · 实木沙发 · 榉木三人位 原木色 2.1m")
	w.Tap("提交订单")
	if !w.Shows("14,120.00") || !w.Shows("待上传") {
		t.Errorf("the order: %q", w.Texts())
	}
}

// A salesperson without a network says which of the unpaid items his money settles.
func TestReceiptChoosesItsItems(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, viewtest.Sales)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, sales.HomeRoute)
	w.Tap("收款")
	w.Type("客户", "wanyue")
	w.Tap("深圳龙岗万悦家居有限公司")
	w.Type("现金", "500")
	if !w.Shows("CK-B07-000030") || !w.Shows("共收 500.00") {
		t.Fatalf("nothing to settle: %q", w.Texts())
	}
	w.Type("核销金额", "200") // of the oldest
	if !w.Shows("转预收 300.00") {
		t.Errorf("the rest: %q", w.Texts())
	}
	w.Tap("保存收款单")
	calls, err := desk.Engine.Unsent()
	if err != nil || len(calls) != 1 {
		t.Fatal(len(calls), err)
	}
	made, err := viewtest.Catalog.Command(calls[0].Name).Decode(calls[0].Args)
	if err != nil {
		t.Fatal(err)
	}
	if r := made.(*finance.Receive); len(r.Shares) != 1 || r.Shares[0].Amount != 200_00 {
		t.Errorf("%+v", r)
	}
}

// A scanner is quicker than the reading of what its codes mean: none is lost.
func TestQuickScansAreNotLost(t *testing.T) {
	shop := viewtest.Trading(t)
	q := uithread.NewQueue()
	w := screentest.Open(t, shop.DeskIn(t, viewtest.Sales), q, areas, sales.HomeRoute)
	q.Until(func() bool { return w.Shows("给常客下单") })
	w.Tap("深圳龙岗万悦家居有限公司")
	q.Until(func() bool { return w.Shows("提交订单") })
	for range 3 {
		w.Scan("2000000003012") // five sofas are in the usual basket
	}
	q.Until(func() bool { return w.Shows("43,760.00") })
}
