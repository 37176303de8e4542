package figures

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"heyi/shared/kernel"
)

// A list of rows is read day by day: the first rows are there at once however long the
// span is, and nobody sorts more than a day.

// list is the slots of a row of a list in the order in which they are written.
type list struct {
	slots
	cells []*slot // of dimensions and what they show
	sums  []*slot
	along []*slot
	part  *slot
	docID *slot
	id    *slot
}

func (a *answer) list() (*list, error) {
	l := &list{}
	for _, d := range a.dims {
		kind := d.field.Kind
		if d.target != nil {
			kind = kernel.KindText
		}
		l.cells = append(l.cells, l.add(kind))
		for _, f := range d.shows {
			l.cells = append(l.cells, l.add(f.Kind))
		}
	}
	for range a.sums {
		l.sums = append(l.sums, l.add(kernel.KindInt))
	}
	w := a.writer()
	s, err := w.side(0)
	if err != nil {
		return nil, err
	}
	for _, name := range a.query.Along {
		key, err := s.key(name, 0)
		if err != nil {
			return nil, err
		}
		l.along = append(l.along, l.add(key.field.Kind))
	}
	l.part, l.docID, l.id = l.add(kernel.KindInt), l.add(kernel.KindID), l.add(kernel.KindID)
	return l, nil
}

// order is the kinds of what orders the rows of a day.
func (l *list) order() []kernel.Kind {
	var kinds []kernel.Kind
	for _, s := range append(l.along[:len(l.along):len(l.along)], l.id) {
		kinds = append(kinds, s.kind)
	}
	return kinds
}

// lines visits the rows of a list, day by day.
func (a *answer) lines(limit int, after string) error {
	l, err := a.list()
	if err != nil {
		return err
	}
	day, behind := a.query.From, []kernel.Value(nil)
	if after != "" {
		if day, behind, err = readMark(after, l.order()); err != nil {
			return err
		}
		day = max(day, a.query.From)
	}
	sums, left, last := make([]int64, len(a.sums)), limit, ""
	into := l.into()
	for ; day <= a.query.To; day, behind = day.AddDays(1), nil {
		if behind == nil {
			if day, err = a.dayFrom(day); err != nil || day == 0 {
				break
			}
		}
		w, ask := a.writer(), 0
		if limit > 0 {
			ask = left + 1
		}
		if err = w.listed(day, behind, ask); err != nil {
			return err
		}
		err = a.Rows.Ask(w.sql, func(scan func(...any) error) error {
			if limit > 0 && left == 0 {
				a.head.Next = last
				return errFull
			}
			if err := scan(into...); err != nil {
				return err
			}
			left--
			for i := range sums {
				sums[i] += l.sums[i].num
			}
			if limit > 0 {
				last = l.mark(day)
			}
			return a.visit(a.head, a.line(l))
		})
		if errors.Is(err, errFull) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	switch {
	case err != nil:
	case after == "":
		a.head.Totals = a.summed(sums)
	default:
		a.head.Totals, err = a.whole()
	}
	return err
}

// whole are the totals of a list, of all pages before the last one too.
func (a *answer) whole() ([]kernel.Value, error) {
	q := a.query
	q.Lines, q.By, q.Along, q.Having = false, nil, nil, nil
	t, err := a.Answer(q)
	if errors.Is(err, Withheld.With()) {
		return a.blank(a.empty()), nil // nothing is summed for this reader
	}
	if err != nil {
		return nil, err
	}
	list := make([]kernel.Value, len(a.head.Columns))
	for i, c := range a.head.Columns {
		if list[i] = kernel.Of(""); t.Column(c.Name) >= 0 {
			list[i] = t.Totals[t.Column(c.Name)]
		}
	}
	return list, nil
}

// dayFrom is the first day from one on that has rows; 0 for none.
func (a *answer) dayFrom(from kernel.Date) (day kernel.Date, err error) {
	w := a.writer()
	if err := w.nextDay(from); err != nil {
		return 0, err
	}
	err = a.Rows.Ask(w.sql, func(scan func(...any) error) error {
		var n int64
		err := scan(&n)
		day = kernel.Date(n)
		return err
	})
	return day, err
}

// line is a row of the list.
func (a *answer) line(l *list) Row {
	part := a.query.Fact.Parts[l.part.num]
	r := Row{Entity: part.Entity, ID: l.docID.value().ID(), Cells: make([]kernel.Value, 0, len(a.head.Columns))}
	if part.Leader != "" {
		s := a.Catalog.Schema(part.Entity)
		r.Entity = s.Target(s.Field(part.Leader)).Name
	}
	n := 0
	for _, d := range a.dims {
		v := l.cells[n].value()
		if isTime(d.Name) {
			v = timeCell(d.Name, v.Int)
		}
		r.Cells = append(r.Cells, v)
		for range d.shows {
			n++
			r.Cells = append(r.Cells, l.cells[n].value())
		}
		n++
	}
	r.Cells = a.figures(r.Cells, func(i int) (now, before, all, running int64) { return l.sums[i].num, 0, 0, 0 })
	return r
}

// summed are the totals of a list.
func (a *answer) summed(sums []int64) []kernel.Value {
	return a.blank(a.figures(a.empty(), func(i int) (now, before, all, running int64) { return sums[i], 0, sums[i], sums[i] }))
}

// mark is the place behind a row of a list.
type mark struct {
	Day  kernel.Date
	Keys []string // canonical texts of what orders the rows of a day, then the id
}

func (l *list) mark(day kernel.Date) string {
	m := mark{Day: day}
	for _, s := range append(l.along[:len(l.along):len(l.along)], l.id) {
		m.Keys = append(m.Keys, s.value().String())
	}
	text, _ := json.Marshal(m) // of texts and a day
	return base64.RawURLEncoding.EncodeToString(text)
}

func readMark(text string, kinds []kernel.Kind) (kernel.Date, []kernel.Value, error) {
	var m mark
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	if err != nil || !m.Day.Valid() || len(m.Keys) != len(kinds) {
		return 0, nil, BadMark.With()
	}
	var values []kernel.Value
	for i, k := range kinds {
		v, err := kernel.ParseValue(k, m.Keys[i])
		if err != nil || k != kernel.KindID && strings.ContainsRune(v.Str, 0) {
			return 0, nil, BadMark.With()
		}
		values = append(values, v)
	}
	return m.Day, values, nil
}
