package figures

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// gathered are the groups of an answer, each with the numbers of its keys and its
// figures: thirty thousand groups by customer and product have some thousand names.
type gathered struct {
	keys []int32 // of a group: one for each dimension
	sums []int64 // of a group: one for each column of figures
	dims []*keysOf
	all  []int64 // what the groups come to
	line []int32 // the groups in their order
}

// keysOf are the different keys of a dimension.
type keysOf struct {
	values []kernel.Value
	number map[kernel.Value]int32
	names  []named // of a reference
	rank   []int32
}

func (k *keysOf) add(v kernel.Value) int32 {
	if n := len(k.values); n > 0 && k.values[n-1] == v {
		return int32(n - 1)
	}
	n, known := k.number[v]
	if !known {
		n = int32(len(k.values))
		k.number[v], k.values = n, append(k.values, v)
	}
	return n
}

// errTooMuch ends a sum that no number holds.
var errTooMuch = errors.New("figures: a total is too large")

// plus adds exactly.
func plus(a, b int64) (int64, error) {
	if made := a + b; (made > a) == (b > 0) {
		return made, nil
	}
	return 0, errTooMuch
}

// gather asks for the groups.
func (a *answer) gather() (*gathered, error) {
	w := a.writer()
	if err := w.bare(); err != nil {
		return nil, err
	}
	g := &gathered{}
	var got slots
	for _, d := range a.dims {
		got.add(d.field.Kind)
		g.dims = append(g.dims, &keysOf{number: map[kernel.Value]int32{}})
	}
	wide := len(a.sums) * a.columnsOfEach()
	for range wide + 1 {
		got.add(kernel.KindInt)
	}
	g.all = make([]int64, wide)
	into := got.into()
	err := a.Rows.Ask(w.sql, func(scan func(...any) error) (err error) {
		if err := scan(into...); err != nil {
			return err
		}
		for i, k := range g.dims {
			g.keys = append(g.keys, k.add(got[i].value()))
		}
		for i, s := range got[len(g.dims) : len(g.dims)+wide] {
			g.sums = append(g.sums, s.num)
			if a.sums[i/a.columnsOfEach()].Operation == Distinct {
				continue // different things of several groups are not added up
			}
			if g.all[i], err = plus(g.all[i], s.num); err != nil {
				return err
			}
		}
		g.line = append(g.line, int32(len(g.line)))
		return nil
	})
	return g, err
}

// columnsOfEach is how many figures of a measure a group has.
func (a *answer) columnsOfEach() int {
	if a.query.With == Nothing {
		return 1
	}
	return 2
}

// name looks up what the keys are called: the row's title, else what documents call it,
// also for a reader who does not see the row.
func (a *answer) name(g *gathered) error {
	for i, d := range a.dims {
		if d.target == nil {
			continue
		}
		k := g.dims[i]
		k.names = make([]named, len(k.values))
		ids := make([]string, 0, len(k.values))
		for n, v := range k.values {
			k.names[n] = d.unnamed()
			if v.Str != "" {
				ids = append(ids, v.Str)
			}
		}
		slices.Sort(ids)
		number := func(id string) (int32, bool) {
			n, known := k.number[kernel.Value{Kind: d.field.Kind, Str: id}]
			return n, known
		}
		if err := a.lookUp(d, ids, func(id string, made named) {
			if n, known := number(id); known {
				k.names[n] = made
			}
		}); err != nil {
			return err
		}
		nameless := slices.ContainsFunc(k.names, func(n named) bool { return n.cells[0].Str == "" })
		if d.Copy == "" || !nameless {
			continue
		}
		if err := a.copied(d, func(id, called string) {
			if n, known := number(id); known && k.names[n].cells[0].Str == "" {
				k.names[n].cells[0] = kernel.Of(called)
			}
		}); err != nil {
			return err
		}
	}
	return nil
}

// sort puts the groups in order: by a measure, then by what they are called, then by
// their keys, so that there is one order.
func (a *answer) sort(g *gathered) {
	by, largest := strings.CutPrefix(a.query.Order, "-")
	column := -1
	if by != "" {
		column = a.place(by) * a.columnsOfEach()
	}
	for _, k := range g.dims {
		k.order()
	}
	slices.SortFunc(g.line, func(x, y int32) int {
		if column >= 0 {
			if c := cmp.Compare(g.of(x)[column], g.of(y)[column]); c != 0 && largest {
				return -c
			} else if c != 0 {
				return c
			}
		}
		for i, k := range g.dims {
			if c := cmp.Compare(k.rank[g.key(x, i)], k.rank[g.key(y, i)]); c != 0 {
				return c
			}
		}
		return 0
	})
}

// of is the figures of a group.
func (g *gathered) of(group int32) []int64 { return g.sums[int(group)*len(g.all):][:len(g.all)] }

func (g *gathered) key(group int32, dim int) int32 { return g.keys[int(group)*len(g.dims)+dim] }

// order works out where each key stands among the others.
func (k *keysOf) order() {
	list := make([]int32, len(k.values))
	for i := range list {
		list[i] = int32(i)
	}
	slices.SortFunc(list, func(x, y int32) int {
		a, b := k.values[x], k.values[y]
		if k.names != nil {
			if c := cmp.Compare(k.names[x].sort, k.names[y].sort); c != 0 {
				return c
			}
		}
		return cmp.Or(cmp.Compare(a.Int, b.Int), cmp.Compare(a.Str, b.Str))
	})
	k.rank = make([]int32, len(list))
	for rank, n := range list {
		k.rank[n] = int32(rank)
	}
}

// repeats tells whether groups have names that other groups have, too.
func (a *answer) repeats() bool {
	n := 0
	for _, d := range a.dims {
		if d.target != nil {
			n++
		}
	}
	return n > 1
}

// gathered visits all groups.
func (a *answer) gathered() error {
	g, err := a.gather()
	if err != nil {
		return err
	}
	if err := a.name(g); err != nil {
		return err
	}
	a.sort(g)
	a.head.Totals = a.blank(a.figures(a.empty(), func(i int) (now, before, all, running int64) {
		now, before = a.pair(g.all, i)
		return now, before, now, now
	}))
	total, running := -1, int64(0)
	if a.query.Total != "" {
		total = a.place(a.query.Total)
	}
	for _, group := range g.line {
		if total >= 0 {
			now, _ := a.pair(g.of(group), total)
			if running, err = plus(running, now); err != nil {
				return err
			}
		}
		if err := a.visit(a.head, a.row(g, group, running)); err != nil {
			return err
		}
	}
	return nil
}

// row is that of a group; its keys and cells stand in one piece of memory.
func (a *answer) row(g *gathered, group int32, running int64) Row {
	r, room := Row{}, make([]kernel.Value, 0, len(a.dims)+len(a.head.Columns))
	for i, k := range g.dims {
		key := k.values[g.key(group, i)]
		room = append(room, key)
		if a.dims[i].target != nil && r.Entity == "" && key.Str != "" {
			r.Entity, r.ID = a.dims[i].target.Name, key.ID()
		}
	}
	r.Keys, r.Cells = room[:len(room):len(room)], room[len(room):]
	for i, d := range a.dims {
		n := g.key(group, i)
		switch key := g.dims[i].values[n]; {
		case d.target != nil:
			r.Cells = append(r.Cells, g.dims[i].names[n].cells...)
		case isTime(d.Name):
			r.Cells = append(r.Cells, timeCell(d.Name, key.Int))
		default:
			r.Cells = append(r.Cells, key)
		}
	}
	r.Cells = a.figures(r.Cells, func(i int) (now, before, all, sofar int64) {
		now, before = a.pair(g.of(group), i)
		all, _ = a.pair(g.all, i)
		return now, before, all, running
	})
	return r
}

// pair is what a measure comes to in the span and in what it is compared with.
func (a *answer) pair(sums []int64, measure int) (now, before int64) {
	if a.query.With == Nothing {
		return sums[measure], 0
	}
	return sums[2*measure], sums[2*measure+1]
}
