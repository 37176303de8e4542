package rowstore_test

import (
	"encoding/json"
	"slices"
	"sort"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// TestQueryIsItsMeaning holds random queries on both databases against a plain
// reading of the declaration in Go, page by page, and against Count.
func TestQueryIsItsMeaning(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		found := 0
		for seed := range uint64(4) {
			d := newDice(100 + seed)
			must(t, s.Atomic(func() error { return s.Upsert(d.fill(s.Catalog, 24)) }))
			for range 120 {
				q, v := d.query(s.Catalog), d.viewer()
				if d.IntN(2) == 0 {
					v = nil
				}
				if d.IntN(3) == 0 {
					q.Without = d.heldBeside(v)
				}
				want := meaning(t, s, v, q)
				got := pages(t, s, v, q)
				if showAll(got) != showAll(want) {
					text, _ := json.Marshal(q)
					t.Fatalf("%s\ngot\n%swant\n%s", text, showAll(got), showAll(want))
				}
				n, err := s.Count(v, q, 0)
				must(t, err)
				if n != int64(len(want)) {
					t.Fatalf("count %d, want %d", n, len(want))
				}
				few, err := s.Count(v, q, 3)
				must(t, err)
				if few != min(n, 3) {
					t.Fatalf("count up to 3 is %d of %d", few, n)
				}
				found += len(want)
			}
		}
		if found < 1000 {
			t.Errorf("the queries found %d rows: they prove little", found)
		}
	})
}

// heldBeside is who holds some of what a viewer sees: one like him with a window of his
// own, or anybody.
func (d dice) heldBeside(v *kernel.Viewer) *kernel.Viewer {
	held := d.viewer()
	if v != nil && d.IntN(2) == 0 {
		held.Tags = v.Tags
	}
	return held
}

func pages(t *testing.T, s *rowstore.Session, v *kernel.Viewer, q rowstore.Query) []kernel.Row {
	t.Helper()
	var all []kernel.Row
	for {
		page, err := s.Query(v, q)
		must(t, err)
		if len(page.Rows) > q.Limit {
			t.Fatalf("a page of %d rows, asked for %d", len(page.Rows), q.Limit)
		}
		all = append(all, page.Rows...)
		if q.After = page.Next; q.After == "" {
			return all
		}
	}
}

// query is a random query over fields of every kind.
func (d dice) query(c *kernel.Catalog) rowstore.Query {
	s := []*kernel.Schema{bills.In(c), buyers.In(c), items.In(c)}[d.IntN(3)]
	q := rowstore.Query{Entity: s.Name, Limit: 1 + d.IntN(9), Removed: d.IntN(2) == 0, Retired: d.IntN(2) == 0}
	if len(s.SearchFields()) > 0 && d.IntN(3) == 0 {
		q.Terms = append(q.Terms, strings.ToLower(d.word()))
	}
	for range d.IntN(4) {
		f := s.Fields[d.IntN(len(s.Fields))]
		name := f.Name
		if f.Kind == kernel.KindCustom {
			name = kernel.CustomPrefix + d.own().ID.String()
		}
		q.Sort = append(q.Sort, rowstore.Order{Field: name, Desc: d.IntN(2) == 0})
	}
	q.Where = d.filter(s, 2)
	return q
}

func (d dice) filter(s *kernel.Schema, depth int) rowstore.Filter {
	switch n := d.IntN(6); {
	case depth > 0 && n == 0:
		return rowstore.Filter{Any: []rowstore.Filter{d.filter(s, depth-1), d.filter(s, depth-1)}}
	case depth > 0 && n == 1:
		return rowstore.Filter{All: []rowstore.Filter{d.filter(s, depth-1), d.filter(s, depth-1)}}
	case depth > 0 && n == 2:
		inner := d.filter(s, depth-1)
		return rowstore.Filter{Not: &inner}
	case n == 3:
		return rowstore.Filter{}
	}
	path := ""
	for d.IntN(3) == 0 && strings.Count(path, ".") < 2 {
		f := s.Fields[d.IntN(len(s.Fields))]
		if target := s.Target(f); target != nil {
			path, s = path+f.Name+".", target
		}
	}
	f := s.Fields[d.IntN(len(s.Fields))]
	if f.Kind == kernel.KindCustom {
		own := d.own()
		ops := rowstore.OperatorsOf(own.Valued())
		return withValues(rowstore.Filter{Field: path + kernel.CustomPrefix + own.ID.String(), Op: ops[d.IntN(len(ops))]}, func() string { return d.content(own) })
	}
	ops := []rowstore.Op{rowstore.Eq, rowstore.Ne, rowstore.In, rowstore.None, rowstore.Some}
	if f.Kind != kernel.KindBool && f.Kind != kernel.KindState && f.Kind != kernel.KindChoice {
		ops = append(ops, rowstore.Lt, rowstore.Le, rowstore.Gt, rowstore.Ge)
	}
	if f.Kind == kernel.KindText {
		ops = append(ops, rowstore.Has, rowstore.Starts)
	}
	// The value of some row: random figures would rarely meet one.
	return withValues(rowstore.Filter{Field: path + f.Name, Op: ops[d.IntN(len(ops))]}, func() string { return d.value(f).String() })
}

func withValues(f rowstore.Filter, value func() string) rowstore.Filter {
	switch f.Op {
	case rowstore.None, rowstore.Some:
	case rowstore.In:
		f.Values = []string{value(), value(), value()}
	default:
		f.Values = []string{value()}
	}
	return f
}

// meaning answers a query by reading everything.
func meaning(t *testing.T, s *rowstore.Session, v *kernel.Viewer, q rowstore.Query) []kernel.Row {
	t.Helper()
	schema := s.Catalog.Schema(q.Entity)
	var rows []kernel.Row
	must(t, s.Scan(schema, func(r kernel.Row) error {
		if (q.Removed || !r.Base().Removed) && (q.Retired || !r.Base().Retired || asks(q.Where, "retired")) && v.Sees(r, s.Get) && (q.Without == nil || !q.Without.Sees(r, s.Get)) && hasTerms(schema, r, q.Terms) && passes(t, lookup{v, s.Get}, schema, r, q.Where) {
			rows = append(rows, r)
		}
		return nil
	}))
	sort.SliceStable(rows, func(i, j int) bool { return before(schema, rows[i], rows[j], q.Sort) })
	return rows
}

func hasTerms(s *kernel.Schema, r kernel.Row, terms []string) bool {
	var texts []string
	for _, f := range s.SearchFields() {
		texts = append(texts, f.Get(r).Str)
	}
	for _, v := range r.Base().Custom.Values() {
		if id, err := kernel.ParseID(v.Text); v.Text != "true" && v.Text != "false" && (err != nil || id.IsZero()) { // nobody searches by an id
			texts = append(texts, v.Text)
		}
	}
	return !slices.ContainsFunc(terms, func(term string) bool { return !strings.Contains(kernel.FindKey(texts...), term) })
}

func before(s *kernel.Schema, a, b kernel.Row, order []rowstore.Order) bool {
	desc := false
	for _, o := range order {
		x, y := sorted(s, o.Field, a), sorted(s, o.Field, b)
		desc = o.Desc
		if c := x.Compare(y); c != 0 {
			return c < 0 != desc
		}
	}
	x, y := a.Base().ID, b.Base().ID
	return x != y && string(x[:]) < string(y[:]) != desc
}

// sorted is what a row is sorted by.
func sorted(s *kernel.Schema, field string, row kernel.Row) kernel.Value {
	if name, ok := strings.CutPrefix(field, kernel.CustomPrefix); ok {
		id, _ := kernel.ParseID(name)
		own, _ := ownOf(id)
		return own.In(row.Base().Custom)
	}
	f := s.Field(field)
	v := f.Get(row)
	if f == s.SortField() {
		v.Str = kernel.SortKey(v.Str)
	}
	return v
}

// lookup is how a path finds the row that another refers to.
type lookup struct {
	viewer *kernel.Viewer
	get    func(*kernel.Schema, kernel.ID) kernel.Row
}

func passes(t *testing.T, l lookup, s *kernel.Schema, r kernel.Row, f rowstore.Filter) bool {
	t.Helper()
	for _, part := range f.All {
		if !passes(t, l, s, r, part) {
			return false
		}
	}
	if len(f.Any) > 0 && !slices.ContainsFunc(f.Any, func(part rowstore.Filter) bool { return passes(t, l, s, r, part) }) {
		return false
	}
	if f.Not != nil && passes(t, l, s, r, *f.Not) {
		return false
	}
	if name, ok := strings.CutPrefix(f.Field, kernel.CustomPrefix); ok {
		id, err := kernel.ParseID(name)
		must(t, err)
		return holdsOwn(t, id, r, f)
	}
	if f.Field == "" {
		return true
	}
	if first, rest, ok := strings.Cut(f.Field, "."); ok {
		by := s.Field(first)
		leader := l.get(s.Target(by), by.Get(r).ID())
		f.Field = rest
		return leader != nil && l.viewer.Sees(leader, l.get) && passes(t, l, s.Target(by), leader, f)
	}
	field := s.Field(f.Field)
	values := make([]kernel.Value, len(f.Values))
	for i, text := range f.Values {
		var err error
		values[i], err = kernel.ParseValue(field.Kind, text)
		must(t, err)
	}
	return holds(field.Get(r), f.Op, values)
}

func holds(v kernel.Value, op rowstore.Op, values []kernel.Value) bool {
	switch op {
	case rowstore.None:
		return v.IsZero()
	case rowstore.Some:
		return !v.IsZero()
	case rowstore.In:
		return slices.ContainsFunc(values, func(w kernel.Value) bool { return v.Compare(w) == 0 })
	case rowstore.Has:
		return strings.Contains(v.Str, values[0].Str)
	case rowstore.Starts:
		return strings.HasPrefix(v.Str, values[0].Str)
	}
	c := v.Compare(values[0])
	return map[rowstore.Op]bool{
		rowstore.Eq: c == 0, rowstore.Ne: c != 0, rowstore.Lt: c < 0,
		rowstore.Le: c <= 0, rowstore.Gt: c > 0, rowstore.Ge: c >= 0,
	}[op]
}

// TestQueryRefusals provokes every refusal, and holds each to a code.
func TestQueryRefusals(t *testing.T) {
	s := session(t, catalog(), kernel.SQLite, openSQLite(t))
	must(t, s.Upsert(newDice(1).fill(s.Catalog, 24)))
	deep := rowstore.Is("paid", rowstore.Eq, true)
	for range 20 {
		deep = rowstore.Filter{Not: &rowstore.Filter{All: []rowstore.Filter{deep}}}
	}
	for _, c := range []struct {
		code *kernel.Code
		q    rowstore.Query
	}{
		{rowstore.NoSuchEntity, rowstore.Query{Entity: `bill" --`}},
		{rowstore.NoSuchField, rowstore.Query{Entity: "bill", Where: rowstore.Is(`paid" --`, rowstore.Eq, true)}},
		{rowstore.NoSuchField, rowstore.Query{Entity: "bill", Sort: []rowstore.Order{{Field: "secret"}}}},
		{rowstore.NoSuchField, rowstore.Query{Entity: "buyer", Sort: []rowstore.Order{{Field: "floor"}}}}, // guarded: elsewhere
		{rowstore.NoSuchField, rowstore.Query{Entity: "bill", Where: rowstore.Filter{Field: kernel.CustomPrefix + "x", Op: rowstore.Some}}},
		{rowstore.BadOperator, rowstore.Query{Entity: "bill", Where: rowstore.Is("paid", rowstore.Lt, true)}},
		{rowstore.BadOperator, rowstore.Query{Entity: "bill", Where: rowstore.Filter{Field: "note", Op: rowstore.Eq}}},
		{rowstore.BadOperator, rowstore.Query{Entity: "bill", Where: rowstore.Filter{Field: "note", Op: "1=1 OR"}}},
		{rowstore.BadValue, rowstore.Query{Entity: "bill", Where: rowstore.Filter{Field: "date", Op: rowstore.Eq, Values: []string{"31.12."}}}},
		{rowstore.BadValue, rowstore.Query{Entity: "bill", Where: rowstore.Filter{Field: "note", Op: rowstore.Eq, Values: []string{"\x00"}}}},
		{rowstore.BadValue, rowstore.Query{Entity: "bill", Where: rowstore.Is("state", rowstore.Eq, "opened")}},
		{rowstore.BadValue, rowstore.Query{Entity: "item", Where: rowstore.Is("bill.channel", rowstore.Eq, "fax")}},
		{rowstore.NoSuchField, rowstore.Query{Entity: "item", Where: rowstore.Is("bill.secret", rowstore.Eq, "x")}},
		{rowstore.NoSuchField, rowstore.Query{Entity: "item", Where: rowstore.Is("bill.buyer.floor", rowstore.Eq, "1")}}, // guarded
		{rowstore.NoSuchField, rowstore.Query{Entity: "item", Where: rowstore.Is("bill.buyer.owner.name", rowstore.Eq, "x")}},
		{rowstore.NoSuchField, rowstore.Query{Entity: "item", Where: rowstore.Is("qty.name", rowstore.Eq, "x")}},
		{rowstore.BadCursor, rowstore.Query{Entity: "bill", After: "zzz"}},
		{rowstore.BadCursor, rowstore.Query{Entity: "bill", After: "!"}},
		{rowstore.NoSearch, rowstore.Query{Entity: "item", Terms: []string{"a"}}},
		{rowstore.TooBroad, rowstore.Query{Entity: "bill", Where: deep}},
		{rowstore.TooBroad, rowstore.Query{Entity: "bill", Terms: make([]string, 100)}},
	} {
		_, err := s.Query(nil, c.q)
		if r, ok := kernel.AsRefusal(err); !ok || r.Code != c.code.Name {
			t.Errorf("%+v: %v, want %s", c.q, err, c.code.Name)
		}
	}
}

// TestPagesSurviveChanges: rows that come and go between two pages neither hide
// nor repeat the others.
func TestPagesSurviveChanges(t *testing.T) {
	s := session(t, catalog(), kernel.SQLite, openSQLite(t))
	rows := benchBills(s.Catalog, 30)
	must(t, s.Upsert(rows))
	q := rowstore.Query{Entity: "bill", Limit: 10, Sort: []rowstore.Order{{Field: "order"}}}
	first, err := s.Query(nil, q)
	must(t, err)
	must(t, s.Delete([]kernel.Key{{Schema: bills.In(s.Catalog), ID: rows[3].Base().ID}}))
	q.After = first.Next
	second, err := s.Query(nil, q)
	must(t, err)
	if got := second.Rows[0].(*bill).Order; got != 10 {
		t.Errorf("the second page begins with %d, want 10", got)
	}
}

// asks tells whether a condition compares a field.
func asks(f rowstore.Filter, field string) bool {
	of := func(list []rowstore.Filter) bool {
		return slices.ContainsFunc(list, func(each rowstore.Filter) bool { return asks(each, field) })
	}
	return f.Field == field || of(f.All) || of(f.Any) || f.Not != nil && asks(*f.Not, field)
}
