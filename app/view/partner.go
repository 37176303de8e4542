package view

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
	"heyi/shared/tools/habit"
)

// PartnerKind is which business partners a picker offers: it makes those that it would
// find.
type PartnerKind string

// The kinds, by the field that says so.
const (
	WhoBuys     PartnerKind = "is_customer"
	WhoSupplies PartnerKind = "is_supplier"
)

// Only narrows a list of partners down to the kind.
func (k PartnerKind) Only() rowstore.Filter { return rowstore.Is(string(k), rowstore.Eq, true) }

// Make makes a partner of the kind. One of just this name that the person sees, and that
// was of the other kind alone, becomes both: it is the same company.
func (k PartnerKind) Make(d *Desk, name string) (id kernel.ID, err error) {
	err = d.Read(func(r *Reader) error {
		same, _ := party.ByNameKey.Of(r.Tx, habit.NameKey(name))
		for _, p := range same {
			if p.Name == name && !p.Removed && !p.Retired && p.MergedInto.IsZero() {
				id = p.ID
			}
		}
		return nil
	})
	if err != nil {
		return id, err
	}
	if !id.IsZero() {
		return id, d.Edit(party.Parties.Name(), id, []kernel.Change{{Field: string(k), Was: "false", Becomes: "true"}})
	}
	return d.Add(party.Parties.Name(), "name", name, string(k), "true")
}
