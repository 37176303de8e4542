package screentest

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
)

// OpenAt is Open at a page that shows one thing.
func OpenAt(t testing.TB, desk *view.Desk, d uithread.Dispatcher, areas Areas, at, id string) *Window {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	w := &Window{t: t, window: app.NewWindow(""), size: picture.Desktop.Size}
	w.build(desk, d, areas, nav.Route{Name: at, ID: id})
	t.Cleanup(func() {
		w.shell.Dispose()
		w.window.Close()
	})
	return w
}

// focused is what has the keyboard; a test without it fails.
func (w *Window) focused() fyne.Focusable {
	w.t.Helper()
	w.settle()
	f := w.window.Canvas().Focused()
	if f == nil {
		w.t.Fatalf("nothing has the keyboard: %q", w.Texts())
	}
	return f
}

// Key presses a key where the keyboard is.
func (w *Window) Key(name fyne.KeyName) {
	w.t.Helper()
	w.focused().TypedKey(&fyne.KeyEvent{Name: name})
	w.settle()
}

// Press presses a key wherever the keyboard is, as the window would take it.
func (w *Window) Press(name fyne.KeyName) {
	w.t.Helper()
	w.settle()
	event, c := &fyne.KeyEvent{Name: name}, w.window.Canvas()
	switch {
	case c.Focused() != nil:
		c.Focused().TypedKey(event)
	case c.OnTypedKey() != nil:
		c.OnTypedKey()(event)
	}
	w.settle()
}

// Write replaces the content of the box that has the keyboard; typing is no step.
func (w *Window) Write(text string) {
	w.t.Helper()
	box, ok := w.focused().(*widgets.Input)
	if !ok {
		w.t.Fatalf("the keyboard is in no box: %q", w.Texts())
	}
	box.SetText(text)
	w.settle()
}

// Save presses Ctrl+Enter where the keyboard is.
func (w *Window) Save() {
	w.t.Helper()
	at, ok := w.focused().(fyne.Shortcutable)
	if !ok {
		w.t.Fatalf("the keyboard is where nothing can be saved: %q", w.Texts())
	}
	at.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	w.settle()
}

// AtScanner puts the keyboard where the page puts it by itself once it stands in a
// real window: into the field for the scanner.
func (w *Window) AtScanner() {
	w.t.Helper()
	w.settle()
	found := false
	w.walk(func(o fyne.CanvasObject) bool {
		f, ok := o.(*widgets.ScanField)
		if ok {
			f.Focus()
			found = true
		}
		return ok
	})
	if !found {
		w.t.Fatalf("there is no field for the scanner: %q", w.Texts())
	}
}

// Boxes lists what stands in the boxes on screen, from the top.
func (w *Window) Boxes() []string {
	w.t.Helper()
	w.settle()
	var list []string
	w.walk(func(o fyne.CanvasObject) bool {
		if i, ok := o.(*widgets.Input); ok {
			list = append(list, i.Text)
		}
		return false
	})
	return list
}

// Strike types characters where the keyboard is, as a person does: they replace what is
// selected there.
func (w *Window) Strike(text string) {
	w.t.Helper()
	for _, r := range text {
		w.focused().TypedRune(r)
	}
	w.settle()
}
