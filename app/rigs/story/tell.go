package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// words are a text in both languages.
type words struct{ zh, en string }

// in is the text in a language.
func (w words) in(lang string) string {
	if lang == "en" {
		return w.en
	}
	return w.zh
}

// story is the company, its people and what has happened so far.
type story struct {
	lang   string
	out    io.Writer
	dir    string
	server *server
	failed error            // why the story ended early
	words  map[string]words // what {name} in a sentence stands for

	lin, zhou, store, boss *person
	winner, loser          *person // of the sofas

	day                      kernel.Date
	owing, supplier          kernel.Ref[party.Party]
	sofa, chair              kernel.Ref[product.Product]
	sofaOrder, waits, chairs *sales.Order
	told                     int
}

// chapter prints a title.
func (s *story) chapter(zh, en string) {
	if s.failed == nil {
		fmt.Fprintf(s.out, "\n%s\n", words{zh, en}.in(s.lang))
	}
}

// tell checks a sentence and prints it; once one has failed nothing more is
// checked. The check may set words that the sentence uses as {name}, and returns
// what is quoted below it.
func (s *story) tell(zh, en string, check func() ([]words, error)) {
	if s.failed != nil {
		return
	}
	start := time.Now()
	quotes, err := check()
	sentence := s.fill(words{zh, en}.in(s.lang))
	if err != nil {
		fmt.Fprintf(s.out, "  ✗ %s\n", sentence)
		s.failed = fmt.Errorf("%s: %w", sentence, err)
		return
	}
	s.told++
	fmt.Fprintf(s.out, "  ✓ %s  [%s]\n", sentence, time.Since(start).Round(time.Millisecond))
	for _, q := range quotes {
		fmt.Fprintf(s.out, "      %s\n", s.fill(q.in(s.lang)))
	}
}

func (s *story) fill(text string) string {
	for name, w := range s.words {
		text = strings.ReplaceAll(text, "{"+name+"}", w.in(s.lang))
	}
	return text
}

// held is a check that quotes nothing.
func held(check func() error) func() ([]words, error) {
	return func() ([]words, error) { return nil, check() }
}

// same errs unless a figure is what it should be.
func same[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: %v, not %v", what, got, want)
	}
	return nil
}
