package view

import (
	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Hidden stands in place of what the reader does not see, where leaving it out would say
// that there is none.
var Hidden = i18n.Define("view.hidden", "看不到", "Not shown to you")

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

// SeesDebt tells whether the reader sees what partners owe and are owed: to others no
// balance and no open item is shown, which must not read as none.
func SeesDebt(r *Reader) bool {
	v := r.Author.Viewer
	return v == nil || v.Tags[kernel.Audience(org.SeesDebt).Tag]
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

// Shows tells whether the reader sees rows of an entity that are not his own seat's: all
// of them, those of others, or those that follow such rows.
func Shows(r *Reader, entity string) bool {
	s, v := r.Catalog.Schema(entity), r.Author.Viewer
	if s == nil || v == nil {
		return s != nil
	}
	if v.Whole(s) || SeesSeveral(r, entity) || !v.Certain(s) { // what may follow any row follows those that he sees
		return true
	}
	leader, _ := v.Led(s)
	return leader != nil && Shows(r, leader.Name)
}
