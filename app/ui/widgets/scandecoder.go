package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// scanDecoder turns key events into a code.
//
// A scanner types like a person, and a Chinese input method takes its letters
// for pinyin: the key events arrive, the characters do not (or others do). So
// the code is built from the keys. The character of a key, when it does
// arrive, corrects the key, because it knows about layout and Caps Lock.
// Where no key events exist (phones), characters alone make the code.
type scanDecoder struct {
	code  []rune
	owed  int  // keys whose character has not come
	deaf  bool // characters still to come belong to the code before
	shift bool
}

func (d *scanDecoder) text() string { return string(d.code) }

func (d *scanDecoder) empty() bool { return len(d.code) == 0 }

// key takes a pressed key and reports whether it was part of a code.
func (d *scanDecoder) key(name fyne.KeyName) bool {
	if name == fyne.KeyBackspace {
		if len(d.code) > 0 {
			d.code = d.code[:len(d.code)-1]
		}
		d.owed = 0
		return true
	}
	r, ok := d.rune(name)
	if !ok {
		return false
	}
	d.deaf = false
	d.code = append(d.code, r)
	d.owed++
	return true
}

// character takes a typed character.
func (d *scanDecoder) character(r rune) {
	switch {
	case d.deaf || r < ' ' || r > '~':
		// The input method's own output, or not part of any bar code.
	case d.owed == 1 && len(d.code) > 0:
		d.code[len(d.code)-1] = r
		d.owed = 0
	case d.owed > 1:
		d.owed--
	default:
		d.code = append(d.code, r)
	}
}

// take returns the finished code and starts anew.
func (d *scanDecoder) take() string {
	code := strings.TrimSpace(string(d.code))
	d.code = d.code[:0]
	// Characters that an input method held back arrive after the suffix.
	d.deaf = d.owed > 0
	d.owed = 0
	return code
}

// setShift follows the Shift keys; it reports whether name was one.
func (d *scanDecoder) setShift(name fyne.KeyName, down bool) {
	if name == desktop.KeyShiftLeft || name == desktop.KeyShiftRight {
		d.shift = down
	}
}

// shifted are the characters of a US keyboard, which scanners imitate.
var shifted = map[rune]rune{
	'1': '!', '2': '@', '3': '#', '4': '$', '5': '%', '6': '^', '7': '&', '8': '*', '9': '(', '0': ')',
	'-': '_', '=': '+', '[': '{', ']': '}', '\\': '|', ';': ':', '\'': '"', ',': '<', '.': '>', '/': '?', '`': '~',
}

// rune is the character that a key stands for.
func (d *scanDecoder) rune(name fyne.KeyName) (rune, bool) {
	if name == fyne.KeySpace {
		return ' ', true
	}
	key := []rune(string(name))
	if len(key) != 1 || key[0] < ' ' || key[0] > '~' {
		return 0, false
	}
	r := key[0]
	if r >= 'A' && r <= 'Z' && !d.shift {
		return r - 'A' + 'a', true
	}
	if other, ok := shifted[r]; ok && d.shift {
		return other, true
	}
	return r, true
}
