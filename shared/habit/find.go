package habit

import (
	"strings"
	"unicode/utf8"
)

const (
	// maxKeyRunes bounds what one text adds to a key.
	maxKeyRunes = 120
	// maxVariants bounds the spellings of one text, maxCombined those that
	// combine the second readings of several characters; the head of the text
	// is combined first, because people begin to type there.
	maxVariants = 24
	maxCombined = 16
)

// SortKey orders texts as Chinese readers expect, compared byte by byte:
// digits, then letters and Han characters together by pinyin; characters with
// the same pinyin stay together (all 张 before all 章). Equal keys mean equal
// folded text.
func SortKey(s string) string {
	folded := clipRunes(Fold(s))
	if isASCII(folded) {
		return folded
	}
	var b strings.Builder
	for _, syl := range syllables(folded) {
		b.WriteString(syl.said[0])
		if syl.han {
			// A blank ends the syllable before any letter, so xi an < xian.
			b.WriteString(" ")
			b.WriteRune(syl.letter)
		}
	}
	return b.String()
}

// FindKey is stored in a column and searched with LIKE, see Query and Like. It
// holds each text without blanks and punctuation, its full pinyin and its
// initials, in all usual readings (重庆: chongqing zhongqing cq zq), up to 24
// spellings a text, each once, separated by blanks.
func FindKey(texts ...string) string {
	var words []string
	seen := map[string]bool{"": true}
	add := func(word string) {
		if !seen[word] {
			seen[word] = true
			words = append(words, word)
		}
	}
	for _, text := range texts {
		text = clipRunes(compact(text))
		add(text)
		if isASCII(text) { // nothing to pronounce: document numbers, codes
			continue
		}
		syl := syllables(text)
		if !hasHan(syl) {
			continue
		}
		for _, word := range spellings(syl, func(said string) string { return said }) {
			add(word)
		}
		for _, word := range spellings(syl, initial) {
			add(word)
		}
	}
	return strings.Join(words, " ")
}

// Query splits what a person types into terms that must all be found (LIKE on
// FindKey). A phone number typed with blanks or dashes is one term.
func Query(q string) []string {
	if phone, err := Phone(q); err == nil && (IsMobile(phone) || isLocal(phone)) {
		return []string{phone}
	}
	var terms []string
	for _, word := range strings.Fields(clipRunes(Fold(q))) {
		if term := compact(word); term != "" {
			terms = append(terms, term)
		}
	}
	return terms
}

// isLocal tells whether a normalised number looks like a landline or a 400/800
// number; other digits may be a code, a date or an amount.
func isLocal(phone string) bool {
	return allDigits(phone) && len(phone) >= 10 && (phone[0] == '0' || phone[:3] == "400" || phone[:3] == "800")
}

// Like is the pattern for one term: LIKE ? ESCAPE '\'.
func Like(term string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(term) + "%"
}

// Tokens are the words of an inverted index, each once, in order of appearance:
// single Han characters, bigrams, whole Latin and digit runs, the tails of long
// digit runs from four digits up, full pinyin and initials of each text.
func Tokens(texts ...string) []string {
	var out []string
	seen := map[string]bool{"": true}
	add := func(token string) {
		if !seen[token] {
			seen[token] = true
			out = append(out, token)
		}
	}
	for _, text := range texts {
		for _, word := range strings.Fields(clipRunes(Fold(text))) {
			tokensOf(compact(word), add)
		}
		for _, word := range strings.Fields(FindKey(text)) {
			add(word)
		}
	}
	return out
}

func tokensOf(word string, add func(string)) {
	syl := syllables(word)
	for i := 0; i < len(syl); i++ {
		if syl[i].han {
			add(string(syl[i].letter))
			if i+1 < len(syl) && syl[i+1].han {
				add(string([]rune{syl[i].letter, syl[i+1].letter}))
			}
			continue
		}
		start := i
		for i+1 < len(syl) && !syl[i+1].han {
			i++
		}
		run := letters(syl[start : i+1])
		add(run)
		for tail := run; len(tail) >= 4 && allDigits(run); tail = tail[1:] {
			add(tail)
		}
	}
}

func letters(syl []syllable) string {
	var b strings.Builder
	for _, s := range syl {
		b.WriteRune(s.letter)
	}
	return b.String()
}

func hasHan(syl []syllable) bool {
	for _, s := range syl {
		if s.han {
			return true
		}
	}
	return false
}

// spellings joins the readings. First all combinations as far as the bound
// allows; further readings then appear one at a time, so none is lost as long
// as there is room.
func spellings(syl []syllable, form func(string) string) []string {
	choices := make([][]string, len(syl))
	for i, s := range syl {
		choices[i] = forms(s.said, form)
	}
	picks := [][]int{make([]int, len(syl))}
	for i, c := range choices {
		before := picks
		for option := 1; option < len(c); option++ {
			if len(picks)+len(before) > maxCombined {
				before = picks[:1]
			}
			for _, pick := range before {
				if len(picks) < maxVariants {
					picks = append(picks, with(pick, i, option))
				}
			}
		}
	}
	words := make([]string, len(picks))
	for n, pick := range picks {
		var b strings.Builder
		for i, option := range pick {
			b.WriteString(choices[i][option])
		}
		words[n] = b.String()
	}
	return words
}

func with(pick []int, at, option int) []int {
	out := append([]int(nil), pick...)
	out[at] = option
	return out
}

func forms(said []string, form func(string) string) []string {
	var out []string
	for _, s := range said {
		f := form(s)
		if len(out) == 0 || (f != out[0] && f != out[len(out)-1]) {
			out = append(out, f)
		}
	}
	return out
}

func initial(said string) string {
	_, size := utf8.DecodeRuneInString(said)
	return said[:size]
}

func clipRunes(s string) string {
	n := 0
	for i := range s {
		if n == maxKeyRunes {
			return s[:i]
		}
		n++
	}
	return s
}
