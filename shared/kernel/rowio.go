package kernel

import (
	"bytes"
	"fmt"
	"unsafe"
)

// Rows travel between Go structs and SQL columns by the plan. A scanner's
// destinations are made once and pointed at each row in turn, so a row costs one
// allocation beyond what the driver makes.

// RowScanner reads rows of one schema out of columns in the order of its fields,
// followed by more. It is not safe for several goroutines.
type RowScanner struct {
	schema *Schema
	cells  []cell
	dests  []any
}

// cell is the destination of one column. It takes what the driver hands over
// without the copy that database/sql makes for other destinations.
type cell struct {
	field *Field // nil for more
	base  unsafe.Pointer
	more  uintptr // offset of Record.unknown
}

// NewRowScanner prepares to read rows of the schema.
func NewRowScanner(s *Schema) *RowScanner {
	r := &RowScanner{schema: s, cells: make([]cell, len(s.Fields)+1), dests: make([]any, len(s.Fields)+1)}
	for i, f := range s.Fields {
		r.cells[i].field = f
	}
	for i := range r.cells {
		r.cells[i].more = s.unknown
		r.dests[i] = &r.cells[i]
	}
	return r
}

// Scan reads one row with the Scan method of sql.Row or sql.Rows.
func (r *RowScanner) Scan(scan func(dest ...any) error) (Row, error) {
	row := r.schema.New()
	base := addressOf(row)
	for i := range r.cells {
		r.cells[i].base = base
	}
	if err := scan(r.dests...); err != nil {
		return nil, err
	}
	return row, nil
}

// Scan implements sql.Scanner.
func (c *cell) Scan(src any) error {
	f := c.field
	if f == nil {
		return c.scanMore(src)
	}
	p := f.at(c.base)
	switch v := src.(type) {
	case int64:
		switch {
		case f.Kind == KindBool:
			*(*bool)(p) = v != 0
			return nil
		case f.Kind.number():
			*(*int64)(p) = v
			return nil
		}
	case string:
		if f.Kind == KindText || f.Kind == KindState || f.Kind == KindChoice || f.Kind == KindFile {
			*(*string)(p) = v
			return nil
		}
	case []byte:
		switch {
		case f.Kind == KindID && (len(v) == len(ID{}) || len(v) == 0):
			copy((*ID)(p)[:], v)
			return nil
		case f.Kind == KindCustom || f.Kind == KindBytes:
			if len(v) > 0 {
				*(*[]byte)(p) = bytes.Clone(v) // the driver's memory
			}
			return nil
		}
	}
	return fmt.Errorf("%w: column %s holds a %T", ErrCodec, f.Name, src)
}

func (c *cell) scanMore(src any) error {
	raw, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("%w: column %s holds a %T", ErrCodec, MoreColumn, src)
	}
	if len(raw) > 0 {
		*(*unknownFields)(unsafe.Add(c.base, c.more)) = bytes.Clone(raw)
	}
	return nil
}

// RowBinder turns rows of one schema into arguments of statements. It is not
// safe for several goroutines.
type RowBinder struct {
	schema *Schema
	search []*Field
	sort   *Field
	texts  []string
}

// NewRowBinder prepares to write rows of the schema.
func NewRowBinder(s *Schema) *RowBinder {
	search := s.SearchFields()
	return &RowBinder{schema: s, search: search, sort: s.SortField(), texts: make([]string, len(search))}
}

// Append appends what the row's columns hold, in the order of
// [Dialect.Columns]. Byte columns refer to the row's memory.
func (b *RowBinder) Append(dst []any, row Row) []any {
	base := addressOf(row)
	for _, f := range b.schema.Fields {
		dst = append(dst, f.column(base))
	}
	if more := row.Base().unknown; len(more) > 0 {
		dst = append(dst, []byte(more))
	} else {
		dst = append(dst, none)
	}
	if len(b.search) == 0 {
		return dst
	}
	for i, f := range b.search {
		b.texts[i] = *(*string)(f.at(base))
	}
	dst = append(dst, FindKey(row.Base().Custom.words(b.texts)...))
	if b.sort != nil {
		dst = append(dst, SortKey(*(*string)(b.sort.at(base))))
	}
	return dst
}

// none is the empty content of a byte column; a nil slice would be NULL.
var none any = []byte{}

func (f *Field) column(base unsafe.Pointer) any {
	p := f.at(base)
	switch {
	case f.Kind == KindBool:
		return b2i(*(*bool)(p))
	case f.Kind.number():
		return *(*int64)(p)
	case f.Kind == KindID:
		if id := (*ID)(p); !id.IsZero() {
			return id[:]
		}
		return none
	case f.Kind == KindCustom || f.Kind == KindBytes:
		if b := *(*[]byte)(p); len(b) > 0 {
			return b
		}
		return none
	}
	return *(*string)(p)
}

// ColumnOf is a value as an argument of a statement.
func ColumnOf(v Value) any {
	switch {
	case v.Kind == KindBool || v.Kind.number():
		return v.Int
	case v.Kind == KindID || v.Kind == KindCustom || v.Kind == KindBytes:
		return []byte(v.Str)
	}
	return v.Str
}

// Absorb moves what a row keeps of newer releases into the fields that this
// release has learnt since the row was stored. It tells whether anything moved.
func Absorb(row Row) (bool, error) {
	b := row.Base()
	raw := b.unknown
	if len(raw) == 0 {
		return false, nil
	}
	b.unknown = nil
	if err := b.schema.Plan.decode(raw, addressOf(row)); err != nil {
		b.unknown = raw
		return false, err
	}
	return len(b.unknown) < len(raw), nil
}
