package home

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/screentest"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// A form that draws a field checks it: on every page that is made by hand, what nobody can
// read in any box stops the act, is told at its box and counted at the foot. Nothing of a
// document may be left out because somebody wrote it in another way.
func TestEveryDrawnFieldIsChecked(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	told, asks := map[nav.Route]bool{}, map[string]bool{}
	roles := []string{org.Boss, org.Sales, org.Storekeeper, org.Finance}
	if testing.Short() {
		roles = roles[:1] // who has nearly every page
	}
	for _, role := range roles {
		heard := &given{}
		shop, who := atWork(t, role, heard, true)
		w := walk(t, shop.DeskIn(t, who))
		for _, at := range w.handMade() {
			if told[at] {
				continue
			}
			if w.router.Reset(at); w.router.Current() != at { // asked before what was written is lost
				w = walk(t, w.desk)
				w.router.Reset(at)
			}
			w.settle()
			spoilt := w.spoil()
			if len(spoilt) == 0 {
				continue
			}
			told[at] = true
			heard.commands = nil
			if !w.press() {
				continue // a page whose boxes filter
			}
			asks[at.Name] = true
			if len(heard.commands) > 0 {
				t.Errorf("%s, %v: gave %v over what nobody can read", role, at, heard.commands)
			}
			for _, f := range spoilt {
				if f.ErrorText() == "" {
					t.Errorf("%s, %v: %s is drawn and not checked", role, at, f.Label())
				}
			}
			if !w.counts() {
				t.Errorf("%s, %v: nobody says at the foot how many fields need attention", role, at)
			}
		}
	}
	if len(asks) < 12 {
		t.Errorf("only %d pages ask for something: the test looks at nothing: %v", len(asks), asks)
	}
}

// handMade are the pages that are not made of a declaration: those of rows with the first
// few of their entity, which are in several states, and those on which commands begin.
func (w *walker) handMade() []nav.Route {
	const rows = 8
	var list []nav.Route
	site := &common.Site{Desk: w.desk, Dispatcher: uithread.Immediate{}, Router: nav.NewRouter(), Still: true}
	add := func(at nav.Route) {
		if w.router.Knows(at.Name) && !strings.HasPrefix(at.Name, "record.") && !slices.Contains(list, at) {
			list = append(list, at)
		}
	}
	for _, a := range common.Entries() {
		area := a.Make(site)
		for _, g := range slices.Concat(slices.Collect(maps.Values(area.Givers))...) {
			if at, ok := g.At(kernel.ID{}); ok {
				add(at)
			}
		}
		for route, of := range area.Rows {
			entity, _ := of("")
			if entity == "" || w.desk.Catalog.Schema(entity) == nil {
				continue
			}
			found, err := record.List(w.desk, entity, "", record.Sort{}, record.Part{}).Page(w.t.Context(), 0, rows)
			if err != nil {
				w.t.Fatal(entity, err)
			}
			for _, row := range found {
				add(nav.Route{Name: route, ID: row.ID.String()})
			}
		}
	}
	return list
}

// spoil writes into every box what it cannot take, as if nobody had left the box since.
func (w *walker) spoil() (spoilt []widgets.FormField) {
	var fields []widgets.FormField
	w.each(func(o fyne.CanvasObject) bool {
		if f, ok := o.(widgets.FormField); ok {
			fields = append(fields, f)
		}
		return false
	})
	for _, f := range fields {
		var box *widgets.Input
		screentest.Walk(f, func(o fyne.CanvasObject) bool {
			box, _ = o.(*widgets.Input)
			return box != nil
		})
		if box == nil || box.Disabled() {
			continue
		}
		box.SetText("12-x5")
		if f.Check() != "" {
			spoilt = append(spoilt, f)
		}
		f.SetError("")
	}
	return spoilt
}

// press presses the button that the page is there for.
func (w *walker) press() (pressed bool) {
	var main *widgets.Button
	w.each(func(o fyne.CanvasObject) bool {
		if b, ok := o.(*widgets.Button); ok && b.Importance == widget.HighImportance && !b.Disabled() && b.Text != "" {
			main = b
		}
		return false
	})
	if main == nil {
		return false
	}
	test.Tap(main)
	w.settle()
	return true
}

// counts tells whether the page says how many fields need attention.
func (w *walker) counts() (said bool) {
	w.each(func(o fyne.CanvasObject) bool {
		b, ok := o.(*widgets.Banner)
		said = ok && strings.Contains(b.Text(), "处要改")
		return said
	})
	return said
}
