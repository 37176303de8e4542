package tabular

import (
	"errors"
	"io"
	"os"
	"strings"
)

// csvSource is a CSV as records; width is 0 until the header is known.
type csvSource struct {
	file  *os.File
	lines *lineReader
	sep   rune
	width int
	coded string // the encoding
}

func openCSV(f *os.File, o Options) (*csvSource, error) {
	text, coded, err := decoded(f, o.Encoding)
	if err != nil {
		return nil, err
	}
	// Four bytes a character is what UTF-8 can take; a line holds at most all
	// of the columns, but never more than the whole file may.
	lines, err := newLineReader(text, int(min(int64(o.Limits.CellRunes)*4*int64(o.Limits.Columns), 16<<20)))
	if err != nil {
		return nil, err
	}
	s := &csvSource{file: f, lines: lines, sep: o.Separator, coded: coded}
	head, err := lines.peek(o.HeaderWithin)
	if err != nil {
		return nil, err
	}
	if len(head) == 0 {
		return nil, refuse(FileEmpty, 0)
	}
	if page := strings.ToLower(strings.TrimSpace(head[0].text)); strings.HasPrefix(page, "<html") ||
		strings.HasPrefix(page, "<!doctype") || strings.HasPrefix(page, "<table") || strings.HasPrefix(page, "<?xml") {
		return nil, refuse(FilePage, 0)
	}
	// Excel reads a first line "sep=;" as an instruction, so it is one here.
	if rest, found := strings.CutPrefix(strings.ToLower(head[0].text), "sep="); found && len([]rune(rest)) == 1 {
		if _, err := lines.next(); err != nil {
			return nil, err
		}
		s.sep, head = []rune(rest)[0], head[1:]
	}
	if s.sep == 0 {
		s.sep = separator(head, o.Want)
	}
	return s, nil
}

// separator chooses the mark with which most wanted columns are found, then
// the one that gives most lines the same number of fields.
func separator(head []textLine, want []Want) rune {
	best, bestScore := ',', -1
	for _, sep := range []rune{',', ';', '\t', '|', '，'} {
		found, counts, even := 0, map[int]int{}, 0
		for _, line := range head {
			cells, _, ok := fields(line.text, sep)
			if !ok {
				continue
			}
			found = max(found, len(match(cells, want)))
			if len(cells) > 1 {
				counts[len(cells)]++
				even = max(even, counts[len(cells)])
			}
		}
		if score := found*1000 + even; score > bestScore {
			best, bestScore = sep, score
		}
	}
	return best
}

func (s *csvSource) close() error { return s.file.Close() }

func (s *csvSource) form() Form { return Form{Encoding: s.coded, Separator: s.sep} }

func (s *csvSource) joiner() string { return string(s.sep) }

// begin reads on behind the header, now with its width known.
func (s *csvSource) begin(header record, width int) bool {
	s.lines.rewind(header.last)
	s.width = width
	return true
}

// next reads one record. A quoted cell may run over several lines; if that
// gives no sound record, only its first line is refused and the others are
// read again on their own.
func (s *csvSource) next() (record, error) {
	first, err := s.lines.next()
	if err != nil {
		return record{}, err
	}
	var more []textLine
	text, last := first.text, first
	for {
		cells, open, ok := fields(text, s.sep)
		if !open {
			if !ok || (len(more) > 0 && s.width > 0 && len(trimmed(cells, s.width)) != s.width) {
				s.lines.back(more)
				return record{}, refuse(LineQuote, first.no)
			}
			return textRecord(first.no, last, cells), nil
		}
		next, err := s.lines.next()
		if errors.Is(err, io.EOF) && len(more) == 0 && !first.ended {
			return record{}, refuse(FileTruncated, first.no)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return record{}, err
		}
		if err != nil || len(more) == maxQuotedLines || len(text)+len(next.text) > s.lines.max {
			if err == nil {
				more = append(more, next)
			}
			s.lines.back(more)
			return record{}, refuse(LineQuote, first.no)
		}
		more, last = append(more, next), next
		text += "\n" + next.text
	}
}

func textRecord(line int, last textLine, texts []string) record {
	cells := make([]Cell, len(texts))
	for i, text := range texts {
		cells[i].Text = text
	}
	return record{line: line, last: last.no, cells: cells, exact: true, cut: !last.ended}
}

// trimmed drops empty fields behind the width, which many programs write.
func trimmed(cells []string, width int) []string {
	for len(cells) > width && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}
