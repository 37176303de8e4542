package habit

import (
	_ "embed"
	"strings"
	"sync"
)

// simplifiedPairs are traditional characters and variants, each with its simplified
// form behind it.
//
//go:embed simplified.txt
var simplifiedPairs string

// simplifiedTable finds the simplified form of a character.
type simplifiedTable struct {
	common [hanLast - hanFirst + 1]uint16 // 0 for a character that is its own
	rare   map[rune]rune                  // outside of the common blocks
}

var simplified = sync.OnceValue(func() *simplifiedTable {
	t := &simplifiedTable{rare: map[rune]rune{}}
	for line := range strings.Lines(simplifiedPairs) {
		if line[0] == '#' {
			continue
		}
		runes := []rune(strings.TrimSpace(line))
		for i := 0; i+1 < len(runes); i += 2 {
			if from, to := runes[i], runes[i+1]; from >= hanFirst && from <= hanLast && to <= 0xFFFF {
				t.common[from-hanFirst] = uint16(to)
			} else {
				t.rare[from] = to
			}
		}
	}
	return t
})

func (t *simplifiedTable) of(r rune) rune {
	switch {
	case r < hanFirst:
		return r
	case r <= hanLast:
		if to := t.common[r-hanFirst]; to != 0 {
			return rune(to)
		}
		return r
	}
	if to, found := t.rare[r]; found {
		return to
	}
	return r
}
