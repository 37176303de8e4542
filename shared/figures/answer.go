package figures

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"heyi/shared/kernel"
)

// Source is what statements are put to: a session of a row store.
type Source interface {
	// Statement begins a statement in the dialect of the store.
	Statement() *kernel.SQL
	// Ask runs it and calls visit for each row of the answer, until it errs.
	Ask(q *kernel.SQL, visit func(scan func(into ...any) error) error) error
}

// Books are the rows of a company as one reader sees them; without a viewer all.
type Books struct {
	Catalog *kernel.Catalog
	Rows    Source
	Viewer  *kernel.Viewer
	Held    bool // there are no rows but those that the reader holds: they are a device's
}

// Answer is the whole answer to a question.
func (b Books) Answer(q Query) (*Table, error) { return b.Page(q, 0, "") }

// Page is the next rows of an answer, at most limit, 0 for all. after is the Next of
// the page before. Totals are those of all pages; a list has them on the last.
func (b Books) Page(q Query, limit int, after string) (*Table, error) {
	var rows []Row
	t, err := b.stream(q, limit, after, func(_ *Table, r Row) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.Rows = rows
	return t, nil
}

// Each visits the rows of an answer without holding them. The table that it returns,
// and gives to every visit, has columns and, at the end, totals, and no rows.
func (b Books) Each(q Query, visit func(head *Table, r Row) error) (*Table, error) {
	return b.stream(q, 0, "", visit)
}

// Head is the answer without rows and totals: its columns, and whether it is all.
func (b Books) Head(q Query) (*Table, error) {
	a, err := b.begin(q)
	if err != nil {
		return nil, err
	}
	return a.head, nil
}

func (b Books) stream(q Query, limit int, after string, visit func(*Table, Row) error) (*Table, error) {
	a, err := b.begin(q)
	if err != nil {
		return nil, err
	}
	a.visit = visit
	if q.Lines {
		return a.head, a.lines(limit, after)
	}
	return a.head, a.groups(limit, after)
}

// answer is an answer being made.
type answer struct {
	Books
	query Query
	dims  []dim
	shown []Measure              // that the reader may see
	sums  []Measure              // that are added up for them
	kinds map[string]kernel.Kind // of the cells of those shown
	head  *Table
	kept  kept
	visit func(*Table, Row) error
}

func (a *answer) writer() *writer {
	return &writer{query: a.query, catalog: a.Catalog, viewer: a.Viewer, sql: a.Rows.Statement(), sums: a.sums, dims: a.dims, kept: a.kept}
}

func (b Books) begin(q Query) (*answer, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	a := &answer{Books: b, query: q, kinds: map[string]kernel.Kind{}}
	w := a.writer()
	if err := w.resolve(); err != nil {
		return nil, err
	}
	a.dims = w.dims
	for _, name := range q.Show {
		m, _ := q.Fact.measure(name)
		ok, err := a.may(w, m)
		if err != nil {
			return nil, err
		}
		if ok {
			a.shown = append(a.shown, m)
			a.add(m)
		}
	}
	if len(a.shown) == 0 && len(q.Show) > 0 && !q.Lines {
		return nil, Withheld.With(kernel.Words("entity", q.Fact.Zh, q.Fact.En))
	}
	for _, b := range q.Having {
		m, _ := q.Fact.measure(b.Measure)
		if ok, err := a.may(w, m); err != nil || !ok || m.Operation == Ratio {
			return nil, errors.Join(err, Withheld.With(kernel.Words("entity", q.Fact.Zh, q.Fact.En)))
		}
		a.add(m)
	}
	for _, aim := range []*string{&a.query.Order, &a.query.Share, &a.query.Total} {
		m, _ := q.Fact.measure(strings.TrimPrefix(*aim, "-"))
		if ok, err := a.may(w, m); err != nil || !ok || m.Operation == Ratio {
			*aim = ""
		} else if m.Name != "" {
			a.add(m)
		}
	}
	a.head = &Table{Zh: q.Fact.Zh, En: q.Fact.En, Columns: a.columns(), Part: b.part(w), Since: b.Since(q.Fact)}
	return a, a.keep()
}

// may tells whether the reader holds the audiences of a measure.
func (a *answer) may(w *writer, m Measure) (bool, error) {
	for n := range a.query.Fact.Parts {
		s, err := w.side(n)
		if err != nil {
			return false, err
		}
		needs, err := s.needs(m)
		if err != nil {
			return false, err
		}
		for _, audience := range needs {
			if a.Viewer != nil && !a.Viewer.Tags[kernel.Audience(audience).Tag] {
				return false, nil
			}
		}
	}
	return true, nil
}

// add adds a measure to those that are added up, or what it is made of.
func (a *answer) add(m Measure) {
	if m.Operation == Ratio {
		for _, name := range m.Of {
			part, _ := a.query.Fact.measure(name)
			a.add(part)
		}
		return
	}
	if !slices.ContainsFunc(a.sums, func(o Measure) bool { return o.Name == m.Name }) {
		a.sums = append(a.sums, m)
	}
}

// part tells whether the reader may not see everything that the fact is about.
func (b Books) part(w *writer) bool {
	for n := range w.query.Fact.Parts {
		if s, err := w.side(n); err != nil || !b.Viewer.Whole(s.schema) {
			return true
		}
	}
	return false
}

// Since is the first day from which a reader has all rows of a fact that he may see; 0
// for one who has those of all days. A device lets go what is old; whoever asks about
// days before is told, or asks the server.
func (b Books) Since(f *Fact) kernel.Date {
	if b.Viewer == nil || b.Viewer.Since == 0 {
		return 0
	}
	for _, p := range f.Parts {
		s := b.Catalog.Schema(p.Entity)
		if s == nil {
			continue
		}
		if p.Leader != "" {
			s = s.Target(s.Field(p.Leader))
		}
		if s != nil && s.Aged() {
			return b.Viewer.Since.MonthStart()
		}
	}
	return 0
}

// columns are those of the answer.
func (a *answer) columns() []Column {
	var list []Column
	for _, d := range a.dims {
		zh, en, kind := d.Zh, d.En, d.field.Kind
		if zh == "" {
			zh, en = d.field.Zh, d.field.En
		}
		if isTime(d.Name) {
			kind = timeKind(d.Name)
		}
		if d.target != nil {
			kind = kernel.KindText
		}
		list = append(list, Column{d.Name, zh, en, kind})
		for _, f := range d.shows {
			list = append(list, Column{f.Name, f.Zh, f.En, f.Kind})
		}
	}
	for _, m := range a.shown {
		kind := a.kind(m)
		a.kinds[m.Name] = kind
		list = append(list, Column{m.Name, m.Zh, m.En, kind})
		if a.query.With != Nothing {
			zh, en := a.query.With.words()
			list = append(list, Column{m.Name + "_before", m.Zh + "（" + zh + "）", m.En + " (" + en + ")", kind})
			if m.Operation != Ratio {
				list = append(list, Column{m.Name + "_change", m.Zh + "增减", m.En + ", change", kernel.KindRate})
			}
		}
		if m.Name == a.query.Share {
			list = append(list, Column{m.Name + "_share", m.Zh + "占比", "Share of " + strings.ToLower(m.En), kernel.KindRate})
		}
		if m.Name == a.query.Total {
			list = append(list, Column{m.Name + "_total", m.Zh + "累计", m.En + ", running total", kind})
		}
	}
	return list
}

func (c Comparison) words() (zh, en string) {
	if c == LastYear {
		return "上年同期", "a year before"
	}
	return "上期", "before"
}

// kind is that of a measure's cells.
func (a *answer) kind(m Measure) kernel.Kind {
	switch m.Operation {
	case Ratio:
		return kernel.KindRate
	case Sum:
		path := strings.TrimPrefix(m.Of[0], "-")
		n := 0
		for n < len(a.query.Fact.Parts)-1 && of(path, n) == "" {
			n++
		}
		s, err := a.writer().side(n)
		if err != nil {
			break
		}
		if c, err := s.at(of(path, n)); err == nil {
			return c.field.Kind
		}
	}
	return kernel.KindInt
}

// place finds a measure among those that are added up.
func (a *answer) place(name string) int {
	return slices.IndexFunc(a.sums, func(m Measure) bool { return m.Name == name })
}

// offset reads the mark of a page of groups.
func offset(after string) (int, error) {
	if after == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(after)
	if err != nil || n < 0 {
		return 0, BadMark.With()
	}
	return n, nil
}
