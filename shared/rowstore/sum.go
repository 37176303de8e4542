package rowstore

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Sums asks what figures of a query's rows come to.
type Sums struct {
	Of    []string // money and quantities, guarded ones too
	By    string   // the rows are put together by what this field holds; "" puts all together
	Month bool     // of a date: by its month, yyyymm
}

// Total is what rows come to together.
type Total struct {
	Key  kernel.Value // what they hold in the field; of a month a whole number
	Rows int64
	Sums []Summed // as they were asked for
}

// Summed is a sum. Quantities have one where they have one unit.
type Summed struct {
	Sum   int64
	Unit  string // of quantities
	Mixed bool   // the quantities have several units, and no sum
}

// maxTotals is how many groups are told, of those with most rows.
const maxTotals = 1000

// NotSummed is the refusal of a field that cannot be added up.
var NotSummed = kernel.Refuse("query.not_summed", "字段「{field}」不能合计", "The field {field} cannot be added up")

// NotGrouped is the refusal of a field by which rows cannot be put together.
var NotGrouped = kernel.Refuse("query.not_grouped", "不能按字段「{field}」分组", "Rows cannot be grouped by the field {field}")

// Summable tells whether the figures of a field have a sum: money always, a quantity
// where its unit stands in the same row.
func Summable(s *kernel.Schema, f *kernel.Field) bool {
	return f.Kind == kernel.KindMoney || f.Kind == kernel.KindQty && s.Field(f.Unit) != nil
}

// Groupable tells whether rows can be put together by what they hold in a field.
func Groupable(f *kernel.Field) bool {
	switch f.Kind {
	case kernel.KindState, kernel.KindChoice, kernel.KindBool, kernel.KindDate, kernel.KindText:
		return true
	case kernel.KindID:
		return f.Name != "id"
	case kernel.KindInt:
		return f.Month
	}
	return false
}

// Sum adds up figures of the rows of all pages as the viewer may see them, in the
// database. The groups with most rows come first. Where rows have to be looked at one by
// one it adds up those among the first few thousand, as [Session.Count] does.
func (s *Session) Sum(v *kernel.Viewer, q Query, ask Sums) ([]Total, error) {
	w, err := s.open(v, q)
	if err != nil {
		return nil, err
	}
	a, err := newAdder(w, ask)
	if err != nil {
		return nil, err
	}
	if !q.certain(v, w.table.schema) {
		return s.sumSeen(v, q, a)
	}
	if w.led, err = s.few(v, w.table.schema, q); err != nil {
		return nil, err
	}
	a.selects(w)
	if err := w.from(q); err != nil {
		return nil, err
	}
	if a.by != nil {
		fmt.Fprintf(&a.tail, " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %d", maxTotals)
		w.Write(a.tail.String())
	}
	stmt, err := s.prepare(w.String())
	if err != nil {
		return nil, err
	}
	found, err := stmt.Query(w.Args...)
	if err != nil {
		return nil, fmt.Errorf("rowstore: sum %s: %w", q.Entity, err)
	}
	defer found.Close()
	var list []Total
	for found.Next() {
		t, err := a.scan(found)
		if err != nil {
			return nil, fmt.Errorf("rowstore: sum %s: %w", q.Entity, err)
		}
		list = append(list, t)
	}
	return list, found.Err()
}

// adder is a question about sums, resolved.
type adder struct {
	schema *kernel.Schema
	by     *kernel.Field
	month  bool
	of     []added
	tail   strings.Builder
}

// added is a figure to be added up, with the companion that it stands in and the field of
// its unit, either nil for none.
type added struct {
	field *kernel.Field
	part  *kernel.Schema
	unit  *kernel.Field
}

func newAdder(w *queryWriter, ask Sums) (*adder, error) {
	s := w.table.schema
	a := &adder{schema: s, month: ask.Month}
	if ask.By != "" {
		if a.by = s.Field(ask.By); a.by == nil {
			return nil, NoSuchField.With(kernel.Text("field", ask.By))
		}
		if !Groupable(a.by) || a.month && a.by.Kind != kernel.KindDate {
			return nil, NotGrouped.With(kernel.Label("field", a.by))
		}
	}
	for _, name := range ask.Of {
		at, f := held(s, name)
		switch {
		case f == nil:
			return nil, NoSuchField.With(kernel.Text("field", name))
		case !Summable(at, f):
			return nil, NotSummed.With(kernel.Label("field", f))
		}
		one := added{field: f, unit: at.Field(f.Unit)}
		if f.Kind != kernel.KindQty {
			one.unit = nil
		}
		if at != s {
			one.part = at
		}
		a.of = append(a.of, one)
	}
	return a, nil
}

// held is where a field of an entity stands: in its rows, or guarded in a companion's.
func held(s *kernel.Schema, name string) (*kernel.Schema, *kernel.Field) {
	if f := s.Field(name); f != nil {
		return s, f
	}
	for _, part := range s.Parts {
		if f := part.Field(name); f != nil && f.Sees != "" {
			return part, f
		}
	}
	return nil, nil
}

// key is the expression that rows are put together by.
func (a *adder) key() string {
	column := "t." + kernel.Quote(a.by.Name)
	if a.month {
		column += " / 100"
	}
	return column
}

// selects writes what is read: the key, the number of rows, then each sum with the first
// and the last unit.
func (a *adder) selects(w *queryWriter) {
	w.Write("SELECT ")
	if a.by == nil {
		w.Write("1")
	} else {
		w.Write(a.key())
	}
	w.Write(", count(*)")
	for i, one := range a.of {
		w.Write(", CAST(coalesce(sum(")
		if one.part == nil {
			w.Write("t.", kernel.Quote(one.field.Name))
		} else {
			alias := fmt.Sprintf("g%d", i)
			w.Write("(SELECT ", alias, ".", kernel.Quote(one.field.Name), " FROM ", kernel.Quote(one.part.Name), " ", alias, " WHERE ", alias, `."id" = t."id" AND `)
			w.viewer.WhereSurely(&w.SQL, one.part, alias)
			w.Write(")")
		}
		w.Write("), 0) AS bigint)")
		if one.unit == nil {
			w.Write(", '', ''")
			continue
		}
		column := "t." + kernel.Quote(one.unit.Name)
		w.Write(", coalesce(min(", column, "), ''), coalesce(max(", column, "), '')")
	}
}

func (a *adder) scan(found *sql.Rows) (t Total, err error) {
	var number int64
	var text string
	var raw []byte
	var key any = &number
	if a.by != nil {
		t.Key.Kind = a.by.Kind
		switch {
		case a.month:
			t.Key.Kind = kernel.KindInt
		case a.by.Kind == kernel.KindID:
			key = &raw
		case a.by.Kind == kernel.KindText || a.by.Kind == kernel.KindState || a.by.Kind == kernel.KindChoice:
			key = &text
		}
	}
	into := []any{key, &t.Rows}
	t.Sums = make([]Summed, len(a.of))
	last := make([]string, len(a.of))
	for i := range a.of {
		into = append(into, &t.Sums[i].Sum, &t.Sums[i].Unit, &last[i])
	}
	if err := found.Scan(into...); err != nil {
		return t, err
	}
	if a.by != nil {
		t.Key.Int, t.Key.Str = number, text+string(raw)
	}
	for i := range t.Sums {
		if t.Sums[i].Unit != last[i] {
			t.Sums[i] = Summed{Mixed: true}
		}
	}
	return t, nil
}

// sumSeen adds up what the viewer sees among the first rows.
func (s *Session) sumSeen(v *kernel.Viewer, q Query, a *adder) ([]Total, error) {
	totals := map[kernel.Value]*Total{}
	if a.by == nil {
		totals[kernel.Value{}] = &Total{Sums: make([]Summed, len(a.of))}
	}
	_, _, err := s.through(v, q, lookMost, func(row kernel.Row) bool {
		var k kernel.Value
		if a.by != nil {
			if k = a.by.Get(row); a.month {
				k = kernel.Value{Kind: kernel.KindInt, Int: k.Int / 100}
			}
		}
		t := totals[k]
		if t == nil {
			t = &Total{Key: k, Sums: make([]Summed, len(a.of))}
			totals[k] = t
		}
		for i, one := range a.of {
			one.add(&t.Sums[i], s.holding(v, row, one.part), t.Rows == 0)
		}
		t.Rows++
		return true
	})
	var list []Total
	for _, t := range totals {
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b Total) int { return cmp.Or(cmp.Compare(b.Rows, a.Rows), a.Key.Compare(b.Key)) })
	return list[:min(len(list), maxTotals)], err
}

// holding is the row that a figure stands in, nil where the viewer does not see it.
func (s *Session) holding(v *kernel.Viewer, row kernel.Row, part *kernel.Schema) kernel.Row {
	if part == nil {
		return row
	}
	companion := s.Get(part, row.Base().ID)
	if companion == nil || !v.Sees(companion, s.Get) {
		return nil
	}
	return companion
}

func (one added) add(to *Summed, row kernel.Row, first bool) {
	if row == nil || to.Mixed {
		return
	}
	if one.unit != nil {
		unit := one.unit.Get(row).Str
		if !first && unit != to.Unit {
			*to = Summed{Mixed: true}
			return
		}
		to.Unit = unit
	}
	to.Sum += one.field.Get(row).Int
}
