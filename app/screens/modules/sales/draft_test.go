package sales_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/sales"
	"heyi/app/ui/uithread"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/sales"
)

// begin opens a new order for a customer without lines.
func begin(t *testing.T, shop *viewtest.Shop, customer string) *screentest.Window {
	t.Helper()
	w := screentest.OpenAt(t, shop.DeskIn(t, viewtest.Sales), uithread.Immediate{}, areas, sales.NewRoute, shop.Customer(customer).ID().String())
	w.Tap("清空商品")
	return w
}

// A day that nobody can read stops the order and is told; one that is short for a day is
// that day.
func TestAWishedDayIsNeverDropped(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, viewtest.Sales)
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, sales.NewRoute, shop.Customer(regular).ID().String())
	w.Type("交货日期", "12-5x")
	w.Tap("提交订单")
	if !w.Shows("还有 1 处要改：交货日期") || !w.Shows("请填日期") {
		t.Errorf("nobody says what is wrong: %q", w.Texts())
	}
	if calls, err := desk.Engine.Unsent(); err != nil || len(calls) != 0 {
		t.Fatal("it was placed", len(calls), err)
	}
	w.Type("交货日期", "12-5")
	if w.Shows("处要改") {
		t.Errorf("the banner outlives what it was about: %q", w.Texts())
	}
	w.Tap("提交订单")
	calls, err := desk.Engine.Unsent()
	if err != nil || len(calls) != 1 {
		t.Fatal(len(calls), err)
	}
	made, err := viewtest.Catalog.Command(calls[0].Name).Decode(calls[0].Args)
	if err != nil {
		t.Fatal(err)
	}
	if due := made.(*core.Place).Due; due != kernel.Date(20261205) {
		t.Errorf("wished for %v", due)
	}
}

// A line in which a text stands that was not chosen is named at the foot, whatever is
// pressed.
func TestAnUnfinishedLineIsNamed(t *testing.T) {
	shop := viewtest.Trading(t)
	load(t, shop)
	for _, button := range []string{"提交订单", "存为草稿", "现场交货"} {
		w := begin(t, shop, regular)
		w.Scan("2000000003012")
		w.Tap("加一行")
		w.Strike("沙发")
		w.Tap(button)
		if !w.Shows("还有 1 处要改：第 2 行商品") {
			t.Errorf("%s looks dead: %q", button, w.Texts())
		}
	}
}

// What is typed behind a product is its quantity: the 1 that stands there is replaced.
// The keyboard goes on whether the product is taken by Enter or by a click.
func TestTheQuantityBehindAProduct(t *testing.T) {
	shop := viewtest.Trading(t)
	take := map[string]func(w *screentest.Window){
		"by Enter": func(w *screentest.Window) { w.Key(fyne.KeyReturn) },
		"by click": func(w *screentest.Window) { w.Tap("HY-S302 · 实木沙发 · 榉木三人位 原木色 2.1m") },
	}
	for name, taken := range take {
		w := begin(t, shop, regular)
		w.Scan("smsf") // typed: looked up in the line
		if !w.Shows("可售 8 套") {
			t.Errorf("the choices do not say what can be sold: %q", w.Texts())
		}
		if name == "by Enter" {
			w.Key(fyne.KeyDown)
		}
		taken(w)
		w.Key(fyne.KeyReturn) // past the unit
		w.Strike("40")
		if !stands(w, "40") {
			t.Errorf("%s: %q", name, w.Boxes())
		}
	}
}

func stands(w *screentest.Window, text string) bool {
	for _, box := range w.Boxes() {
		if box == text {
			return true
		}
	}
	return false
}

// The usual goods are added to what stands on the order, never put in its place; cleared
// lines can be taken back.
func TestWhatWasTypedStays(t *testing.T) {
	shop := viewtest.Trading(t)
	stranger := shop.Add("party", "name", "佛山张槎新客家具店", "is_customer", "true", "owner", shop.As(viewtest.Sales).Seat.String())
	w := screentest.OpenAt(t, shop.DeskIn(t, viewtest.Sales), uithread.Immediate{}, areas, sales.NewRoute, stranger.String())
	w.Scan("2000000002206")
	w.Tap("带出常购商品")
	if !w.Shows("没有找到「佛山张槎新客家具店」常购的商品") || !w.Shows("北美黑胡桃") {
		t.Errorf("nothing is known of him: %q", w.Texts())
	}
	w = begin(t, shop, regular)
	w.Scan("2000000002206")
	w.Tap("带出常购商品")
	if !w.Shows("已加上 2 种常购商品") || !stands(w, "5") || !w.Shows("北美黑胡桃") {
		t.Errorf("the usual goods are not added: %q, %q", w.Boxes(), w.Texts())
	}
	w.Tap("带出常购商品")
	if !w.Shows("都已在单上") {
		t.Errorf("they are there already: %q", w.Texts())
	}
	w.Tap("清空商品")
	if stands(w, "5") {
		t.Fatalf("not cleared: %q", w.Boxes())
	}
	w.Scan("2000000003029")
	w.Tap("撤消")
	if !stands(w, "5") || !w.Shows("北美黑胡桃") || !w.Shows("榉木三人位") {
		t.Errorf("what was cleared is lost: %q, %q", w.Boxes(), w.Texts())
	}
}
