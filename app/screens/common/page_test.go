package common_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// What was deleted, or is its reader's no longer, does not stay on the screen.
func TestWhatIsGoneIsNotShown(t *testing.T) {
	test.NewTempApp(t)
	shop := viewtest.Trading(t)
	there := true
	site := &common.Site{
		Desk: shop.Desk(viewtest.Boss), Dispatcher: uithread.Immediate{}, Router: nav.NewRouter(), Still: true,
		Day: func() time.Time { return time.Unix(0, 0).UTC() },
	}
	page := common.NewPage(site, common.Spec[string]{
		Title: func() string { return "" }, Fixed: true,
		Load: func(*view.Reader) (string, error) {
			if !there {
				return "", kernel.NotThere.With(kernel.Text("entity", "订单"))
			}
			return "1,128.00", nil
		},
		Show: func(text string) fyne.CanvasObject { return widget.NewLabel(text) },
	})
	shows := func(text string) bool {
		return screentest.Walk(page.Content(), func(o fyne.CanvasObject) bool { return screentest.TextOf(o) == text })
	}
	if !shows("1,128.00") {
		t.Fatal("nothing is shown")
	}
	there = false
	page.Reload()
	if _, has := page.Model(); has || shows("1,128.00") || !shows("找不到订单") {
		t.Error("what is gone is still shown")
	}
	there = true
	if page.Reload(); !shows("1,128.00") {
		t.Error("what has come back is not shown")
	}
}
