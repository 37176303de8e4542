package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Select is Fyne's choice, which Enter leaves for the next field as it leaves a text
// box; Space opens it.
type Select struct {
	widget.Select
	// OnNext is what Enter does; nil for nothing.
	OnNext func()
	// OnSave is what Ctrl+Enter does; nil for nothing.
	OnSave func()
}

// NewSelect returns a choice among texts.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged = options, changed
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey implements fyne.Focusable.
func (s *Select) TypedKey(key *fyne.KeyEvent) {
	if !entered(key, s.OnNext) && !escaped(s, key) {
		s.Select.TypedKey(key)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (s *Select) TypedShortcut(shortcut fyne.Shortcut) { shortcuts(s, shortcut, s.OnSave) }

// Check is Fyne's tick, which Enter leaves for the next field; Space ticks it.
type Check struct {
	widget.Check
	// OnNext is what Enter does; nil for nothing.
	OnNext func()
	// OnSave is what Ctrl+Enter does; nil for nothing.
	OnSave func()
}

// NewCheck returns a box that is not ticked.
func NewCheck(label string, changed func(bool)) *Check {
	c := &Check{}
	c.Text, c.OnChanged = label, changed
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey implements fyne.Focusable.
func (c *Check) TypedKey(key *fyne.KeyEvent) {
	if !entered(key, c.OnNext) && !escaped(c, key) {
		c.Check.TypedKey(key)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (c *Check) TypedShortcut(shortcut fyne.Shortcut) { shortcuts(c, shortcut, c.OnSave) }

// shortcuts takes Ctrl+Enter for a widget and leaves every other shortcut to the window.
func shortcuts(o fyne.CanvasObject, shortcut fyne.Shortcut, save func()) {
	custom, ok := shortcut.(*desktop.CustomShortcut)
	if ok && isReturn(custom.KeyName) && custom.Modifier == fyne.KeyModifierShortcutDefault {
		if save != nil {
			save()
		}
		return
	}
	forward(o, shortcut)
}

func entered(key *fyne.KeyEvent, next func()) bool {
	if next == nil || key.Name != fyne.KeyReturn && key.Name != fyne.KeyEnter {
		return false
	}
	next()
	return true
}
