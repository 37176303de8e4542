package rowstore

import (
	"fmt"
	"slices"

	"heyi/shared/kernel"
)

// A list through the eyes of one who sees some of an entity's rows. No planner knows
// which of two plans is good for him: to walk along the order and look at each row, or
// to sort what he sees. So a list has one statement for each of the ways to what he
// sees, whose rows an index has in the usual orders, and the answers are merged.

// mostWays is how many ways a list is read by. Whoever has more sees much.
const mostWays = 16

// waysOf are those that a list is read by; none where one statement does better.
func (s *Session) waysOf(v *kernel.Viewer, schema *kernel.Schema, q Query) []kernel.Way {
	if v == nil || !s.ways || v.Follows(schema) || finds(&q.Where, schema) {
		return nil
	}
	ways := v.WaysTo(schema)
	if len(ways) > mostWays || slices.Contains(ways, kernel.Way{Schema: schema}) {
		return nil
	}
	return ways
}

// finds tells whether the condition leaves few rows: those that name one other, or
// have a unique key.
func finds(f *Filter, schema *kernel.Schema) bool {
	if f.Op == Eq && len(f.Values) == 1 {
		return slices.ContainsFunc(schema.Indexes, func(ix *kernel.Index) bool {
			first := ix.Fields[0]
			return first.Name == f.Field && (ix.Unique || first.Kind == kernel.KindID)
		})
	}
	return slices.ContainsFunc(f.All, func(each Filter) bool { return finds(&each, schema) })
}

// merge answers a page from one statement for each way. A row may be on several.
func (s *Session) merge(v *kernel.Viewer, q Query, ways []kernel.Way) (Page, error) {
	var rows []kernel.Row
	var order []ordered
	for i := range ways {
		more, by, err := s.read(v, q, &ways[i])
		if err != nil {
			return Page{}, err
		}
		rows, order = append(rows, more...), by
	}
	slices.SortFunc(rows, func(a, b kernel.Row) int { return compare(a, b, order) })
	rows = slices.CompactFunc(rows, func(a, b kernel.Row) bool { return a.Base().ID == b.Base().ID })
	return cut(rows[:min(len(rows), q.Limit+1)], q.Limit, order), nil
}

// Ordering is the order of a query's rows, for who puts them among others.
type Ordering struct{ by []ordered }

// Ordering resolves the order of a query.
func (s *Session) Ordering(q Query) (Ordering, error) {
	w, err := s.open(nil, q)
	if err != nil {
		return Ordering{}, err
	}
	by, err := w.order(q)
	return Ordering{by}, err
}

// Compare is less than zero for a row that stands before another.
func (o Ordering) Compare(a, b kernel.Row) int { return compare(a, b, o.by) }

// After is the [Query.After] of the rows behind one, in every store that has it.
func (o Ordering) After(row kernel.Row) string { return cursorOf(row, o.by) }

func compare(a, b kernel.Row, order []ordered) int {
	for _, o := range order {
		c := o.value(a).Compare(o.value(b))
		if o.desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// led is what somebody sees of an entity because he sees the few rows that it follows: a
// list reads what follows them, and does not walk over what follows all others.
type led struct {
	by  *kernel.Field
	ids []kernel.ID
}

// fewMost is how many rows are few.
const fewMost = 1000

// few finds such rows, nil where one of the other plans does better.
func (s *Session) few(v *kernel.Viewer, schema *kernel.Schema, q Query) (*led, error) {
	if v == nil || !s.ways || v.Since != 0 || finds(&q.Where, schema) {
		return nil, nil
	}
	leader, by := v.Led(schema)
	if leader == nil {
		return nil, nil
	}
	l := &led{by: by}
	for _, way := range v.WaysTo(leader) {
		if more, err := s.idsOf(way, fewMost-len(l.ids)+1, l); err != nil || more {
			return nil, err
		}
	}
	return l, nil
}

// idsOf adds the ids of a way's rows, unless there are so many.
func (s *Session) idsOf(way kernel.Way, most int, l *led) (more bool, err error) {
	id := &kernel.SQL{Dialect: s.Dialect}
	id.Write(`SELECT t."id" FROM `, kernel.Quote(way.Schema.Name), " t WHERE ")
	s.of(id, way)
	id.Write(" LIMIT ")
	id.Arg(int64(most))
	stmt, err := s.prepare(id.String())
	if err != nil {
		return false, err
	}
	rows, err := stmt.Query(id.Args...)
	if err != nil {
		return false, fmt.Errorf("rowstore: ids of %s: %w", way.Schema.Name, err)
	}
	defer rows.Close()
	before := len(l.ids)
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return false, fmt.Errorf("rowstore: ids of %s: %w", way.Schema.Name, err)
		}
		l.ids = append(l.ids, kernel.ID(raw))
	}
	return len(l.ids)-before == most, rows.Err()
}

// where writes the condition, with one of few lengths: equal ones share a statement.
func (l *led) where(q *kernel.SQL) {
	length := 1
	for length < len(l.ids) {
		length *= 4
	}
	q.Write("t.", kernel.Quote(l.by.Name), " IN (")
	for i := range length {
		if i > 0 {
			q.Write(", ")
		}
		if i < len(l.ids) {
			q.Arg(l.ids[i][:])
		} else {
			q.Arg(make([]byte, len(kernel.ID{}))) // no row has it; one that follows nothing has no bytes
		}
	}
	q.Write(")")
}

// Rows that may follow any entity's are looked at one by one, through the rows that
// they follow. lookMost is how many are for one answer.
const (
	lookMost = 5_000
	lookPage = 500
)

// look answers a page of such rows.
func (s *Session) look(v *kernel.Viewer, q Query) (Page, error) {
	var seen []kernel.Row
	next, order, err := s.through(v, q, lookMost, func(row kernel.Row) bool {
		seen = append(seen, row)
		return len(seen) <= q.Limit
	})
	if err != nil {
		return Page{}, err
	}
	page := cut(seen, q.Limit, order)
	if page.Next == "" {
		page.Next = next
	}
	return page, nil
}

func (s *Session) countSeen(v *kernel.Viewer, q Query, most int) (n int64, err error) {
	_, _, err = s.through(v, q, lookMost, func(kernel.Row) bool {
		n++
		return most <= 0 || n < int64(most)
	})
	return n, err
}

// through visits what the viewer sees among the first rows of a list, until visit
// says no. It tells where it stopped looking when that was before the end.
func (s *Session) through(v *kernel.Viewer, q Query, most int, visit func(kernel.Row) bool) (next string, order []ordered, err error) {
	defer kernel.Catch(&err)
	near := kernel.Near{}
	leader := func(schema *kernel.Schema, id kernel.ID) kernel.Row {
		if row, known := near[kernel.Key{Schema: schema, ID: id}]; known {
			return row
		}
		return s.Get(schema, id)
	}
	sees, held := kernel.NewLook(v, leader), kernel.NewLook(q.Without, leader)
	q.Limit = lookPage
	for looked := 0; ; looked += lookPage {
		rows, by, err := s.read(v, q, nil)
		if err != nil {
			return "", nil, err
		}
		page := cut(rows, lookPage, by)
		clear(near)
		if err := near.Read(page.Rows, s.Gather); err != nil {
			return "", nil, err
		}
		for _, row := range page.Rows {
			if sees.Sees(row) && (q.Without == nil || !held.Sees(row)) && !visit(row) {
				return "", by, nil
			}
		}
		if page.Next == "" || looked+lookPage >= most {
			return page.Next, by, nil
		}
		q.After = page.Next
	}
}
