package home

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/shared/kernel"
)

// multiply writes copies of every row into a shop until each entity has about so many:
// documents with hundreds of lines, customers with hundreds of debts. The copies keep
// what they refer to, so that pages get long; texts that name a row get a mark.
func multiply(shop *viewtest.Shop, most int) {
	for _, s := range viewtest.Catalog.Schemas {
		var rows []kernel.Row
		_ = shop.Scan(s, func(row kernel.Row) error { // in memory nothing fails
			rows = append(rows, row)
			return nil
		})
		for n := 0; len(rows) > 0 && n < most-len(rows); n++ {
			from := reflect.ValueOf(rows[n%len(rows)])
			copied := reflect.New(from.Elem().Type())
			copied.Elem().Set(from.Elem())
			row := copied.Interface().(kernel.Row)
			row.Base().ID = kernel.DeriveID("copy", s.Name, n)
			for _, f := range reflect.VisibleFields(copied.Elem().Type()) {
				names := strings.Contains(f.Tag.Get("is"), "title") || slices.Contains([]string{"Code", "Number", "Mobile", "Barcode", "Series"}, f.Name)
				if text := copied.Elem().FieldByIndex(f.Index); names && text.Kind() == reflect.String && text.String() != "" {
					text.SetString(text.String() + "-" + strconv.Itoa(n))
				}
			}
			shop.Put(row)
		}
	}
}

// No page draws more than it shows: with hundreds of everything, every page of every
// role makes a bounded number of rows.
func TestNoPageDrawsMoreThanItShows(t *testing.T) {
	if testing.Short() {
		t.Skip("opens every page of four roles on a large company")
	}
	const (
		most = 260
		rows = 220 // what may stand below each other on all panels of a page
	)
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	multiply(shop, most)
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	long := 0
	for _, mobile := range []string{viewtest.Boss, viewtest.Sales, viewtest.Keeper, viewtest.Finance} {
		o := openSlowly(t, shop.Desk(mobile))
		places := o.places(t)
		w := app.NewWindow("")
		shell, router, end, err := OpenAt(Setting{Desk: o.desk, Dispatcher: uithread.Immediate{}, Window: w, Still: true})
		if err != nil {
			t.Fatal(err)
		}
		w.SetContent(shell)
		for _, at := range places {
			router.Reset(at)
			picture.Settle(w, picture.Phone.Size)
			n := drawn(router.Page().Content())
			if n > rows {
				t.Errorf("%s %v draws %d rows", mobile, at, n)
			}
			if n >= 40 {
				long++
			}
		}
		end()
		w.Close()
	}
	if long < 5 {
		t.Errorf("only %d pages are long: the test looks at nothing", long)
	}
}

// drawn counts the rows of an object tree that have widgets.
func drawn(o fyne.CanvasObject) (n int) {
	if o == nil || !o.Visible() {
		return 0
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case *widgets.LineRow:
		return 1
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, c := range children {
		n += drawn(c)
	}
	return n
}
