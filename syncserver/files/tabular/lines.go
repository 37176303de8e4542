package tabular

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxQuotedLines bounds how far a quoted cell may run; beyond it a quotation
// mark was forgotten and would swallow the rest of the file.
const maxQuotedLines = 200

// textLine is one physical line.
type textLine struct {
	text  string
	no    int
	ended bool // by a line end, not by the end of the file
}

// lineReader hands out physical lines and takes back those that a broken
// quotation mark had swallowed.
type lineReader struct {
	r       *bufio.Reader
	end     byte
	no      int
	max     int
	pending []textLine
	// log keeps the lines read so far until the header is known.
	log     []textLine
	logging bool
}

func newLineReader(r io.Reader, maxBytes int) (*lineReader, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	head, err := br.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, fmt.Errorf("reading text: %w", err)
	}
	end := byte('\n')
	if text := string(head); !strings.Contains(text, "\n") && strings.Contains(text, "\r") {
		end = '\r' // as old Macintosh programs write
	}
	return &lineReader{r: br, end: end, max: maxBytes, logging: true}, nil
}

func (l *lineReader) next() (textLine, error) {
	if len(l.pending) > 0 {
		line := l.pending[0]
		l.pending = l.pending[1:]
		return line, nil
	}
	line, err := l.read()
	if err == nil && l.logging {
		l.log = append(l.log, line)
	}
	return line, err
}

func (l *lineReader) read() (textLine, error) {
	var b strings.Builder
	for {
		part, err := l.r.ReadSlice(l.end)
		if err == nil && b.Len() == 0 && len(part) <= l.max {
			l.no++
			text := string(part[:len(part)-1])
			return textLine{text: strings.TrimSuffix(text, "\r"), no: l.no, ended: true}, nil
		}
		if b.Len()+len(part) > l.max {
			return textLine{}, refuse(FileEndless, l.no+1)
		}
		b.Write(part)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			if b.Len() == 0 {
				return textLine{}, io.EOF
			}
			l.no++
			return textLine{text: b.String(), no: l.no}, nil
		case err != nil:
			return textLine{}, fmt.Errorf("reading line %d: %w", l.no+1, err)
		}
		l.no++
		text := strings.TrimSuffix(b.String(), string(l.end))
		return textLine{text: strings.TrimSuffix(text, "\r"), no: l.no, ended: true}, nil
	}
}

func (l *lineReader) back(lines []textLine) {
	l.pending = append(append([]textLine(nil), lines...), l.pending...)
}

// rewind gives back every line behind the given one and stops the log.
func (l *lineReader) rewind(after int) {
	l.pending = nil
	for _, line := range l.log {
		if line.no > after {
			l.pending = append(l.pending, line)
		}
	}
	l.log, l.logging = nil, false
}

// peek reads up to n lines and gives them back.
func (l *lineReader) peek(n int) ([]textLine, error) {
	var lines []textLine
	for range n {
		line, err := l.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	l.back(lines)
	return lines, nil
}

// fields splits a text at the separator. open means that a quoted cell is not
// closed, ok is false when text follows a closing quotation mark. A quotation
// mark inside an unquoted cell (5" disk) is just a character.
func fields(text string, sep rune) (cells []string, open, ok bool) {
	mark := string(sep)
	if !strings.Contains(text, `"`) {
		return strings.Split(text, mark), false, true
	}
	cells = make([]string, 0, strings.Count(text, mark)+1)
	for {
		if !strings.HasPrefix(text, `"`) {
			cell, rest, more := strings.Cut(text, mark)
			cells = append(cells, cell)
			if !more {
				return cells, false, true
			}
			text = rest
			continue
		}
		cell, rest, closed := quoted(text[1:])
		if !closed {
			return cells, true, true
		}
		cells = append(cells, cell)
		switch {
		case strings.TrimSpace(rest) == "" && !strings.HasPrefix(rest, mark):
			return cells, false, true
		case !strings.HasPrefix(rest, mark):
			return nil, false, false
		}
		text = rest[len(mark):]
	}
}

// quoted reads up to the closing mark; a doubled mark stands for itself.
func quoted(s string) (cell, rest string, closed bool) {
	if i := strings.IndexByte(s, '"'); i >= 0 && !strings.HasPrefix(s[i+1:], `"`) {
		return s[:i], s[i+1:], true // most cells hold no mark, and need no copy
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return "", "", false
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		if !strings.HasPrefix(s, `"`) {
			return b.String(), s, true
		}
		b.WriteByte('"')
		s = s[1:]
	}
}
