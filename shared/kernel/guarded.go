package kernel

// A field that gets an audience after rows were written with it goes on being written
// by the commands of its row, by those who hold the audience: what waits on devices,
// and whoever calls the API, knows it as a field of the row. A field that had its
// audience from the beginning is written by the companion's own edit only, which is a
// right of its own.

// Takes is the field that <entity>.add and <entity>.edit write under a name, with the
// schema that it belongs to: the row's own, or the companion that it has moved to.
// Both are nil for a name that the commands do not know.
func (s *Schema) Takes(name string) (*Schema, *Field) {
	if f := s.Field(name); f != nil {
		return s, f
	}
	for _, part := range s.Parts {
		if f := part.Field(name); f != nil && f.Sees != "" && s.catalog.Lock[s.Name+"#"+name] != 0 {
			return part, f
		}
	}
	return nil, nil
}

// writes is the schema of the row that a person writes a field of s into. To those who
// lack its audience a guarded field is not there.
func (tx *Tx) writes(s *Schema, field string) (*Schema, error) {
	at, _ := s.Takes(field)
	switch v := tx.Author.Viewer; {
	case at == nil || at == s: // a custom field, or none, which is refused where it is read
		return s, nil
	case tx.Author.System || v != nil && v.Tags[Audience(at.Sees).Tag]:
		return at, nil
	}
	return nil, NoField.With(Text("field", shortened(field)))
}

// allSaved runs the checks of a row, and of those companions that were written.
func (s *Schema) allSaved(tx *Tx, row Row) error {
	for _, part := range s.Parts {
		if h := tx.rows[Key{part, row.Base().ID}]; h != nil && (h.before == nil || h.dirty) {
			if err := part.saved(tx, h.row); err != nil {
				return err
			}
		}
	}
	return s.saved(tx, row)
}
