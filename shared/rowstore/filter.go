package rowstore

import (
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"heyi/shared/kernel"
)

// Op compares a field with values.
type Op string

// The operators. Which a field takes depends on its kind: see operators.
const (
	Eq     Op = "eq"
	Ne     Op = "ne"
	Lt     Op = "lt"
	Le     Op = "le"
	Gt     Op = "gt"
	Ge     Op = "ge"
	In     Op = "in"
	Has    Op = "has"    // the text contains the value, bytewise
	Starts Op = "starts" // the text starts with the value, bytewise
	None   Op = "none"   // the field is empty
	Some   Op = "some"   // the field is not empty
)

// Filter is a condition: a comparison, or others joined. The zero Filter lets
// every row through.
type Filter struct {
	All []Filter `json:"all,omitempty"`
	Any []Filter `json:"any,omitempty"`
	Not *Filter  `json:"not,omitempty"`

	Field  string   `json:"field,omitempty"` // a field's name, or kernel.CustomPrefix and an id
	Op     Op       `json:"op,omitempty"`
	Values []string `json:"values,omitempty"` // canonical texts, see kernel.ParseValue
}

// Is compares a field with one value, given as the Go content of the field.
func Is(field string, op Op, value any) Filter {
	return Filter{Field: field, Op: op, Values: []string{kernel.Of(value).String()}}
}

func (f *Filter) empty() bool {
	return len(f.All) == 0 && len(f.Any) == 0 && f.Not == nil && f.Field == ""
}

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

func (w *queryWriter) compare(f *Filter) error {
	if len(f.Values) > maxFilters {
		return TooBroad.With()
	}
	if name, ok := strings.CutPrefix(f.Field, kernel.CustomPrefix); ok {
		return w.compareCustom(f, name)
	}
	field := w.table.schema.Field(f.Field)
	if field == nil || field.Kind == kernel.KindCustom || field.Kind == kernel.KindBytes {
		return NoSuchField.With(kernel.Text("field", f.Field))
	}
	if !operators(field.Kind, f.Op) || !arity(f.Op, len(f.Values)) {
		return BadOperator.With(kernel.Label("field", field), kernel.Text("op", string(f.Op)))
	}
	values := make([]any, len(f.Values))
	for i, text := range f.Values {
		v, err := kernel.ParseValue(field.Kind, text)
		if err != nil || !storable(v) {
			return BadValue.With(kernel.Label("field", field), kernel.Text("value", text))
		}
		values[i] = kernel.ColumnOf(v)
	}
	w.comparison(field, f.Op, values)
	return nil
}

func (w *queryWriter) comparison(field *kernel.Field, op Op, values []any) {
	column := "t." + kernel.Quote(field.Name)
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

func operators(kind kernel.Kind, op Op) bool {
	switch op {
	case Eq, Ne, In, None, Some:
		return true
	case Has, Starts:
		return kind == kernel.KindText
	case Lt, Le, Gt, Ge:
		return kind != kernel.KindBool && kind != kernel.KindState && kind != kernel.KindChoice
	}
	return false
}

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

// compareCustom looks for a customer-defined field's pair in the canonical
// column: its 16 bytes of id are not text, so they stand nowhere else.
func (w *queryWriter) compareCustom(f *Filter, name string) error {
	id, err := kernel.ParseID(name)
	if err != nil || id.IsZero() {
		return NoSuchField.With(kernel.Text("field", f.Field))
	}
	if !arity(f.Op, len(f.Values)) {
		return BadOperator.With(kernel.Text("field", f.Field), kernel.Text("op", string(f.Op)))
	}
	for _, text := range f.Values {
		if !storable(kernel.Of(text)) {
			return BadValue.With(kernel.Text("field", f.Field), kernel.Text("value", text))
		}
	}
	switch f.Op {
	case Some:
		w.customHas(id[:], " > 0")
	case None:
		w.customHas(id[:], " = 0")
	case Eq, In:
		w.Write("(1 = 0")
		for _, text := range f.Values {
			w.Write(" OR ")
			w.customHas(protowire.AppendString(id[:], text), " > 0")
		}
		w.Write(")")
	case Ne:
		w.customHas(protowire.AppendString(id[:], f.Values[0]), " = 0")
	default:
		return BadOperator.With(kernel.Text("field", f.Field), kernel.Text("op", string(f.Op)))
	}
	return nil
}

func (w *queryWriter) customHas(pair []byte, than string) {
	if w.Dialect == kernel.Postgres {
		w.Write("position(")
		w.Arg(pair)
		w.Write(`::bytea IN t."custom")`, than)
		return
	}
	w.Write(`instr(t."custom", `)
	w.Arg(pair)
	w.Write(")", than)
}
