package home_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/nav"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// What a page shows and is gone from the device, an order that the server has refused, is
// not shown as if it stood. When it is there again it is shown again.
func TestAPageSaysThatItsRowIsGone(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	window := app.NewWindow("")
	site := &common.Site{
		Desk: viewtest.Trading(t).Desk(viewtest.Sales), Dispatcher: uithread.Immediate{}, Router: nav.NewRouter(), Window: window,
		Still: true, Toast: func(string) {}, Day: time.Now,
	}
	if err := site.Desk.Read(func(r *view.Reader) error { site.Know(r.Author); return nil }); err != nil {
		t.Fatal(err)
	}
	there := true
	page := common.NewPage(site, common.Spec[string]{
		Title: func() string { return "订单" },
		Load: func(*view.Reader) (string, error) {
			if !there {
				return "", kernel.NotThere.With(kernel.Words("entity", "销售订单", "Sales order"))
			}
			return "已审核", nil
		},
		Show: func(text string) fyne.CanvasObject { return widgets.NewNote(text, widgets.Plain) },
	})
	window.SetContent(page.Content())
	shows := func(text string) bool {
		return screentest.Walk(page.Content(), func(o fyne.CanvasObject) bool { return strings.Contains(screentest.TextOf(o), text) })
	}
	for _, there = range []bool{true, false, true} {
		page.Reload()
		if _, has := page.Model(); shows("已审核") != there || shows("找不到销售订单") == there || has != there {
			t.Errorf("the row is there: %v; the page shows it: %v", there, shows("已审核"))
		}
	}
}
