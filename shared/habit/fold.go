package habit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes texts comparable that people hold for the same: full-width forms
// become half-width (NFKC), letters lower-case, runs of white space one space.
func Fold(s string) string {
	s = strings.ToValidUTF8(s, "")
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

// compact is Fold without spaces and punctuation. A point between two digits
// stays, so that 12.5 is not found as 125.
func compact(s string) string {
	runes := []rune(Fold(s))
	var b strings.Builder
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			b.WriteRune(r)
		case r == '.' && i > 0 && i+1 < len(runes) && isDigit(runes[i-1]) && isDigit(runes[i+1]):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func allDigits(s string) bool {
	for _, r := range s {
		if !isDigit(r) {
			return false
		}
	}
	return s != ""
}
