package home

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/modules/masters/org"
)

// What went wrong moves no button: who taps again taps the same. Every page that says so,
// on a phone, where there is the least room.
func TestTroubleMovesNoButton(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	said := 0
	for _, role := range []string{org.Boss, org.Finance, org.Storekeeper} {
		desk := shop.DeskIn(t, holder(t, shop, role))
		o := openSlowly(t, desk)
		places := append(o.places(t), o.acts(t)...)
		app := test.NewTempApp(t)
		app.Settings().SetTheme(theme.New(theme.Light, picture.Phone.Density))
		window := app.NewWindow("")
		shell, router, end, err := OpenAt(Setting{Desk: desk, Dispatcher: uithread.Immediate{}, Window: window, Still: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(end)
		window.SetContent(shell)
		for _, route := range places {
			router.Reset(route)
			picture.Settle(window, picture.Phone.Size)
			panel := troubleOf(router.Page().Content())
			if panel == nil {
				continue
			}
			said++
			before := buttonsOf(shell)
			panel.Set(&view.Trouble{Text: "本单超过信用额度，需要财务或老板放行；可以先收款再提交"}, nil)
			picture.Settle(window, picture.Phone.Size)
			for b, at := range buttonsOf(shell) {
				if was, there := before[b]; there && was != at {
					t.Errorf("%s, %v: %q stood at %v, and at %v below the trouble", role, route, b.Text, was, at)
				}
			}
			if !panel.Visible() || panel.Size().Height < 20 {
				t.Errorf("%s, %v: the trouble is not seen", role, route)
			}
		}
	}
	if said < 20 {
		t.Errorf("only %d pages say what went wrong: the test looks at nothing", said)
	}
}

// troubleOf is where a page says what went wrong, nil where it does not.
func troubleOf(o fyne.CanvasObject) *common.TroublePanel {
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *common.TroublePanel:
		return o
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, c := range children {
		if p := troubleOf(c); p != nil {
			return p
		}
	}
	return nil
}

// buttonsOf are the buttons of a page with the places where they stand.
func buttonsOf(page fyne.CanvasObject) map[*widgets.Button]fyne.Position {
	all := map[*widgets.Button]fyne.Position{}
	screentest.Walk(page, func(o fyne.CanvasObject) bool {
		if b, ok := o.(*widgets.Button); ok && b.Visible() && b.Size().Width > 0 {
			all[b] = fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
		}
		return false
	})
	return all
}
