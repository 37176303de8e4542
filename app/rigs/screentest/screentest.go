// Package screentest drives the real tree of a window in tests, counts the steps a
// person takes, and draws pages for people who look at them.
package screentest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// Areas makes the areas under test.
type Areas func(*common.Site) []common.Area

// Window is a window of the test driver with one shell.
type Window struct {
	t      testing.TB
	window fyne.Window
	shell  *nav.Shell
	site   *common.Site
	size   fyne.Size
	steps  int
	files  map[string]*file
}

// Open opens a desk's window at a place. It follows the data only when it is told
// to by what it does itself.
func Open(t testing.TB, desk *view.Desk, d uithread.Dispatcher, areas Areas, at string) *Window {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	w := &Window{t: t, window: app.NewWindow(""), size: picture.Desktop.Size}
	w.build(desk, d, areas, nav.Route{Name: at})
	t.Cleanup(func() {
		w.shell.Dispose()
		w.window.Close()
	})
	return w
}

func (w *Window) build(desk *view.Desk, d uithread.Dispatcher, areas Areas, at nav.Route) {
	w.site = siteOf(desk, d, w.window)
	var places []nav.Destination
	served := areas(w.site)
	w.site.Serve(served...)
	for _, a := range served {
		places = append(places, a.Destinations...)
	}
	w.site.Save = w.save
	w.shell = nav.NewShell(d, w.site.Router, places, func() {})
	w.site.Toast = w.shell.Snackbar().Toast
	w.site.Jobs = w.shell.Jobs()
	w.site.Router.Reset(at)
	w.window.SetPadded(false)
	w.window.SetContent(w.shell)
	w.settle()
}

func siteOf(desk *view.Desk, d uithread.Dispatcher, window fyne.Window) *common.Site {
	return &common.Site{
		Desk: desk, Dispatcher: d, Router: nav.NewRouter(), Window: window, Still: true, Toast: func(string) {}, SignedOut: func() {},
		Day: func() time.Time {
			now := view.At(desk.Engine.State().Now, 480)
			return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
		},
	}
}

func (w *Window) settle() { picture.Settle(w.window, w.size) }

// Go opens a place.
func (w *Window) Go(at nav.Route) {
	w.site.Router.Reset(at)
	w.settle()
}

// Steps is how many taps and scans a person has made.
func (w *Window) Steps() int { return w.steps }

// walk visits what is on screen, the topmost dialog included.
func (w *Window) walk(visit func(fyne.CanvasObject) bool) {
	roots := []fyne.CanvasObject{w.window.Canvas().Content()}
	if top := w.window.Canvas().Overlays().Top(); top != nil {
		roots = []fyne.CanvasObject{top}
	}
	for _, root := range roots {
		Walk(root, visit)
	}
}

// Walk visits an object and what is visible in it, until visit says that it is enough.
func Walk(o fyne.CanvasObject, visit func(fyne.CanvasObject) bool) bool {
	if o == nil || !o.Visible() {
		return false
	}
	if visit(o) {
		return true
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, c := range children {
		if Walk(c, visit) {
			return true
		}
	}
	return false
}

// TextOf is the text that an object itself shows.
func TextOf(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *canvas.Text:
		return o.Text
	case *widget.Label:
		return o.Text
	case *widgets.EllipsisLabel:
		return o.Text
	}
	if b, ok := widgets.ButtonOf(o); ok {
		return b.Text
	}
	return ""
}

// Texts lists what is on screen.
func (w *Window) Texts() []string {
	w.settle()
	var list []string
	w.walk(func(o fyne.CanvasObject) bool {
		if s := strings.TrimSpace(TextOf(o)); s != "" && (len(list) == 0 || list[len(list)-1] != s) {
			list = append(list, s)
		}
		return false
	})
	return list
}

// Shows tells whether a text is on screen, alone or within another.
func (w *Window) Shows(text string) bool {
	return slices.ContainsFunc(w.Texts(), func(s string) bool { return strings.Contains(s, text) })
}

// Tap taps what shows the text: the innermost thing that can be tapped there. It is
// one step.
func (w *Window) Tap(text string) {
	w.t.Helper()
	w.settle()
	w.steps++
	if !w.tap(text) {
		w.t.Fatalf("nothing to tap shows %q; the screen shows %q", text, w.Texts())
	}
	w.settle()
}

func (w *Window) tap(text string) bool {
	var found fyne.Tappable
	var within []fyne.CanvasObject
	root := w.window.Canvas().Content()
	if top := w.window.Canvas().Overlays().Top(); top != nil {
		root = top
	}
	var search func(o fyne.CanvasObject, tappable fyne.Tappable) bool
	search = func(o fyne.CanvasObject, tappable fyne.Tappable) bool {
		if o == nil || !o.Visible() {
			return false
		}
		if t, ok := o.(fyne.Tappable); ok {
			tappable = t
		}
		if TextOf(o) == text && tappable != nil && !disabled(tappable) {
			found = tappable
			return true
		}
		switch o := o.(type) {
		case *fyne.Container:
			within = o.Objects
		case fyne.Widget:
			within = test.WidgetRenderer(o).Objects()
		default:
			return false
		}
		for _, c := range within {
			if search(c, tappable) {
				return true
			}
		}
		return false
	}
	if !search(root, nil) {
		return false
	}
	found.Tapped(&fyne.PointEvent{})
	return true
}

func disabled(o any) bool {
	d, ok := o.(fyne.Disableable)
	return ok && d.Disabled()
}

// Type writes into the box below a label; typing is no step.
func (w *Window) Type(label, text string) {
	w.t.Helper()
	w.settle()
	done := false
	w.walk(func(o fyne.CanvasObject) bool {
		f, ok := o.(widgets.FormField)
		if !ok || f.Label() != label || done {
			return false
		}
		f.Focus()
		if box, focused := w.window.Canvas().Focused().(*widgets.Input); focused {
			box.SetText(text)
			done = true
		}
		return done
	})
	if !done {
		w.t.Fatalf("no box is labelled %q: %q", label, w.Texts())
	}
	w.settle()
}

// action finds one of the page's actions in the app bar.
func (w *Window) action(label string) (a nav.Action, ok bool) {
	actor, acts := w.site.Router.Page().(nav.Actor)
	if !acts {
		return a, false
	}
	for _, a := range actor.Actions() {
		if a.Label == label {
			return a, true
		}
	}
	return a, false
}

// Offers tells whether the app bar has an action.
func (w *Window) Offers(label string) bool {
	_, ok := w.action(label)
	return ok
}

// Act taps one of the page's actions in the app bar. It is one step.
func (w *Window) Act(label string) {
	w.t.Helper()
	w.settle()
	w.steps++
	a, ok := w.action(label)
	if !ok {
		w.t.Fatalf("the page has no action %q", label)
	}
	a.Tapped()
	w.settle()
}

// Choose takes an option of the choice below a label.
func (w *Window) Choose(label, option string) {
	w.t.Helper()
	list := w.choice(label)
	if !slices.Contains(list.Options, option) {
		w.t.Fatalf("no choice %q below %q: %q", option, label, list.Options)
	}
	list.SetSelected(option)
	w.settle()
}

// Options are what can be chosen below a label.
func (w *Window) Options(label string) []string {
	w.t.Helper()
	return w.choice(label).Options
}

func (w *Window) choice(label string) (list *widgets.Select) {
	w.t.Helper()
	w.settle()
	w.walk(func(o fyne.CanvasObject) bool {
		f, ok := o.(interface {
			fyne.CanvasObject
			Label() string
		})
		if !ok || f.Label() != label {
			return false
		}
		Walk(f, func(o fyne.CanvasObject) bool {
			if s, ok := o.(*widgets.Select); ok {
				list = s
			}
			return list != nil
		})
		return list != nil
	})
	if list == nil {
		w.t.Fatalf("nothing to choose below %q: %q", label, w.Texts())
	}
	return list
}

// Search writes into a list's search box and presses Enter, as a scanner does. It is
// one step.
func (w *Window) Search(text string) {
	w.t.Helper()
	w.settle()
	w.steps++
	var box *widgets.Input
	w.walk(func(o fyne.CanvasObject) bool {
		if i, ok := o.(*widgets.Input); ok && box == nil {
			box = i
		}
		return box != nil
	})
	if box == nil {
		w.t.Fatalf("there is no search box: %q", w.Texts())
	}
	box.SetText(text)
	box.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	w.settle()
}

// Scan types a code as a scanner does, with Enter behind it. It is one step.
func (w *Window) Scan(code string) {
	w.t.Helper()
	w.settle()
	w.steps++
	var field *widgets.ScanField
	w.walk(func(o fyne.CanvasObject) bool {
		if f, ok := o.(*widgets.ScanField); ok && field == nil {
			field = f
		}
		return field != nil
	})
	if field == nil {
		w.t.Fatalf("there is no field for the scanner: %q", w.Texts())
	}
	field.Focus()
	for _, r := range code {
		field.KeyDown(&fyne.KeyEvent{Name: fyne.KeyName(strings.ToUpper(string(r)))})
		field.TypedRune(r)
	}
	field.KeyDown(&fyne.KeyEvent{Name: fyne.KeyReturn})
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	w.settle()
}

// Get reads a row of a desk; nil when it is not there.
func Get[T any](t testing.TB, desk *view.Desk, e *kernel.Entity[T], id kernel.ID) (row *T) {
	t.Helper()
	if err := desk.Read(func(r *view.Reader) error {
		row, _ = e.Get(r.Tx, kernel.Ref[T](id))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return row
}
