package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Form is how a text is written.
type Form uint8

// The forms. None holds marks that nobody sees (controls, zero-width and
// direction marks), all are in NFC.
const (
	Line   Form = iota // one line, as people write it: each run of blanks one blank, none outside
	Lines              // several lines; blanks within a line stay, empty lines outside go
	Word               // Line with half-width letters and signs, and plain hyphens: technical words, case counts
	Code               // Word in capitals: hy-s310, ＨＹ－Ｓ３１０ and HY–S310 are one code
	Number             // Code without blanks: bar codes, accounts, waybills, as they are printed in groups
	Phone              // Word; package habit knows the rest
	Raw                // as it came: contents whose form another declaration knows
)

// forms are the names of the forms in declarations.
var forms = map[string]Form{
	"line": Line, "lines": Lines, "word": Word, "code": Code, "number": Number, "phone": Phone, "raw": Raw,
}

// Named finds a form by its name in declarations.
func Named(name string) (f Form, ok bool) {
	f, ok = forms[name]
	return f, ok
}

// Codelike tells whether the form compares more than what people see: width,
// hyphens, case.
func (f Form) Codelike() bool { return f == Word || f == Code || f == Number || f == Phone }

// Normal is the text in the form. A text that is no UTF-8 stays, for whoever
// refuses it.
func (f Form) Normal(s string) string {
	if f == Raw || f.plain(s) || !utf8.ValidString(s) {
		return s
	}
	// What is taken out or folded may bring letters together that compose, and the
	// other way round; twice is always enough, and looking costs nothing.
	for range 4 {
		next := f.pass(s)
		if next == s {
			return s
		}
		s = next
	}
	return s
}

// plain is the way out for nearly every text: printable ASCII, or Han characters,
// with single blanks inside.
func (f Form) plain(s string) bool {
	blank := true
	for _, r := range s {
		switch {
		case r == ' ':
			if blank || f == Number {
				return false
			}
		case r < '!' || r > '~' && (r < 0x4E00 || r > 0x9FFF):
			return false
		case r == '\'' && f.Codelike(), 'a' <= r && r <= 'z' && (f == Code || f == Number):
			return false
		}
		blank = r == ' '
	}
	return !blank || s == ""
}

func (f Form) pass(s string) string {
	s = seen(norm.NFC.String(s))
	if f == Lines {
		return lines(s)
	}
	if f.Codelike() {
		s = strings.Map(foldCode, s)
		if f == Code || f == Number {
			s = strings.ToUpper(s)
		}
		s = strings.TrimLeft(s, "' ") // a spreadsheet's sign for text
	}
	words := strings.FieldsFunc(s, unicode.IsSpace)
	if f == Number {
		return norm.NFC.String(strings.Join(words, ""))
	}
	return norm.NFC.String(strings.Join(words, " "))
}

func lines(s string) string {
	list := strings.Split(s, "\n")
	for i, line := range list {
		list[i] = strings.TrimRight(line, " ")
	}
	return norm.NFC.String(strings.TrimSpace(strings.Join(list, "\n")))
}

// seen leaves what a person sees: every blank is a plain one, every break a \n,
// and the rest without width is gone.
func seen(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case r == '\r' && i+1 < len(runes) && runes[i+1] == '\n':
		case r == '\n', r == '\r', r == 0x85, r == 0x2028, r == 0x2029, r == '\v', r == '\f':
			b.WriteByte('\n')
		case unicode.IsSpace(r), isEmpty(r):
			b.WriteByte(' ')
		case r == joiner || r == emojiStyle:
			if joins(runes, i) {
				b.WriteRune(r)
			}
		case !unseen(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

const (
	joiner     = 0x200D
	emojiStyle = 0xFE0F
)

// joins tells whether a mark at i holds a picture together, such as a family or a
// coloured heart; elsewhere it is only in the way.
func joins(runes []rune, i int) bool {
	if i == 0 {
		return false
	}
	before := runes[i-1]
	if runes[i] == emojiStyle {
		return pictured(before)
	}
	return (pictured(before) || before == emojiStyle && i > 1 && pictured(runes[i-2])) && i+1 < len(runes) && pictured(runes[i+1])
}

func pictured(r rune) bool { return unicode.In(r, unicode.So, unicode.Sk) }

// isEmpty tells the letters that are drawn as nothing but take room.
func isEmpty(r rune) bool {
	return r == 0x3164 || r == 0xFFA0 || r == 0x115F || r == 0x1160 || r == 0x2800
}

// unseen tells marks without any picture. NUL stays, for whoever refuses it.
func unseen(r rune) bool {
	switch {
	case r == 0:
		return false
	case unicode.In(r, unicode.Cc, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return true
	case r == 0xFFFE, r == 0xFFFF:
		return true
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// foldCode gives letters and signs their half width and every hyphen its plain
// form; what editors make of a typed hyphen is the same code to people.
func foldCode(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		r -= 0xFF01 - '!'
	case r >= 0x2010 && r <= 0x2015, r == 0x2212, r == 0xFE58, r == 0xFE63:
		return '-'
	}
	if r == '’' || r == '‘' {
		return '\''
	}
	return r
}
