package rowstore

import (
	"slices"
	"strconv"
	"strings"

	"heyi/shared/ask"
	"heyi/shared/kernel"
)

// What is asked, see package ask.
type (
	Op     = ask.Op
	Filter = ask.Filter
	Order  = ask.Order
)

// The operators.
const (
	Eq     = ask.Eq
	Ne     = ask.Ne
	Lt     = ask.Lt
	Le     = ask.Le
	Gt     = ask.Gt
	Ge     = ask.Ge
	In     = ask.In
	Has    = ask.Has
	Starts = ask.Starts
	None   = ask.None
	Some   = ask.Some
)

// Is compares a field with one value, given as the Go content of the field.
func Is(field string, op Op, value any) Filter { return ask.Is(field, op, value) }

var comparisons = map[Op]string{Eq: " = ", Ne: " <> ", Lt: " < ", Le: " <= ", Gt: " > ", Ge: " >= "}

// filter writes a condition. What is given together must hold together.
func (w *queryWriter) filter(f *Filter, depth int) error {
	if w.filters++; w.filters > maxFilters || depth > maxDepth {
		return TooBroad.With()
	}
	w.Write("(1 = 1")
	for i := range f.All {
		w.Write(" AND ")
		if err := w.filter(&f.All[i], depth+1); err != nil {
			return err
		}
	}
	if len(f.Any) > 0 {
		w.Write(" AND (1 = 0")
		for i := range f.Any {
			w.Write(" OR ")
			if err := w.filter(&f.Any[i], depth+1); err != nil {
				return err
			}
		}
		w.Write(")")
	}
	if f.Not != nil {
		w.Write(" AND NOT ")
		if err := w.filter(f.Not, depth+1); err != nil {
			return err
		}
	}
	if f.Field != "" {
		w.Write(" AND ")
		if err := w.compare(f); err != nil {
			return err
		}
	}
	w.Write(")")
	return nil
}

// tableAs names what a condition is about: rows of a schema under an alias.
type tableAs struct {
	schema *kernel.Schema
	alias  string
}

func (t tableAs) column(f *kernel.Field) string { return t.alias + "." + kernel.Quote(f.Name) }

func (w *queryWriter) compare(f *Filter) error {
	if len(f.Values) > maxFilters {
		return TooBroad.With()
	}
	return w.compareIn(tableAs{w.table.schema, "t"}, f, f.Field, maxPath)
}

// compareIn writes the comparison of the field at the end of a path. Every step but
// the last is a reference to a row that the viewer must see, too, so that nobody
// learns from a filter what he may not read.
func (w *queryWriter) compareIn(in tableAs, f *Filter, path string, steps int) error {
	if name, ok := strings.CutPrefix(path, kernel.CustomPrefix); ok {
		return w.compareOwn(in, f, name)
	}
	if first, rest, ok := strings.Cut(path, "."); ok && steps > 1 {
		return w.compareLeader(in, f, first, rest, steps-1)
	}
	field := in.schema.Field(path)
	if field == nil || field.Kind == kernel.KindCustom || field.Kind == kernel.KindBytes {
		return NoSuchField.With(kernel.Text("field", f.Field))
	}
	if !slices.Contains(OperatorsOf(field.Kind), f.Op) || !arity(f.Op, len(f.Values)) {
		return BadOperator.With(named(f, field), kernel.Text("op", string(f.Op)))
	}
	values := make([]any, len(f.Values))
	for i, text := range f.Values {
		if exact(f.Op) {
			text = field.Normal(text)
		}
		v, err := kernel.ParseValue(field.Kind, text)
		if err != nil || !storable(v) || !isChoice(in.schema, field, v) {
			return BadValue.With(named(f, field), kernel.Text("value", text))
		}
		values[i] = kernel.ColumnOf(v)
	}
	w.comparison(in.column(field), field, f.Op, values)
	return nil
}

// named is the field at the end of a filter's path: its label, and the path.
func named(f *Filter, field *kernel.Field) kernel.Arg {
	label := kernel.Label("field", field)
	label.Value = kernel.Of(f.Field)
	return label
}

// isChoice tells whether a state or a choice is one of those that there are.
func isChoice(s *kernel.Schema, field *kernel.Field, v kernel.Value) bool {
	options := s.ChoicesOf(field)
	return len(options) == 0 || v.IsZero() || slices.ContainsFunc(options, func(o kernel.Option) bool { return o.Code == v.Str })
}

// compareLeader follows a reference: the row must refer to one that is seen and
// passes.
func (w *queryWriter) compareLeader(in tableAs, f *Filter, name, rest string, steps int) error {
	field := in.schema.Field(name)
	if field == nil || field.Kind != kernel.KindID || in.schema.Target(field) == nil {
		return NoSuchField.With(kernel.Text("field", f.Field))
	}
	w.leaders++
	leader := tableAs{in.schema.Target(field), "p" + strconv.Itoa(w.leaders)}
	w.Write(in.column(field), " IN (SELECT ", leader.alias, `."id" FROM `, kernel.Quote(leader.schema.Name), " ", leader.alias, " WHERE ")
	w.viewer.WhereSurely(&w.SQL, leader.schema, leader.alias)
	w.Write(" AND ")
	if err := w.compareIn(leader, f, rest, steps); err != nil {
		return err
	}
	w.Write(")")
	return nil
}

func (w *queryWriter) comparison(column string, field *kernel.Field, op Op, values []any) {
	switch op {
	case None:
		w.Write(column, " = ", w.Dialect.Nothing(field))
	case Some:
		w.Write(column, " <> ", w.Dialect.Nothing(field))
	case In:
		w.Write(column, " IN (")
		for i, v := range values {
			if i > 0 {
				w.Write(", ")
			}
			w.Arg(v)
		}
		w.Write(")")
	case Has:
		w.contains(column, values[0])
		w.Write(" > 0")
	case Starts:
		w.contains(column, values[0])
		w.Write(" = 1")
	default:
		w.Write(column, comparisons[op])
		w.Arg(values[0])
	}
}

// contains writes the place, from 1, of a text in another, 0 for nowhere. LIKE
// would fold the case of letters in one dialect and not in the other.
func (w *queryWriter) contains(column string, text any) {
	if w.Dialect == kernel.Postgres {
		w.Write("strpos(")
	} else {
		w.Write("instr(")
	}
	w.Write(column, ", ")
	w.Arg(text)
	w.Write(")")
}

// OperatorsOf lists the operators that fields of a kind take.
func OperatorsOf(kind kernel.Kind) []Op { return ask.OperatorsOf(kind) }

// exact tells whether the operator compares with the whole of a text, which then
// is in its field's normal form; a part of it may begin or end with a blank.
func exact(op Op) bool { return op == Eq || op == Ne || op == In }

// arity tells whether the operator takes so many values.
func arity(op Op, n int) bool {
	switch op {
	case None, Some:
		return n == 0
	case In:
		return n > 0
	}
	return n == 1
}
