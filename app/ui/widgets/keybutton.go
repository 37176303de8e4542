package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// KeyButton is a button that Enter presses as well as Space, as it does in every
// other program, and on which Escape gives up what the button belongs to, or goes to the window.
type KeyButton struct {
	widget.Button
	escape func() // nil where there is nothing to give up
}

func newKeyButton(label string, tapped, escape func()) *KeyButton {
	b := &KeyButton{escape: escape}
	b.Text, b.OnTapped = label, tapped
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey implements fyne.Focusable.
func (b *KeyButton) TypedKey(key *fyne.KeyEvent) {
	switch {
	case isReturn(key.Name):
		b.Tapped(nil)
	case key.Name == fyne.KeyEscape && b.escape != nil:
		b.escape()
	case escaped(b, key):
	default:
		b.Button.TypedKey(key)
	}
}

// ButtonOf is the button that an object is, with or without such keys.
func ButtonOf(o fyne.CanvasObject) (b *widget.Button, ok bool) {
	switch o := o.(type) {
	case *widget.Button:
		return o, true
	case *KeyButton:
		return &o.Button, true
	}
	return nil, false
}
