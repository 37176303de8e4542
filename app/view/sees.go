package view

import "heyi/shared/kernel"

// Sees tells whether the reader may see a field, as its declaration says: a guarded
// field is for its audience only. A field that does not exist is seen by nobody.
func Sees(r *Reader, entity, field string) bool {
	s := r.Catalog.Schema(entity)
	if s == nil {
		return false
	}
	if guard := guardOf(s, field); guard != nil {
		v := r.Author.Viewer
		return v == nil || v.Tags[kernel.Audience(guard.Sees).Tag]
	}
	return s.Field(field) != nil
}

// guardOf is the companion that holds a guarded field, nil for one that everybody
// sees who sees the row.
func guardOf(s *kernel.Schema, field string) *kernel.Schema {
	if s.Field(field) != nil {
		return nil
	}
	for _, part := range s.Parts {
		if part.Field(field) != nil {
			return part
		}
	}
	return nil
}
