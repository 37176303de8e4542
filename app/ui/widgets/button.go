package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Button is Fyne's button, which Enter presses as well as Space, as it does in every
// other program, and on which Escape gives up what the button belongs to, or goes to the
// window. Screens have no other buttons.
type Button struct {
	widget.Button
	// OnSave is what Ctrl+Enter does; nil for nothing.
	OnSave func()
	escape func()              // nil where there is nothing to give up
	aside  []fyne.CanvasObject // what it keeps until it is pressed, see fold
}

// NewButton returns a button with a label.
func NewButton(label string, tapped func()) *Button { return newButton(label, tapped, nil) }

// NewButtonWithIcon returns a button with an icon before its label, which may be empty.
func NewButtonWithIcon(label string, icon fyne.Resource, tapped func()) *Button {
	b := newButton(label, tapped, nil)
	b.Icon = icon
	return b
}

func newButton(label string, tapped, escape func()) *Button {
	b := &Button{escape: escape}
	b.Text, b.OnTapped = label, tapped
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(key *fyne.KeyEvent) {
	switch {
	case isReturn(key.Name):
		if !b.Disabled() {
			b.Tapped(nil)
		}
	case key.Name == fyne.KeyEscape && b.escape != nil:
		b.escape()
	case escaped(b, key):
	default:
		b.Button.TypedKey(key)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (b *Button) TypedShortcut(shortcut fyne.Shortcut) { shortcuts(b, shortcut, b.OnSave) }

// ButtonOf is the button that an object is.
func ButtonOf(o fyne.CanvasObject) (b *widget.Button, ok bool) {
	if mine, is := o.(*Button); is {
		return &mine.Button, true
	}
	b, ok = o.(*widget.Button) // those of Fyne's own dialogs
	return b, ok
}
