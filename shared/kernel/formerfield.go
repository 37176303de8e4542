package kernel

// A field that has become a setting of a module ("former" among its flags) stays where it
// was in the row: programs of before read it, and the log of their time is judged again
// with it. Nobody is shown it, and what names it means the field that came after it.

// FormerlyNamed tells what a former field of an entity is called today, "" where the
// company still has it: as a line of a log is judged again. The module that moved it
// sets this while packages initialise.
var FormerlyNamed func(tx *Tx, entity, field string) string

// calledNow is what a value of a new row is for, by today's names.
func (tx *Tx) calledNow(s *Schema, v FieldValue) FieldValue {
	if f, name := tx.former(s, v.Field); name != "" {
		return FieldValue{name, canonical(f, v.Value)}
	}
	return v
}

// changedNow is a change by today's names: programs of before and what waits in their
// outboxes name a former field, whose nothing was a figure like any other.
func (tx *Tx) changedNow(s *Schema, c Change) Change {
	if f, name := tx.former(s, c.Field); name != "" {
		return Change{name, canonical(f, c.Was), canonical(f, c.Becomes)}
	}
	return c
}

func (tx *Tx) former(s *Schema, field string) (*Field, string) {
	f := s.Field(field)
	if f == nil || !f.Former || FormerlyNamed == nil {
		return nil, ""
	}
	return f, FormerlyNamed(tx, s.Name, field)
}
