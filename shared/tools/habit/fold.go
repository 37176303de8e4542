package habit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes texts comparable that people hold for the same: full-width forms
// become half-width (NFKC), letters lower-case, runs of white space one space.
func Fold(s string) string { return string(foldRunes(nil, s)) }

// foldRunes appends Fold to an empty dst. Nearly every text of a company is of
// plain letters, which need no tables.
func foldRunes(dst []rune, s string) []rune {
	blank := false
	for _, r := range s {
		r, ok := foldPlain(r)
		switch {
		case !ok: // a mark may compose with the letter before it, so begin again
			s = strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(s, "")))
			return append(dst[:0], []rune(strings.Join(strings.Fields(s), " "))...)
		case r == ' ':
			blank = len(dst) > 0
			continue
		case blank:
			dst = append(dst, ' ')
			blank = false
		}
		dst = append(dst, r)
	}
	return dst
}

// foldPlain folds ASCII, its full-width forms and Han characters that are their
// own normal form; not ok for any other letter.
func foldPlain(r rune) (folded rune, ok bool) {
	switch {
	case isHan(r):
		return r, true
	case r == 0x3000:
		return ' ', true
	case r >= 0xFF01 && r <= 0xFF5E:
		r -= 0xFF01 - '!'
	case r >= utf8.RuneSelf:
		return r, false
	}
	switch {
	case r >= 'A' && r <= 'Z':
		r += 'a' - 'A'
	case r >= '\t' && r <= '\r':
		r = ' '
	}
	return r, true
}

// isHan tells whether a rune stands in the two blocks of common Han characters,
// all of them letters and in normal form.
func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF }

// compact is Fold without spaces and punctuation, in simplified characters. A
// point between two digits stays, so that 12.5 is not found as 125; the sign
// between two measures (1800×2000, 1800*2000) is an x, and ü is v, as both are
// typed.
func compact(s string) string { return string(compactRunes(nil, s)) }

// compactRunes appends compact to an empty dst.
func compactRunes(dst []rune, s string) []rune {
	folded, simple := foldRunes(dst, s), simplified()
	kept, before := folded[:0], rune(0)
	for i, r := range folded {
		point := r == '.' && isDigit(before) && i+1 < len(folded) && isDigit(folded[i+1])
		if before = r; point {
			kept = append(kept, r)
			continue
		}
		if r = typed(r, kept, folded[i+1:]); counts(r) {
			kept = append(kept, simple.of(r))
		}
	}
	return kept
}

// typed is the letter that people type for a sign or letter that keyboards lack.
func typed(r rune, before, after []rune) rune {
	switch r {
	case '×', '✕', '✖', '╳', '⨯', '⨉':
		return 'x'
	case '*', '∗', '⁎':
		if n := len(before); n > 0 && isDigit(before[n-1]) && isDigit(firstOf(after)) {
			return 'x'
		}
	case 'ü', 'ǖ', 'ǘ', 'ǚ', 'ǜ':
		return 'v'
	}
	return r
}

// firstOf is the first rune that is no blank.
func firstOf(runes []rune) rune {
	for _, r := range runes {
		if r != ' ' {
			return r
		}
	}
	return 0
}

// counts tells letters and digits from what stands between them.
func counts(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return isDigit(r) || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	case isHan(r):
		return true
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
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
