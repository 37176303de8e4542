package habit

import (
	"bytes"
	"sync"
	"unicode/utf8"
)

const (
	// maxVariants bounds the spellings of one text, maxCombined those that
	// combine the second readings of several characters; the head of the text
	// is combined first, because people begin to type there.
	maxVariants = 24
	maxCombined = 16
)

// keyWriter gathers the words of a key, each once. A first load makes a key for
// every row it writes, so writers and their memory are used again.
type keyWriter struct {
	letters   []rune     // of the text at hand, at most maxKeyRunes
	syllables []*reading // of letters
	picks     [maxVariants][maxKeyRunes]uint8

	key   []byte // words, separated by blanks
	words []span // in key
	begun int    // where the word that is being written begins
}

var keyWriters = sync.Pool{New: func() any { return new(keyWriter) }}

type span struct{ from, to int }

func (w *keyWriter) begin() {
	if len(w.key) > 0 {
		w.key = append(w.key, ' ')
	}
	w.begun = len(w.key)
}

// end keeps the word that was written, unless it is empty or there already.
func (w *keyWriter) end() {
	word := w.key[w.begun:]
	known := len(word) == 0
	for _, s := range w.words {
		known = known || bytes.Equal(w.key[s.from:s.to], word)
	}
	if known {
		w.key = w.key[:max(w.begun-1, 0)]
		return
	}
	w.words = append(w.words, span{w.begun, len(w.key)})
}

// write adds the letters as they are.
func (w *keyWriter) write() {
	w.begin()
	for _, r := range w.letters {
		w.key = utf8.AppendRune(w.key, r)
	}
	w.end()
}

// spell adds the spellings in one form. First all combinations of readings as
// far as the bound allows; further readings then appear one at a time, so none
// is lost as long as there is room.
func (w *keyWriter) spell(in form) {
	clear(w.picks[0][:len(w.syllables)]) // the usual way to say each
	n := 1
	for i, syllable := range w.syllables {
		before := n
		for option := 1; option < len(syllable.forms[in]); option++ {
			if n+before > maxCombined {
				before = 1
			}
			for pick := 0; pick < before && n < maxVariants; pick++ {
				w.picks[n] = w.picks[pick]
				w.picks[n][i] = uint8(option)
				n++
			}
		}
	}
	for pick := range n {
		w.begin()
		for i, syllable := range w.syllables {
			w.key = append(w.key, syllable.forms[in][w.picks[pick][i]]...)
		}
		w.end()
	}
}
