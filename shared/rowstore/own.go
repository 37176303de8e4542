package rowstore

import (
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"heyi/shared/kernel"
	"heyi/shared/tools/text"
)

// ownField finds the field of the company's own that a query names. One that nobody
// defines any more is a text.
func (w *queryWriter) ownField(path, name string) (*kernel.CustomField, error) {
	id, err := kernel.ParseID(name)
	if err != nil || id.IsZero() {
		return nil, NoSuchField.With(kernel.Text("field", path))
	}
	if kernel.CustomFieldIn != nil {
		if f, known := kernel.CustomFieldIn(w.table.schema.Catalog(), w.get, id); known {
			return &f, nil
		}
	}
	return &kernel.CustomField{ID: id, Zh: path, En: path, Kind: kernel.KindText}, nil
}

// ownColumn is what a row holds in such a field, as lists compare it.
func (w *queryWriter) ownColumn(alias string, f *kernel.CustomField) string {
	return w.Dialect.OwnColumn(alias, f, strconv.Itoa(kernel.OwnAbsent))
}

// compareOwn writes the comparison of a field of the company's own.
func (w *queryWriter) compareOwn(in tableAs, f *Filter, name string) error {
	own, err := w.ownField(f.Field, name)
	if err != nil {
		return err
	}
	kind := own.Valued()
	label := kernel.Arg{Name: "field", Value: kernel.Of(f.Field), Zh: own.Zh, En: own.En}
	if !slices.Contains(OperatorsOf(kind), f.Op) || !arity(f.Op, len(f.Values)) {
		return BadOperator.With(label, kernel.Text("op", string(f.Op)))
	}
	values := make([]any, len(f.Values))
	for i, content := range f.Values {
		if exact(f.Op) {
			content = text.Line.Normal(content)
		}
		v, err := kernel.ParseValue(kind, content)
		if err != nil || !storable(v) {
			return BadValue.With(label, kernel.Text("value", content))
		}
		values[i] = kernel.ColumnOf(v)
	}
	column := w.ownColumn(in.alias, own)
	switch {
	case kind != kernel.KindBool && (f.Op == None || f.Op == Some):
		w.ownHas(in, own.ID[:], map[Op]string{None: " = 0", Some: " > 0"}[f.Op])
	case (kind == kernel.KindText || kind == kernel.KindChoice) && exact(f.Op):
		w.ownIs(in, own.ID, f.Op, f.Values)
	case (f.Op == Lt || f.Op == Le) && kind != kernel.KindBool: // what is not there is less than nothing
		w.Write("(")
		w.ownHas(in, own.ID[:], " > 0")
		w.Write(" AND ")
		w.comparison(column, ownColumnOf(kind), f.Op, values)
		w.Write(")")
	default:
		w.comparison(column, ownColumnOf(kind), f.Op, values)
	}
	return nil
}

// ownColumnOf stands for the column that such a field does not have.
func ownColumnOf(kind kernel.Kind) *kernel.Field { return &kernel.Field{Name: "custom", Kind: kind} }

// ownIs looks for the pairs themselves, which is the quickest.
func (w *queryWriter) ownIs(in tableAs, id kernel.ID, op Op, texts []string) {
	is, not := " > 0", " = 0"
	if op == Ne {
		is, not = not, is
	}
	w.Write("(1 = 0")
	for _, each := range texts {
		w.Write(" OR ")
		if each = text.Line.Normal(each); each == "" {
			w.ownHas(in, id[:], not)
			continue
		}
		w.ownHas(in, protowire.AppendString(id[:], each), is)
	}
	w.Write(")")
}

// ownHas looks for bytes in the packed column. Those of an id are not text, so they
// stand nowhere else.
func (w *queryWriter) ownHas(in tableAs, pair []byte, than string) {
	if w.Dialect == kernel.Postgres {
		w.Write("position(")
		w.Arg(pair)
		w.Write(`::bytea IN `, in.alias, `."custom")`, than)
		return
	}
	w.Write("instr(", in.alias, `."custom", `)
	w.Arg(pair)
	w.Write(")", than)
}

// ownOrder is a column of an order that the company has defined.
func (w *queryWriter) ownOrder(by Order) (ordered, error) {
	own, err := w.ownField(by.Field, strings.TrimPrefix(by.Field, kernel.CustomPrefix))
	if err != nil {
		return ordered{}, err
	}
	return ordered{column: w.ownColumn("t", own), field: ownColumnOf(own.Valued()), own: own, desc: by.Desc}, nil
}
