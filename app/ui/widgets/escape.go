package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// unused hands a key that a widget has no use for to the window that shows it, as Fyne
// does where nothing has the keyboard: Escape leads back from every field.
func unused(o fyne.CanvasObject, key *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return
	}
	if typed := c.OnTypedKey(); typed != nil {
		typed(key)
	}
}

// escaped is [unused] for Escape alone; it tells whether the key was that.
func escaped(o fyne.CanvasObject, key *fyne.KeyEvent) bool {
	if key.Name != fyne.KeyEscape {
		return false
	}
	unused(o, key)
	return true
}

// keyedList is Fyne's list, whose row Enter opens as Space does.
type keyedList struct{ widget.List }

// TypedKey implements fyne.Focusable.
func (l *keyedList) TypedKey(key *fyne.KeyEvent) {
	switch {
	case isReturn(key.Name):
		l.List.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	case !escaped(l, key):
		l.List.TypedKey(key)
	}
}
