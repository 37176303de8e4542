package kernel

// Make writes a new row as the entity's own add command would, for commands that make
// rows of a master on the way: defaults for what is left empty, the row, a companion for
// each audience with the guarded fields that the row holds, and the checks of OnSave.
// The id is as with [Entity.Insert]. What a user may add by himself he may still be
// refused here; nothing is asked for a right to the entity's own command.
func Make[T any](tx *Tx, e *Entity[T], row *T, natural ...any) (*T, error) {
	s, r := e.In(tx.Catalog), any(row).(Row)
	given := s.New()
	for _, part := range s.Parts {
		for _, f := range part.own() {
			f.Put(given, f.Get(r))
			f.Put(r, Value{Kind: f.Kind})
		}
	}
	for _, f := range s.Fields {
		if !f.Default.IsZero() && f.Get(r).IsZero() {
			f.Put(r, f.Default)
		}
	}
	e.Insert(tx, row, natural...)
	for _, part := range s.Parts {
		if tx.lacks(part) {
			continue
		}
		tx.companion(part, r)
		beside := tx.rows[Key{part, r.Base().ID}].row
		for _, f := range part.own() {
			if v := f.Get(given); !v.IsZero() {
				tx.SetField(beside, f, v)
			}
		}
	}
	return row, s.allSaved(tx, r)
}

// own are the fields that a companion does not share with every row.
func (s *Schema) own() (fields []*Field) {
	for _, f := range s.Fields {
		if s.Main.Field(f.Name) == nil {
			fields = append(fields, f)
		}
	}
	return fields
}
