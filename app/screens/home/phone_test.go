package home

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	reportpages "heyi/app/screens/declared/reports"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/reports"
	"heyi/shared/modules/masters/org"
)

// reportsOf are the pages of the reports that a person sees.
func reportsOf(t *testing.T, desk *view.Desk) []nav.Route {
	t.Helper()
	list, err := view.Load(desk, func(r *view.Reader) (at []nav.Route, err error) {
		for _, s := range reports.List(r) {
			at = append(at, nav.Route{Name: reportpages.RouteReport, ID: s.Name})
		}
		return at, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// touchLeast is how high a thumb needs a button.
const touchLeast = 44

// On the page of every role, on a phone and in both languages, no word runs over its
// button or its neighbour, no row of a page cuts what it says, a thumb meets every button, and all that is said is said in the
// language of the page: no code, no id, no word of the other one.
func TestNothingRunsOverOnAPhone(t *testing.T) {
	defer i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	buttons, texts, rows := 0, 0, 0
	for _, role := range org.ShippedRoles() {
		desk := shop.DeskIn(t, holder(t, shop, role.Code))
		said := listen(t, shop) // with who was hired
		o := openSlowly(t, desk)
		places := o.places(t)
		if role.Code == org.Boss { // others may give fewer of them
			places = slices.Concat(places, o.acts(t), reportsOf(t, desk))
		}
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
				said.t = t
				for _, route := range places {
					router.Reset(route)
					picture.Settle(window, picture.Phone.Size)
					written(shell, func(text string) { said.hear(role.Code, route, text) })
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
						if row, ok := o.(*widgets.LineRow); ok {
							rows += whole(t, route, row)
						}
						return false
					})
				}
			})
		}
		texts += said.texts
	}
	if texts < 10_000 {
		t.Errorf("all pages have but %d texts: the test looks at nothing", texts)
	}
	if buttons < 200 || rows < 500 {
		t.Errorf("all pages have but %d buttons and %d texts in rows: the test looks at nothing", buttons, rows)
	}
}

// whole fails where a row of a page cuts what it says: what is decided on, a reason, a note,
// what somebody asks for, goes on below.
func whole(t *testing.T, at nav.Route, row *widgets.LineRow) (texts int) {
	screentest.Walk(row, func(o fyne.CanvasObject) bool {
		if l, ok := o.(*widgets.EllipsisLabel); ok && l.Visible() && l.Size().Width > 0 {
			if texts++; l.Truncation != fyne.TextTruncateOff {
				t.Errorf("%v: of %q only a part is there", at, l.Text)
			}
		}
		return false
	})
	return texts
}
