package tabular

import (
	"errors"
	"io"
	"strings"

	"heyi/shared/habit"
)

// titleKey makes column titles comparable: width, case, blanks, line breaks
// and the marks of a required column do not count.
func titleKey(title string) string {
	return strings.Trim(strings.ReplaceAll(habit.Fold(title), " ", ""), "*:'\"")
}

// withoutUnit cuts a bracket at the end: 金额(元) is also 金额.
func withoutUnit(key string) string {
	if i := strings.LastIndexByte(key, '('); i > 0 && strings.HasSuffix(key, ")") {
		return key[:i]
	}
	return key
}

// match returns the index of the cell for each wanted column that is found; an
// exact title goes before one with a unit in brackets.
func match(titles []string, want []Want) map[string]int {
	exact, loose := map[string]int{}, map[string]int{}
	for i := len(titles) - 1; i >= 0; i-- {
		key := titleKey(titles[i])
		if key != "" {
			exact[key] = i
			loose[withoutUnit(key)] = i
		}
	}
	found := map[string]int{}
	for _, w := range want {
		for _, name := range append([]string{w.Name}, w.Also...) {
			key := titleKey(name)
			at, ok := exact[key]
			if !ok {
				at, ok = loose[key]
			}
			if ok {
				found[w.Name] = at
				break
			}
		}
	}
	return found
}

// findHeader reads the head of the file and settles the columns.
func (s *Sheet) findHeader() error {
	head, err := s.head()
	if err != nil {
		return err
	}
	best, found := -1, map[string]int{}
	for i, rec := range head {
		titles := texts(rec.cells)
		if len(s.options.Want) == 0 {
			if n := filled(titles); n > 0 && (best < 0 || filled(texts(head[best].cells)) < 2 && n >= 2) {
				best = i
			}
			continue
		}
		if m := match(titles, s.options.Want); len(m) > len(found) {
			best, found = i, m
		}
	}
	if best < 0 {
		if len(s.options.Want) == 0 {
			return refuse(FileEmpty, 0)
		}
		return missing(0, s.lacking(nil), firstTitles(head))
	}
	return s.settle(head, best, found)
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

// settle makes line at the header. Titles merged downwards make the header
// several lines high; what stands below them names columns too.
func (s *Sheet) settle(head []record, at int, found map[string]int) error {
	header := head[at]
	s.header = texts(header.cells)
	last := max(header.last, header.mergedTo)
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
	for len(s.header) > 0 && s.header[len(s.header)-1] == "" {
		s.header = s.header[:len(s.header)-1]
	}
	if len(s.header) > s.options.Limits.Columns {
		return refuse(LimitColumns, header.line, s.options.Limits.Columns)
	}
	if len(s.options.Want) == 0 {
		for i, title := range s.header {
			if _, twice := found[title]; !twice && title != "" {
				found[title] = i
			}
		}
	} else {
		found = match(s.header, s.options.Want)
	}
	s.columns, s.headerLine = found, header.line
	if lacking := s.lacking(found); len(lacking) > 0 {
		return missing(header.line, lacking, filledOnly(s.header))
	}
	if twice := s.twice(); twice != "" {
		return refuse(HeaderTwice, header.line, twice)
	}
	if s.options.JoinInto != "" {
		if _, known := found[s.options.JoinInto]; !known {
			return refuse(OptionJoin, header.line, s.options.JoinInto)
		}
	}
	if !s.src.begin(header, len(s.header)) {
		s.waiting = head[at+1:]
	}
	return nil
}

func (s *Sheet) lacking(found map[string]int) []string {
	var out []string
	for _, w := range s.options.Want {
		if _, ok := found[w.Name]; !ok && !w.Optional {
			out = append(out, w.Name)
		}
	}
	return out
}

// twice names a wanted column whose very title stands in two places: nobody
// can know which is meant.
func (s *Sheet) twice() string {
	seen := map[string]int{}
	for _, title := range s.header {
		seen[titleKey(title)]++
	}
	for _, w := range s.options.Want {
		if i, ok := s.columns[w.Name]; ok && seen[titleKey(s.header[i])] > 1 {
			return s.header[i]
		}
	}
	return ""
}

func texts(cells []Cell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.TrimSpace(c.Text)
	}
	return out
}

func filled(titles []string) int { return len(filledOnly(titles)) }

func filledOnly(titles []string) []string {
	var out []string
	for _, t := range titles {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// firstTitles shows the line a person would take for the header: the fullest.
func firstTitles(head []record) []string {
	var best []string
	for _, rec := range head {
		if row := filledOnly(texts(rec.cells)); len(row) > len(best) {
			best = row
		}
	}
	if len(best) > 50 {
		best = best[:50]
	}
	return best
}
