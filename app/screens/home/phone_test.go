package home

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/screentest"
	"heyi/app/ui/i18n"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view/viewtest"
	"heyi/shared/org"
)

// touchLeast is how high a thumb needs a button.
const touchLeast = 44

// On the page of every role, on a phone and in both languages, no word runs over its
// button or its neighbour, and a thumb meets every button.
func TestNothingRunsOverOnAPhone(t *testing.T) {
	defer i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	buttons := 0
	for _, role := range org.ShippedRoles() {
		desk := shop.DeskIn(t, holder(t, shop, role.Code))
		places := openSlowly(t, desk).places(t)
		for _, language := range []i18n.Language{i18n.English, i18n.Chinese} {
			t.Run(fmt.Sprint(role.Code, language), func(t *testing.T) {
				i18n.SetLanguage(language)
				app := test.NewTempApp(t)
				app.Settings().SetTheme(theme.New(theme.Light, picture.Phone.Density))
				window := app.NewWindow("")
				shell, router, end, err := OpenAt(Setting{Desk: desk, Dispatcher: uithread.Immediate{}, Window: window, Still: true})
				if err != nil {
					t.Fatal(err)
				}
				defer end()
				window.SetContent(shell)
				for _, route := range places {
					router.Reset(route)
					picture.Settle(window, picture.Phone.Size)
					screentest.Walk(router.Page().Content(), func(o fyne.CanvasObject) bool {
						if b, ok := widgets.ButtonOf(o); ok && o.Visible() && o.Size().Width > 0 {
							buttons++
							if o.Size().Width < b.MinSize().Width-1 || o.Size().Height < touchLeast-1 {
								t.Errorf("%v: %q has %v and needs %v", route, b.Text, o.Size(), b.MinSize())
							}
						}
						if l, ok := o.(*widget.Label); ok && l.Visible() && l.Truncation == fyne.TextTruncateOff && l.Wrapping == fyne.TextWrapOff && l.Size().Width > 0 && l.Size().Width < l.MinSize().Width-1 {
							t.Errorf("%v: %q has %v and needs %v", route, l.Text, l.Size(), l.MinSize())
						}
						return false
					})
				}
			})
		}
	}
	if buttons < 200 {
		t.Errorf("all pages have but %d buttons: the test looks at nothing", buttons)
	}
}
