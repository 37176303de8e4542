package figures

import (
	"errors"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
)

// slot receives one column of a statement's answer.
type slot struct {
	kind  kernel.Kind
	num   int64
	text  string
	bytes []byte
}

func (s *slot) into() any {
	switch s.kind {
	case kernel.KindID:
		return &s.bytes
	case kernel.KindText, kernel.KindState, kernel.KindChoice, kernel.KindFile:
		return &s.text
	}
	return &s.num
}

// number is what was received; 0 where nothing was asked.
func (s *slot) number() int64 {
	if s == nil {
		return 0
	}
	return s.num
}

func (s *slot) value() kernel.Value {
	if s.kind == kernel.KindID {
		return kernel.Value{Kind: s.kind, Str: string(s.bytes)}
	}
	if _, text := s.into().(*string); text {
		return kernel.Value{Kind: s.kind, Str: s.text}
	}
	return kernel.Value{Kind: s.kind, Int: s.num}
}

// slots receive a row.
type slots []*slot

func (s *slots) add(kind kernel.Kind) *slot {
	made := &slot{kind: kind}
	*s = append(*s, made)
	return made
}

func (s slots) into() []any {
	list := make([]any, len(s))
	for i := range s {
		list[i] = s[i].into()
	}
	return list
}

// sum is a measure's figures in a row: of the group and of all groups, in the span and
// in what it is compared with.
type sum struct{ now, all, before, allBefore, running *slot }

// shape is the slots of a row of groups in the order in which they are written.
type shape struct {
	slots
	keys   []*slot
	labels [][]*slot // of references: the label, then what is shown besides
	sums   []sum
}

func (a *answer) shape() *shape {
	s := &shape{}
	for _, d := range a.dims {
		s.keys = append(s.keys, s.add(d.field.Kind))
		var labels []*slot
		if d.target != nil {
			labels = append(labels, s.add(kernel.KindText))
			for _, f := range d.shows {
				labels = append(labels, s.add(f.Kind))
			}
		}
		s.labels = append(s.labels, labels)
	}
	for _, m := range a.sums {
		all := func() *slot {
			if m.Operation == Distinct {
				return nil
			}
			return s.add(kernel.KindInt)
		}
		u := sum{now: s.add(kernel.KindInt)}
		u.all = all()
		if a.query.With != Nothing {
			u.before = s.add(kernel.KindInt)
			u.allBefore = all()
		}
		if m.Name == a.query.Total {
			u.running = s.add(kernel.KindInt)
		}
		s.sums = append(s.sums, u)
	}
	s.add(kernel.KindInt)
	return s
}

// groups visits the groups of an answer. A page is put in order and cut by the database;
// of a whole answer by two references or more, whose names repeat, each is looked up once.
func (a *answer) groups(limit int, after string) error {
	skip, err := offset(after)
	if err != nil {
		return err
	}
	if limit == 0 && skip == 0 && a.query.Top == 0 && a.repeats() {
		return a.gathered()
	}
	ask := 0
	if limit > 0 {
		ask = limit + 1
	}
	if a.query.Top > 0 && (ask == 0 || skip+ask > a.query.Top) {
		ask = max(a.query.Top-skip, 0)
	}
	if a.query.Top > 0 && ask == 0 {
		a.head.Totals = a.totals(a.shape())
		return nil
	}
	w := a.writer()
	if err := w.grouped(ask, skip); err != nil {
		return err
	}
	s, n := a.shape(), 0
	into := s.into()
	err = a.Rows.Ask(w.sql, func(scan func(...any) error) error {
		if n++; limit > 0 && n > limit {
			a.head.Next = kernel.Of(int64(skip + limit)).String()
			return errFull
		}
		if err := scan(into...); err != nil {
			return err
		}
		if a.head.Totals == nil {
			a.head.Totals = a.totals(s)
		}
		return a.visit(a.head, a.group(s))
	})
	if err != nil && !errors.Is(err, errFull) {
		return err
	}
	if a.head.Totals == nil {
		a.head.Totals = a.totals(a.shape())
	}
	return nil
}

// errFull ends a page.
var errFull = errors.New("figures: the page is full")

func (a *answer) group(s *shape) Row {
	r := Row{Cells: make([]kernel.Value, 0, len(a.head.Columns)), Keys: make([]kernel.Value, 0, len(a.dims))}
	for i, d := range a.dims {
		key := s.keys[i].value()
		r.Keys = append(r.Keys, key)
		switch {
		case d.target != nil:
			for _, l := range s.labels[i] {
				r.Cells = append(r.Cells, l.value())
			}
			if r.Entity == "" && key.Str != "" {
				r.Entity, r.ID = d.target.Name, key.ID()
			}
		case isTime(d.Name):
			r.Cells = append(r.Cells, timeCell(d.Name, key.Int))
		default:
			r.Cells = append(r.Cells, key)
		}
	}
	r.Cells = a.figures(r.Cells, func(i int) (now, before, all, running int64) {
		u := s.sums[i]
		return u.now.num, u.before.number(), u.all.number(), u.running.number()
	})
	return r
}

// figures are the cells of the measures that are shown, out of those that are added up.
func (a *answer) figures(cells []kernel.Value, of func(sum int) (now, before, all, running int64)) []kernel.Value {
	for _, m := range a.shown {
		if m.Operation == Ratio {
			n, nb, _, _ := of(a.place(m.Of[0]))
			u, ub, _, _ := of(a.place(m.Of[1]))
			if cells = append(cells, ratio(n, u)); a.query.With != Nothing {
				cells = append(cells, ratio(nb, ub))
			}
			continue
		}
		kind := a.kinds[m.Name]
		now, before, all, running := of(a.place(m.Name))
		cells = append(cells, kernel.Value{Kind: kind, Int: now})
		if a.query.With != Nothing {
			cells = append(cells, kernel.Value{Kind: kind, Int: before}, change(now, before))
		}
		if m.Name == a.query.Share {
			cells = append(cells, ratio(now, all))
		}
		if m.Name == a.query.Total {
			cells = append(cells, kernel.Value{Kind: kind, Int: running})
		}
	}
	return cells
}

// ratio is a part of a whole; nothing of nothing.
func ratio(part, whole int64) kernel.Value {
	if whole == 0 {
		return kernel.Of("")
	}
	r, err := kernel.RateOf(decimal.New(part, 0).DivRound(decimal.New(whole, 0), 2*kernel.RateScale))
	if err != nil {
		return kernel.Of("") // beyond any that means something
	}
	return kernel.Of(r)
}

// change is by which part a figure differs from an earlier one; nothing where there was
// nothing.
func change(now, before int64) kernel.Value {
	if before < 0 {
		return ratio(before-now, before)
	}
	return ratio(now-before, before)
}

// totals are the figures of all groups.
func (a *answer) totals(s *shape) []kernel.Value {
	return a.blank(a.figures(a.empty(), func(i int) (now, before, all, running int64) {
		u := s.sums[i]
		return u.all.number(), u.allBefore.number(), u.all.number(), u.all.number()
	}))
}

// empty are the cells before those of the measures.
func (a *answer) empty() []kernel.Value {
	list := make([]kernel.Value, 0, len(a.head.Columns))
	for range len(a.head.Columns) - a.width() {
		list = append(list, kernel.Of(""))
	}
	return list
}

// blank leaves out what has no sum: quantities of different goods, unless one of them was
// asked for, and how many different ones there are.
func (a *answer) blank(totals []kernel.Value) []kernel.Value {
	ofOne := slices.ContainsFunc(a.query.Fact.Dimensions, func(d Dimension) bool {
		return slices.Contains(d.Shows, "unit") && len(a.query.Only[d.Name]) == 1
	})
	for i, c := range a.head.Columns {
		name := c.Name
		for _, more := range []string{"_before", "_change", "_share", "_total"} {
			name = strings.TrimSuffix(name, more)
		}
		m, measured := a.query.Fact.measure(name)
		if measured && (a.kinds[m.Name] == kernel.KindQty && !ofOne || m.Operation == Distinct) {
			totals[i] = kernel.Of("")
		}
	}
	return totals
}

// width is how many columns the measures take.
func (a *answer) width() int {
	n := 0
	for _, m := range a.shown {
		n++
		if a.query.With != Nothing {
			n++
			if m.Operation != Ratio {
				n++
			}
		}
		if m.Name == a.query.Share {
			n++
		}
		if m.Name == a.query.Total {
			n++
		}
	}
	return n
}
