package tabular

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"heyi/shared/tools/habit"
)

// heading is a place where the header may stand: height lines of the head.
type heading struct {
	at, height int
	titles     []string
}

// findHeader reads the head of the file and settles the columns.
func (s *Sheet) findHeader() error {
	head, err := s.head()
	if err != nil {
		return err
	}
	if s.options.DataFrom > 0 {
		return s.headless(head)
	}
	best, most := heading{at: -1}, 0
	for _, h := range s.headings(head) {
		if n := len(match(named(h.titles), s.options.Want)); n > most {
			best, most = h, n
		}
	}
	if len(s.options.Want) == 0 {
		best = likely(head, s.headings(head))
	}
	if best.at < 0 {
		if len(s.options.Want) == 0 {
			return refuse(FileEmpty, 0)
		}
		return missing(0, s.lacking(nil), firstTitles(head))
	}
	return s.settle(head, best)
}

// head reads the first lines. One that cannot be read is either a title, which
// does not matter, or stands below the header and will be met again.
func (s *Sheet) head() ([]record, error) {
	var head []record
	for len(head) < s.options.HeaderWithin {
		rec, err := s.src.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				break
			}
			if lineOnly(err) {
				continue
			}
			return nil, err
		}
		head = append(head, rec)
	}
	if len(head) == 0 {
		return nil, refuse(FileEmpty, 0)
	}
	return head, nil
}

// headings are the lines that may be the header. A line with cells merged to the
// right may be the upper half of one: 期初 over 数量 and 金额 is 期初 数量, 期初 金额.
func (s *Sheet) headings(head []record) []heading {
	var list []heading
	width := 0
	for _, rec := range head {
		width = max(width, filled(texts(rec.cells)))
	}
	for i, rec := range head {
		if s.options.Header > 0 && rec.line != s.options.Header {
			continue
		}
		list = append(list, heading{i, 1, texts(rec.cells)})
		if i+1 == len(head) || head[i+1].line != rec.last+1 || !underneath(head[i+1]) {
			continue
		}
		upper := rec
		if len(upper.spans) == 0 && rec.exact {
			upper.spans = gaps(rec, head[i+1])
		}
		if len(upper.spans) > 0 && !isTitle(upper, width) && !complete(upper, head[i+1], width) {
			list = append(list, heading{i, 2, joinedTitles(upper, head[i+1])})
		}
	}
	return list
}

// complete tells whether a line names every column, each by another title: what is
// merged above it groups them or speaks of the table, and names nothing. A title
// that reaches down from the line above says that both lines name columns.
func complete(upper, rec record, width int) bool {
	seen, top := map[string]bool{}, texts(upper.cells)
	for i, text := range texts(rec.cells) {
		key := titleKey(text)
		if key == "" || seen[key] || i < len(top) && top[i] == text {
			return false
		}
		seen[key] = true
	}
	return len(seen) >= width && wordy(rec.cells)
}

// isTitle tells whether a line with merged cells is the title of the whole table:
// one text over most of its width, and not the upper half of a header.
func isTitle(rec record, width int) bool {
	for _, s := range rec.spans {
		if n := s.to - s.from + 1; n > 3 && 3*n >= 2*width {
			return true
		}
	}
	return filled(texts(rec.cells)) < 2 && rec.spans[0].from == 0
}

// gaps are the cells of a text file that were merged when it was a spreadsheet's
// header of two lines: empty above where a word stands below, and empty below where
// the word above stands for both.
func gaps(upper, lower record) []span {
	top, low := texts(upper.cells), texts(lower.cells)
	if len(top) != len(low) || !wordy(upper.cells) || !wordy(lower.cells) {
		return nil
	}
	var list []span
	both := false
	for i := range top {
		switch {
		case top[i] != "" && low[i] == "":
			both = true
		case top[i] == "" && low[i] == "", top[i] == "" && (i == 0 || low[i-1] == ""):
			return nil
		case top[i] == "" && len(list) > 0 && list[len(list)-1].to == i-1:
			list[len(list)-1].to = i
		case top[i] == "":
			list = append(list, span{i - 1, i})
		}
	}
	if !both {
		return nil
	}
	return list
}

// underneath tells whether a line may be the lower half of a header.
func underneath(rec record) bool {
	for _, c := range rec.cells {
		if c.Kind != Text {
			return false
		}
	}
	return filled(texts(rec.cells)) > 1
}

func joinedTitles(upper, lower record) []string {
	top, low := texts(upper.cells), texts(lower.cells)
	for _, span := range upper.spans {
		for i := span.from + 1; i <= span.to; i++ {
			for len(top) <= i {
				top = append(top, "")
			}
			top[i] = top[span.from]
		}
	}
	titles := make([]string, max(len(top), len(low)))
	for i := range titles {
		var t, l string
		if i < len(top) {
			t = top[i]
		}
		if i < len(low) && low[i] != t { // a cell merged downwards stands in both
			l = low[i]
		}
		titles[i] = strings.TrimSpace(t + " " + l)
	}
	return titles
}

// titleRunes is how long a column's title is at most, where nobody says which
// columns there are.
const titleRunes = 60

// likely is the line that looks like a header where nobody says which columns
// there are: the first that is about as wide as the table, of short texts.
func likely(head []record, list []heading) heading {
	widest := 0
	for _, rec := range head {
		widest = max(widest, filled(texts(rec.cells)))
	}
	best := heading{at: -1}
	for at, h := range list {
		n := filled(h.titles)
		if n > 0 && best.at < 0 {
			best = h
		}
		if n < 2 && widest > 1 || 2*n <= widest || !wordy(head[h.at].cells) {
			continue
		}
		if next := at + 1; h.height == 1 && next < len(list) && list[next].at == h.at {
			continue // its two-line form follows
		}
		return h
	}
	for _, h := range list {
		if filled(h.titles) > 1 {
			return h
		}
	}
	return best
}

// wordy tells whether cells may be titles: short texts, no figures and no days.
func wordy(cells []Cell) bool {
	for _, c := range cells {
		if c.Kind != Text || utf8.RuneCountInString(c.Text) > titleRunes {
			return false
		}
		if _, err := habit.Date(c.Text); err == nil || habit.Ordered(c.Text) {
			return false
		}
		if f, err := habit.Number(c.Text); err == nil && f.Unit == "" {
			return false
		}
	}
	return true
}

// headless settles the columns of a file without a header by their letters.
func (s *Sheet) headless(head []record) error {
	width, at := 0, len(head)
	for i, rec := range head {
		if rec.line >= s.options.DataFrom {
			at, width = min(at, i), max(width, len(rec.cells))
		}
	}
	if width == 0 {
		return refuse(FileEmpty, 0)
	}
	s.header = make([]string, width)
	s.waiting = head[at:]
	return s.name(record{line: s.options.DataFrom - 1, last: head[at].line - 1})
}

// settle makes a heading the header. Titles merged downwards make the header
// several lines high; what stands below them names columns too.
func (s *Sheet) settle(head []record, h heading) error {
	header := head[h.at]
	s.header = h.titles
	at, last := h.at+h.height-1, max(header.last, header.mergedTo)
	for _, rec := range head[at+1:] {
		if rec.line > last {
			break
		}
		for i, text := range texts(rec.cells) {
			for len(s.header) <= i {
				s.header = append(s.header, "")
			}
			if s.header[i] == "" {
				s.header[i] = text
			}
		}
		at++
	}
	s.waiting = head[at+1:]
	header.last = max(header.last, head[at].last)
	for n := len(s.header); n > 0 && s.header[n-1] == "" && !filledAt(s.waiting, n-1); n-- {
		s.header = s.header[:n-1]
	}
	return s.name(header)
}

// filledAt tells whether a column without a title holds anything.
func filledAt(below []record, column int) bool {
	for _, rec := range below {
		if column < len(rec.cells) && strings.TrimSpace(rec.cells[column].Text) != "" {
			return true
		}
	}
	return false
}

// name settles which columns are meant, below the line of the header.
func (s *Sheet) name(header record) error {
	if len(s.header) > s.options.Limits.Columns {
		return refuse(LimitColumns, header.line, s.options.Limits.Columns)
	}
	s.names, s.headerLine = named(s.header), header.line
	if len(s.options.Want) == 0 {
		s.columns = map[string]int{}
		for i, name := range s.names {
			s.columns[name] = i
		}
	} else {
		s.columns = match(s.names, s.options.Want)
	}
	if lacking := s.lacking(s.columns); len(lacking) > 0 {
		return missing(header.line, lacking, filledOnly(s.header))
	}
	if twice := s.twice(); twice != "" {
		return refuse(HeaderTwice, header.line, twice)
	}
	if s.options.JoinInto != "" {
		if _, known := s.columns[s.options.JoinInto]; !known {
			return refuse(OptionJoin, header.line, s.options.JoinInto)
		}
	}
	if s.src.begin(header, len(s.header)) {
		s.waiting = nil
	}
	return nil
}
