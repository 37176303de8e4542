package tabular

import (
	"slices"
	"strings"
)

// mask is a number format that shows a number as a code: digits with zeros in front
// and perhaps letters between, such as 000000 or "SP"0000.
type mask []slot

// slot is a place for a digit, or a text.
type slot struct {
	digit bool
	text  string
}

// maskOf reads a format that has at least two digits that are always shown, and
// nothing that would make the number another one.
func maskOf(format string) (mask, bool) {
	first, _, _ := strings.Cut(format, ";")
	var m mask
	zeros, others := 0, 0
	for i := 0; i < len(first); i++ {
		switch c := first[i]; {
		case c == '0':
			m, zeros = append(m, slot{digit: true}), zeros+1
		case c == '"':
			text, _, closed := strings.Cut(first[i+1:], `"`)
			if !closed {
				return nil, false
			}
			m, others = append(m, slot{text: text}), others+1
			i += len(text) + 1
		case c == '\\' && i+1 < len(first):
			m, others = append(m, slot{text: first[i+1 : i+2]}), others+1
			i++
		case c == '-' || c == ' ':
			m, others = append(m, slot{text: first[i : i+1]}), others+1
		default:
			return nil, false
		}
	}
	return m, zeros > 1 || zeros == 1 && others > 0
}

// show is a whole number as the format shows it; "" when it is none.
func (m mask) show(number string) string {
	if strings.Trim(number, "0123456789") != "" || number == "" {
		return ""
	}
	var out []string
	for i := len(m) - 1; i >= 0; i-- {
		switch {
		case !m[i].digit:
			out = append(out, m[i].text)
			continue
		case number == "":
			out = append(out, "0")
			continue
		}
		take := number[len(number)-1:]
		if !slices.ContainsFunc(m[:i], func(s slot) bool { return s.digit }) {
			take = number // the first place takes all that is left
		}
		out, number = append(out, take), strings.TrimSuffix(number, take)
	}
	slices.Reverse(out)
	return strings.Join(out, "")
}

// hides tells whether the spreadsheet does not show a line.
func (o *outline) hides(line int) bool {
	_, found := slices.BinarySearch(o.hidden, line)
	return found
}
