package rowstore

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"

	"heyi/shared/kernel"
)

// ordered is one column of an order, resolved.
type ordered struct {
	column string
	field  *kernel.Field
	own    *kernel.CustomField // that the company has defined; nil for a declared one
	name   bool                // ordered by kernel.SortKey
	desc   bool
}

func (o ordered) direction() string {
	if o.desc {
		return " DESC"
	}
	return ""
}

// value is what the row holds in the column.
func (o ordered) value(row kernel.Row) kernel.Value {
	if o.own != nil {
		return o.own.In(row.Base().Custom)
	}
	v := o.field.Get(row)
	if o.name {
		v.Str = kernel.SortKey(v.Str)
	}
	return v
}

// order resolves the columns of an order and ends it with the id.
func (w *queryWriter) order(q Query) ([]ordered, error) {
	if len(q.Sort) > maxSort {
		return nil, TooBroad.With()
	}
	schema := w.table.schema
	var list []ordered
	last := false
	for _, by := range q.Sort {
		if strings.HasPrefix(by.Field, kernel.CustomPrefix) {
			o, err := w.ownOrder(by)
			if err != nil {
				return nil, err
			}
			list, last = append(list, o), by.Desc
			continue
		}
		f := schema.Field(by.Field)
		if f == nil || f.Kind == kernel.KindCustom || f.Kind == kernel.KindBytes || f.Kind == kernel.KindFile {
			return nil, NoSuchField.With(kernel.Text("field", by.Field))
		}
		o := ordered{column: "t." + kernel.Quote(f.Name), field: f, desc: by.Desc}
		if f == schema.SortField() {
			o.name, o.column = true, "t."+kernel.Quote(kernel.SortColumn)
		}
		list = append(list, o)
		if last = by.Desc; f.Name == "id" {
			return list, nil
		}
	}
	return append(list, ordered{column: `t."id"`, field: schema.Field("id"), desc: last}), nil
}

// cursorOf marks the place after a row: the values of its order, so rows that
// come or go meanwhile shift nothing.
func cursorOf(row kernel.Row, order []ordered) string {
	var b []byte
	for _, o := range order {
		v := o.value(row)
		b = protowire.AppendVarint(b, protowire.EncodeZigZag(v.Int))
		b = protowire.AppendString(b, v.Str)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(text string, order []ordered) ([]kernel.Value, error) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, BadCursor.With()
	}
	values := make([]kernel.Value, len(order))
	for i, o := range order {
		raw, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return nil, BadCursor.With()
		}
		str, m := protowire.ConsumeString(b[n:])
		if m < 0 {
			return nil, BadCursor.With()
		}
		values[i] = kernel.Value{Kind: o.field.Kind, Int: protowire.DecodeZigZag(raw), Str: str}
		if !storable(values[i]) {
			return nil, BadCursor.With()
		}
		b = b[n+m:]
	}
	if len(b) > 0 {
		return nil, BadCursor.With()
	}
	return values, nil
}

// storable tells whether a value could stand in a column: PostgreSQL errs on
// text that is none.
func storable(v kernel.Value) bool {
	if v.Kind == kernel.KindID {
		return true
	}
	return utf8.ValidString(v.Str) && !strings.ContainsRune(v.Str, 0)
}

// after writes the condition for rows behind the cursor. Each column's bound
// stands for itself too, so an index on it can be entered at the right place.
func (w *queryWriter) after(cursor string, order []ordered) error {
	values, err := readCursor(cursor, order)
	if err != nil {
		return err
	}
	for i, o := range order {
		than := " > "
		if o.desc {
			than = " < "
		}
		w.Write(" AND ")
		if i == len(order)-1 {
			w.Write(o.column, than)
			w.Arg(kernel.ColumnOf(values[i]))
			break
		}
		w.Write(o.column, than[:2], "= ")
		w.Arg(kernel.ColumnOf(values[i]))
		w.Write(" AND (", o.column, than)
		w.Arg(kernel.ColumnOf(values[i]))
		w.Write(" OR (1 = 1")
	}
	for range len(order) - 1 {
		w.Write("))")
	}
	return nil
}
