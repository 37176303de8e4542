package home

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/shared/modules/masters/org"
)

// keyed is how a page stands to the keyboard.
type keyed struct {
	scan   *widgets.ScanField
	mute   []string // what Tab reaches and a key does not work
	deaf   []string // quantities that take a scanner's code for a number
	saving int      // fields of a form from which Ctrl+Enter saves
}

// keys looks through what a page shows.
func keys(page fyne.CanvasObject) keyed {
	var k keyed
	var within func(root fyne.CanvasObject, form bool)
	within = func(root fyne.CanvasObject, form bool) {
		screentest.Walk(root, func(o fyne.CanvasObject) bool {
			if f, ok := o.(*widgets.FormPage); ok && !form {
				within(f, true)
				return false
			}
			save := func(has bool) {
				switch {
				case !form:
				case has:
					k.saving++
				default:
					k.mute = append(k.mute, fmt.Sprintf("Ctrl+Enter in %T", o))
				}
			}
			switch o := o.(type) {
			case *widget.Button:
				k.mute = append(k.mute, fmt.Sprintf("Enter on %q", o.Text))
			case *widget.Select, *widget.Check, *widget.Entry:
				k.mute = append(k.mute, fmt.Sprintf("Enter in %T", o))
			case *widgets.Button:
				if form && o.Importance == widget.HighImportance {
					save(o.OnSave != nil)
				}
			case *widgets.ScanField:
				k.scan = o
			case *widgets.NumberField:
				if o.Counts() && o.OnCode == nil && o.Visible() {
					k.deaf = append(k.deaf, o.Label())
				}
			case *widgets.Input:
				save(o.OnSave != nil || o.Disabled())
			case *widgets.Select:
				save(o.OnSave != nil || o.Disabled())
			case *widgets.Check:
				save(o.OnSave != nil || o.Disabled())
			}
			return false
		})
	}
	within(page, false)
	return k
}

// Every page of every role is worked by keys: Enter presses each button that Tab
// reaches, Ctrl+Enter saves from each field of a form, and where there is a scanner no
// quantity takes a code for a number; where there is one or a search the keyboard is there when the page opens and when one comes back to it.
func TestEveryPageIsWorkedByKeys(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	scans, saving := 0, 0
	for _, role := range org.ShippedRoles() {
		t.Run(role.Code, func(t *testing.T) {
			desk := shop.DeskIn(t, holder(t, shop, role.Code))
			o := openSlowly(t, desk)
			routes := slices.Concat(o.places(t), o.acts(t))
			w := walk(t, desk)
			for _, at := range routes {
				w.window.Canvas().Unfocus()
				w.router.Reset(at)
				w.settle()
				k := keys(w.shell)
				saving += k.saving
				for _, what := range k.mute {
					t.Errorf("%v: %s does nothing", at, what)
				}
				if k.scan == nil {
					continue
				}
				scans++
				for _, label := range k.deaf {
					t.Errorf("%v: a code scanned into %q is taken for a quantity", at, label)
				}
				if w.window.Canvas().Focused() != fyne.Focusable(k.scan) {
					t.Errorf("%v opens without the scanner: %T has the keyboard", at, w.window.Canvas().Focused())
				}
				w.router.Go(nav.Route{Name: "settings"})
				w.settle()
				w.window.Canvas().Unfocus()
				w.router.Back()
				w.settle()
				if w.window.Canvas().Focused() == nil {
					t.Errorf("%v comes back and nothing has the keyboard", at)
				}
			}
		})
	}
	if scans < 10 || saving < 100 {
		t.Errorf("%d pages with a scanner and %d fields: the test looks at nothing", scans, saving)
	}
}
