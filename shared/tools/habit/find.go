package habit

import (
	"strings"
	"unicode/utf8"
)

// maxKeyRunes bounds what one text adds to a key.
const maxKeyRunes = 120

// SortKey orders texts as Chinese readers expect, compared byte by byte:
// digits, then letters and Han characters together by pinyin; characters with
// the same pinyin stay together (all 张 before all 章). Equal keys mean equal
// folded text.
func SortKey(s string) string {
	w := keyWriters.Get().(*keyWriter)
	defer keyWriters.Put(w)
	w.letters = clipKey(foldRunes(w.letters[:0], s))
	w.syllables = readings().read(w.syllables[:0], w.letters)
	w.key = w.key[:0]
	for i, r := range w.syllables {
		w.key = append(w.key, r.forms[inFull][0]...)
		if r.han {
			// A blank ends the syllable before any letter, so xi an < xian.
			w.key = append(w.key, ' ')
			w.key = utf8.AppendRune(w.key, w.letters[i])
		}
	}
	return string(w.key)
}

// FindKey is stored in a column and searched with LIKE, see Query and Like. It
// holds each text without blanks and punctuation, its full pinyin and its
// initials, in all usual readings (重庆: chongqing zhongqing cq zq), up to 24
// spellings a text, each once, separated by blanks.
func FindKey(texts ...string) string {
	w := keyWriters.Get().(*keyWriter)
	defer keyWriters.Put(w)
	w.key, w.words = w.key[:0], w.words[:0]
	for _, text := range texts {
		w.letters = clipKey(compactRunes(w.letters[:0], text))
		w.syllables = readings().read(w.syllables[:0], w.letters)
		w.write()
		if hasHan(w.syllables) { // else there is nothing to pronounce: document numbers, codes
			w.spell(inFull)
			w.spell(byInitials)
		}
	}
	return string(w.key)
}

// Query splits what a person types into terms that must all be found (LIKE on
// FindKey). A phone number typed with blanks or dashes is one term.
func Query(q string) []string {
	if phone, err := Phone(q); err == nil {
		if number, _, _ := strings.Cut(phone, "x"); IsMobile(number) || isLocal(number) {
			return []string{phone}
		}
	}
	var terms []string
	for _, word := range strings.Fields(clipped(q)) {
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

func hasHan(syl []*reading) bool {
	for _, s := range syl {
		if s.han {
			return true
		}
	}
	return false
}

func clipKey(runes []rune) []rune { return runes[:min(len(runes), maxKeyRunes)] }

func clipped(text string) string { return string(clipKey(foldRunes(nil, text))) }
