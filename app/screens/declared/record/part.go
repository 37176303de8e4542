package record

import (
	"heyi/app/ui/nav"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

// NewPartRoute opens the form of a new row of an entity that belongs to another row
// by a field: a contact of a customer.
func NewPartRoute(entity, field string, of kernel.ID) nav.Route {
	return newRoute(entity, model.Part{Field: field, Of: of})
}
