package widgets

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
)

// Input is the bare text box inside the fields: Fyne's Entry with the habits
// that Chinese offices expect. Screens use the fields, not Input.
//
//   - Keys of an input method do not leak into the text (see imeGuard).
//   - Enter calls OnNext and never submits; in a multi-line box it is a new line.
//   - Ctrl+Enter calls OnSave. Shortcuts that a text box does not know go on to
//     the window, which Fyne's Entry would swallow.
//   - Reaching the box by keyboard selects its text, so typing replaces it; in a box
//     with one value, so does the click that reaches it.
type Input struct {
	widget.Entry

	// OnNext is called when Enter is pressed outside of a composition.
	OnNext func()
	// OnSave is called on Ctrl+Enter (Cmd+Enter on a Mac).
	OnSave func()
	// OnKey may take a key before the box does; it answers true if it did.
	OnKey func(fyne.KeyName) bool
	// OnEscape is called for Escape, where OnKey has no use for it; without it the
	// window gets the key.
	OnEscape func()
	// OnTapped is called when the box is tapped or clicked.
	OnTapped func()
	// Numeric asks a phone for its number keyboard.
	Numeric bool
	// Whole says that the box holds one value, a number or a choice, which typing
	// replaces: one who clicks on 2 and types 5 means 5.
	Whole bool
	// OnFocus is called with true on gaining and false on losing focus.
	OnFocus func(bool)

	ime     imeGuard
	focused bool
	reached bool // by the click that is under way
}

// NewInput returns an empty single-line box.
func NewInput() *Input {
	i := &Input{}
	i.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	i.ExtendBaseWidget(i)
	return i
}

// NewTextInput returns an empty box of several lines.
func NewTextInput(lines int) *Input {
	i := &Input{}
	i.MultiLine = true
	i.Wrapping = wrapping()
	i.ExtendBaseWidget(i)
	i.SetMinRowsVisible(lines)
	return i
}

// TypedKey implements fyne.Focusable.
func (i *Input) TypedKey(key *fyne.KeyEvent) {
	if i.Disabled() || i.ime.swallow(key.Name) {
		return
	}
	if i.OnKey != nil && i.OnKey(key.Name) {
		return
	}
	if key.Name == fyne.KeyEscape && i.OnEscape != nil {
		i.OnEscape()
		return
	}
	if escaped(i, key) {
		return
	}
	if isReturn(key.Name) && !i.MultiLine {
		if i.OnNext != nil {
			i.OnNext()
		}
		return
	}
	i.Entry.TypedKey(key)
}

// TypedRune implements fyne.Focusable.
func (i *Input) TypedRune(r rune) {
	i.ime.reset()
	i.Entry.TypedRune(r)
}

// Tapped implements fyne.Tappable.
func (i *Input) Tapped(event *fyne.PointEvent) {
	i.Entry.Tapped(event)
	if i.OnTapped != nil && !i.Disabled() {
		i.OnTapped()
	}
}

// MouseDown implements desktop.Mouseable.
func (i *Input) MouseDown(event *desktop.MouseEvent) {
	i.reached = !i.focused
	i.Entry.MouseDown(event)
}

// MouseUp implements desktop.Mouseable.
func (i *Input) MouseUp(event *desktop.MouseEvent) {
	i.Entry.MouseUp(event)
	if i.Whole && i.reached && event.Button == desktop.MouseButtonPrimary && i.SelectedText() == "" && !i.Disabled() {
		i.selectAll()
	}
	i.reached = false
}

// SetText replaces the text. A value that a program writes into the box in which somebody
// is about to type is selected as on reaching it, so that his keys replace it.
func (i *Input) SetText(text string) {
	differs := text != i.Text
	i.Entry.SetText(text)
	if differs && i.focused && i.Whole {
		i.selectAll()
	}
}

func (i *Input) selectAll() { i.Entry.TypedShortcut(&fyne.ShortcutSelectAll{}) }

// Keyboard implements mobile.Keyboardable.
func (i *Input) Keyboard() mobile.KeyboardType {
	if i.Numeric {
		return mobile.NumberKeyboard
	}
	return i.Entry.Keyboard()
}

// FocusGained implements fyne.Focusable.
func (i *Input) FocusGained() {
	i.Entry.FocusGained()
	i.focused = true
	if !i.MultiLine {
		i.selectAll()
	}
	if i.OnFocus != nil {
		i.OnFocus(true)
	}
}

// FocusLost implements fyne.Focusable.
func (i *Input) FocusLost() {
	i.ime.reset()
	i.focused = false
	i.Entry.FocusLost()
	if i.OnFocus != nil {
		i.OnFocus(false)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (i *Input) TypedShortcut(s fyne.Shortcut) {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok {
		i.Entry.TypedShortcut(s)
		return
	}
	switch {
	case isReturn(custom.KeyName) && custom.Modifier == fyne.KeyModifierShortcutDefault:
		if i.OnSave != nil {
			i.OnSave()
		}
	case moves(custom.KeyName) && (custom.Modifier&fyne.KeyModifierAlt == 0 || runtime.GOOS == "darwin"): // Alt+Left leads back
		i.Entry.TypedShortcut(s)
	default:
		forward(i, s)
	}
}

// forward hands a shortcut to the window that shows an object.
func forward(o fyne.CanvasObject, s fyne.Shortcut) {
	if window, ok := canvasOf(o).(fyne.Shortcutable); ok {
		window.TypedShortcut(s)
	}
}

// Focus moves the keyboard into the box.
func (i *Input) Focus() { focus(i, i) }

// HasKeys tells whether people type on keys here: a box that takes the keyboard by itself
// would raise the one of the screen.
func HasKeys() bool {
	t, ok := fyne.CurrentApp().Settings().Theme().(*theme.Theme)
	return !fyne.CurrentDevice().IsMobile() && !(ok && t.Density == theme.Touch)
}

// canvasOf is replaced in a test: the windows of Fyne's test driver, unlike
// real ones, do not take shortcuts.
var canvasOf = func(o fyne.CanvasObject) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(o)
}

// moves lists the keys that, with a modifier, edit text by words.
func moves(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	}
	return false
}

func isReturn(name fyne.KeyName) bool {
	return name == fyne.KeyReturn || name == fyne.KeyEnter
}

// focus gives the keyboard to an object that stands in a window.
func focus(o fyne.CanvasObject, f fyne.Focusable) {
	if f == nil {
		return
	}
	driver := fyne.CurrentApp().Driver()
	if c := driver.CanvasForObject(o); c != nil {
		c.Focus(f)
		return
	}
	// An object that has not been painted yet belongs to no canvas; a page that has
	// just opened is in the window nevertheless. The app has one.
	if windows := driver.AllWindows(); len(windows) == 1 {
		windows[0].Canvas().Focus(f)
	}
}
