package record

import (
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Begin is what a new row can begin with.
type Begin struct {
	Label string
	Texts map[string]string // canonical, by field
}

// beginsOf lists what a new row of an entity can begin with: a role with the template of
// a job, as far as the reader may hand out what it gives.
func beginsOf(r *view.Reader, entity string, id kernel.ID) (list []Begin) {
	if entity != org.Roles.Name() || !id.IsZero() {
		return nil
	}
	for _, t := range org.Templates() {
		if t.Offered(r.Tx) {
			list = append(list, Begin{view.Say(t.Zh, t.En), t.Texts(view.Lang())})
		}
	}
	return list
}
