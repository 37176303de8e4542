package kernel

// Whole is a copy of a row with the guarded fields that can be read of it: zero
// where get finds no companion, because the reader may not see it.
func (e *Entity[T]) Whole(get func(*Schema, ID) Row, row *T) *T {
	from := any(row).(Row)
	s := from.Base().schema
	to := s.clone(from)
	for _, part := range s.Parts {
		companion := get(part, from.Base().ID)
		if companion == nil {
			continue
		}
		for _, f := range part.Fields {
			if f.Sees != "" {
				f.set(addressOf(to), f.get(addressOf(companion)))
			}
		}
	}
	return any(to).(*T)
}

// Held reads a row as the transaction's author sees it, nil when he does not: the
// argument of [Entity.Whole].
func (tx *Tx) Held(s *Schema, id ID) Row {
	if row, p := tx.get(s, id); p == Found {
		return row
	}
	return nil
}
