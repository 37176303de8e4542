package kernel

// A field that gets an audience moves from its row into the companion. Files of
// earlier releases have it in the main table still: the store folds the column away
// among the row's unknown fields, under the number that it had, and the companion's
// upgrade step takes it from there.

// moved is the plan of the guarded fields that once stood in the main row, with the
// numbers that they had there; nil when there are none.
func (s *Schema) moved() *Plan {
	if s.Main == nil {
		return nil
	}
	number := func(f *Field) uint32 { return s.catalog.Lock[s.Main.Name+"#"+f.Name] }
	p := s.Plan.subset(s.Name, func(f *Field) bool { return f.Sees != "" && number(f) != 0 })
	if len(p.Fields) == 0 {
		return nil
	}
	for _, f := range p.Fields {
		f.Number = number(f)
	}
	p.reindex()
	return p
}

// Moved lists the guarded fields that a table of an earlier release may still have
// as columns of its own.
func (s *Schema) Moved() (fields []*Field) {
	for _, part := range s.Parts {
		if p := part.moved(); p != nil {
			fields = append(fields, p.Fields...)
		}
	}
	return fields
}

// TakesMoved tells whether a companion has fields that its row may keep still.
func (s *Schema) TakesMoved() bool { return s.moved() != nil }

// FoldAway keeps the value of a column that has become a guarded field among the
// unknown fields of its row.
func FoldAway(row Row, moved *Field, v Value) {
	scratch := row.Base().schema.decl.newRow()
	moved.set(addressOf(scratch), v)
	b := row.Base()
	b.unknown = moved.append(append(unknownFields(nil), b.unknown...), addressOf(scratch))
}

// takeMoved moves what a main row keeps of the companion's fields into the companion
// and tells whether there was anything.
func (tx *Tx) takeMoved(part *Schema, row Row) bool {
	p := part.moved()
	if p == nil || !holdsMoved(p, row) {
		return false
	}
	main := tx.rows[Key{row.Base().schema, row.Base().ID}]
	companion := tx.rows[Key{part, row.Base().ID}]
	scratch := part.New()
	if err := p.decode(row.Base().unknown, addressOf(scratch)); err != nil {
		return false
	}
	for _, f := range p.Fields {
		if v := f.Get(scratch); !v.IsZero() {
			tx.SetField(companion.row, part.Field(f.Name), v)
		}
	}
	row.Base().unknown = scratch.Base().unknown
	if !main.dirty {
		main.dirty = true
		tx.touched = append(tx.touched, main)
	}
	main.shed = true
	return true
}

// holdsMoved tells whether a row keeps fields of the plan.
func holdsMoved(p *Plan, row Row) bool {
	raw := row.Base().unknown
	if len(raw) == 0 {
		return false
	}
	scratch := row.Base().schema.decl.newRow()
	return p.decode(raw, addressOf(scratch)) == nil && len(scratch.Base().unknown) < len(raw)
}

// ValueOfColumn is what a driver read from a column of a field's kind; see [ColumnOf].
func ValueOfColumn(k Kind, content any) Value {
	v := Value{Kind: k}
	switch c := content.(type) {
	case int64:
		v.Int = c
	case string:
		v.Str = c
	case []byte:
		v.Str = string(c)
	}
	return v
}
