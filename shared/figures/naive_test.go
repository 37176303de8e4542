package figures_test

import (
	"fmt"
	"slices"
	"strings"

	"heyi/shared/figures"
	"heyi/shared/kernel"
)

// naive answers questions by reading every row, in the plainest way: the declaration,
// said once more in Go. The statement must say the same.
type naive struct {
	rows *kernel.Memory
	v    *kernel.Viewer
	q    figures.Query
}

// counted is a row that counts, with the part that it is of.
type counted struct {
	row    kernel.Row
	part   int
	before bool
	day    kernel.Date
}

func (n naive) sees(row kernel.Row) bool { return row != nil && n.v.Sees(row, n.rows.Get) }

// survivor follows merged rows that the reader sees.
func (n naive) survivor(s *kernel.Schema, id kernel.ID) kernel.ID {
	first, at := id, id
	for {
		row := n.rows.Get(s, at)
		if !n.sees(row) {
			return first // a chain that ends out of sight is none
		}
		into := kernel.MergedInto(row)
		if into.IsZero() {
			return at
		}
		at = into
	}
}

// value is what a path leads to; visible rows only, but for the document, which was
// looked at before.
func (n naive) value(row kernel.Row, path, leader string) kernel.Value {
	s := row.Base().Schema()
	step, rest, deeper := strings.Cut(path, ".")
	f := s.Field(step)
	if f == nil {
		for _, part := range s.Parts {
			if f := part.Field(step); f != nil && f.Sees != "" {
				if beside := n.rows.Get(part, row.Base().ID); beside != nil {
					return f.Get(beside)
				}
				return kernel.Value{Kind: f.Kind}
			}
		}
		panic(path)
	}
	v := f.Get(row)
	if target := s.Target(f); target != nil {
		if target.MergedBy() != nil && !v.IsZero() {
			v = kernel.Of(n.survivor(target, v.ID()))
		}
		if deeper {
			next := n.rows.Get(target, v.ID())
			if next == nil || step != leader && !n.sees(next) {
				return kernel.Value{Kind: kindAt(target, rest)}
			}
			return n.value(next, rest, "")
		}
	}
	return v
}

// kindAt is the kind of what a path leads to.
func kindAt(s *kernel.Schema, path string) kernel.Kind {
	step, rest, deeper := strings.Cut(path, ".")
	f := s.Field(step)
	if deeper {
		return kindAt(s.Target(f), rest)
	}
	return f.Kind
}

func way(paths string, part int) string {
	list := strings.Split(paths, "|")
	return list[min(part, len(list)-1)]
}

func (n naive) at(c counted, paths string) kernel.Value {
	return n.value(c.row, way(paths, c.part), n.q.Fact.Parts[c.part].Leader)
}

// counted lists what counts in the span, or in what it is compared with.
func (n naive) counted(from, to kernel.Date, before bool) []counted {
	var list []counted
	for i, p := range n.q.Fact.Parts {
		s := catalog.Schema(p.Entity)
		_ = n.rows.Scan(s, func(row kernel.Row) error {
			leader := n.rows.Get(s.Target(s.Field(p.Leader)), s.Field(p.Leader).Get(row).ID())
			c := counted{row, i, before, 0}
			if !n.sees(leader) || !n.sees(row) {
				return nil
			}
			c.day = kernel.Date(n.at(c, p.Date).Int)
			ok := from <= c.day && c.day <= to
			for _, path := range p.Some {
				ok = ok && !n.at(c, path).IsZero()
			}
			for name, values := range n.q.Only {
				ok = ok && slices.ContainsFunc(values, func(v kernel.Value) bool {
					if name == "buyer" {
						if v.IsZero() {
							v = kernel.Of(kernel.ID{})
						} else {
							v = kernel.Of(n.survivor(firms.In(catalog), v.ID()))
						}
					}
					return n.key(c, name).Compare(v) == 0
				})
			}
			if ok {
				list = append(list, c)
			}
			return nil
		})
	}
	return list
}

func dimension(f *figures.Fact, name string) figures.Dimension {
	for _, d := range f.Dimensions {
		if d.Name == name {
			return d
		}
	}
	return figures.Dimension{Name: name}
}

// key is what a row is told apart by; days of a comparison move into the span.
func (n naive) key(c counted, name string) kernel.Value {
	day := c.day
	if c.before && n.q.With == figures.LastYear {
		day = day.AddMonths(12)
	}
	switch name {
	case figures.Kind:
		return kernel.Of(n.q.Fact.Parts[c.part].Zh)
	case figures.Day:
		return kernel.Of(day)
	case figures.Week:
		return kernel.Of(day.AddDays(1 - day.Weekday()))
	case figures.Month:
		return kernel.Of(day.String()[:7])
	case figures.Quarter:
		return kernel.Of(fmt.Sprintf("%dQ%d", day.Year(), (day.Month()+2)/3))
	case figures.Year:
		return kernel.Of(fmt.Sprint(day.Year()))
	}
	return n.at(c, dimension(n.q.Fact, name).Path)
}

// figure is what rows come to for a measure.
func (n naive) figure(rows []counted, before bool, name string) int64 {
	m := n.q.Fact.Measures[slices.IndexFunc(n.q.Fact.Measures, func(m figures.Measure) bool { return m.Name == name })]
	var sum int64
	different := map[kernel.Value]bool{}
	for _, c := range rows {
		if c.before != before || m.Unless != "" && n.at(c, m.Unless).Int != 0 {
			continue
		}
		if path, not := strings.CutPrefix(m.When, "-"); way(path, c.part) != "" && (n.at(c, path).Int < 0) == not {
			continue
		}
		switch m.Operation {
		case figures.Count:
			if len(m.Of) == 0 || way(m.Of[0], c.part) != "" {
				sum++
			}
		case figures.Distinct:
			if v := n.at(c, m.Of[0]); !v.IsZero() {
				different[v] = true
			}
		default:
			for _, path := range m.Of {
				path, less := strings.CutPrefix(path, "-")
				if way(path, c.part) == "" {
					continue
				}
				if less != n.q.Fact.Parts[c.part].Red {
					sum -= n.at(c, path).Int
				} else {
					sum += n.at(c, path).Int
				}
			}
		}
	}
	return sum + int64(len(different))
}

// label is what a key is called.
func (n naive) label(d figures.Dimension, key kernel.Value, rows []counted) []kernel.Value {
	target := map[string]*kernel.Schema{"buyer": firms.In(catalog), "owner": seats.In(catalog), "good": goods.In(catalog)}[d.Name]
	if target == nil {
		return []kernel.Value{key}
	}
	row := n.rows.Get(target, key.ID())
	if !n.sees(row) {
		row = nil
	}
	title, list := "", []kernel.Value(nil)
	if row != nil {
		called := target.SortField()
		for _, f := range slices.Backward(target.Fields) {
			if f.Title && f.Kind == kernel.KindText && !slices.Contains(d.Shows, f.Name) {
				called = f
			}
		}
		title = called.Get(row).Str
	}
	if d.Copy != "" && title == "" {
		for _, c := range rows {
			title = max(title, n.at(c, d.Copy).Str)
		}
	}
	list = append(list, kernel.Of(title))
	for _, f := range d.Shows {
		v := kernel.Value{Kind: target.Field(f).Kind}
		if row != nil {
			v = target.Field(f).Get(row)
		}
		list = append(list, v)
	}
	return list
}
