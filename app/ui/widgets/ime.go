package widgets

import "fyne.io/fyne/v2"

// imeGuard tells editing keys that belong to an input method from those meant
// for the field.
//
// Fyne has no composition protocol. On X11 and macOS a field is sent TypedKey
// for every key pressed while a person composes "nihao", but no TypedRune
// until 你好 is committed. Unguarded, Backspace in the middle deletes committed
// text and Enter submits. So: letters pressed without a character following
// are pending, and as long as some are, editing keys are the input method's.
type imeGuard struct{ pending int }

// swallow reports whether the field must ignore the key.
func (g *imeGuard) swallow(name fyne.KeyName) bool {
	if printable(name) {
		g.pending++ // the character, if one comes, takes it back
		return false
	}
	if g.pending == 0 {
		return false
	}
	switch name {
	case fyne.KeyBackspace:
		g.pending--
		return true
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape:
		g.reset()
		return true
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown,
		fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyDelete:
		return true
	}
	return false
}

// reset ends a composition: a character was committed or focus was lost.
func (g *imeGuard) reset() { g.pending = 0 }

// printable reports whether a key normally produces a character. Fyne names
// such keys by the character itself, and all others by a word.
func printable(name fyne.KeyName) bool {
	return len([]rune(string(name))) == 1 || name == fyne.KeySpace || name == fyne.KeyAsterisk || name == fyne.KeyPlus
}
