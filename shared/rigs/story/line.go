package story

import (
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"
)

// pair is one field=value.
type pair struct{ key, value string }

// step is one line of a story with its indented items.
type step struct {
	scene string
	line  int // in the scene
	text  string
	words []string // before the colon, or all of them
	after []string // behind the colon
	items []item
}

// item is an indented line: one element of a list.
type item struct {
	list  string
	pairs []pair
}

func (s *step) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s\n\t%w", s.scene, s.line, s.text, fmt.Errorf(format, args...))
}

// parse splits a story into its steps.
func parse(data []byte) ([]*step, error) {
	archive := txtar.Parse(data)
	if len(archive.Files) == 0 {
		return nil, fmt.Errorf("story: no scene: a scene begins with -- title --")
	}
	var steps []*step
	for _, scene := range archive.Files {
		n := 0
		var last *step
		for text := range strings.Lines(string(scene.Data)) {
			n++
			line := strings.TrimRight(text, " \r\n")
			if bare := strings.TrimSpace(line); bare == "" || bare[0] == '#' {
				continue
			}
			if line[0] == ' ' || line[0] == '\t' {
				if last == nil {
					return nil, fmt.Errorf("story: %s:%d: an item without a command", scene.Name, n)
				}
				it, err := parseItem(line)
				if err != nil {
					return nil, fmt.Errorf("story: %s:%d: %w", scene.Name, n, err)
				}
				last.items = append(last.items, it)
				continue
			}
			last = &step{scene: scene.Name, line: n, text: line}
			if err := last.split(); err != nil {
				return nil, fmt.Errorf("story: %s:%d: %w", scene.Name, n, err)
			}
			steps = append(steps, last)
		}
	}
	return steps, nil
}

func (s *step) split() error {
	words, err := fieldsOf(s.text)
	if err != nil {
		return err
	}
	for i, w := range words {
		if head, ok := strings.CutSuffix(w, ":"); ok && !strings.Contains(head, "=\"") {
			s.words = append(append([]string(nil), words[:i]...), head)
			s.after = words[i+1:]
			return nil
		}
	}
	s.words = words
	return nil
}

func parseItem(line string) (item, error) {
	list, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
	if !ok {
		return item{}, fmt.Errorf("an item is list: field=value …, not %q", line)
	}
	words, err := fieldsOf(rest)
	if err != nil {
		return item{}, err
	}
	pairs, bare := pairsOf(words)
	if len(bare) > 0 {
		return item{}, fmt.Errorf("%q is no field=value", bare[0])
	}
	return item{list, pairs}, nil
}

// fieldsOf splits at blanks outside of double quotes and takes the quotes away.
// A comment ends the line.
func fieldsOf(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	quoted, started := false, false
	flush := func() {
		if started {
			words = append(words, word.String())
		}
		word.Reset()
		started = false
	}
	for _, r := range line {
		switch {
		case r == '"':
			quoted, started = !quoted, true
		case !quoted && (r == ' ' || r == '\t'):
			flush()
		case !quoted && r == '#' && !started:
			return words, nil
		default:
			word.WriteRune(r)
			started = true
		}
	}
	flush()
	if quoted {
		return nil, fmt.Errorf("an open quotation mark")
	}
	return words, nil
}

// pairsOf parts field=value from bare words.
func pairsOf(words []string) (pairs []pair, bare []string) {
	for _, w := range words {
		if key, value, ok := strings.Cut(w, "="); ok {
			pairs = append(pairs, pair{key, value})
		} else {
			bare = append(bare, w)
		}
	}
	return pairs, bare
}
