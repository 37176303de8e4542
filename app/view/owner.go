package view

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// OwnerField is the seat that a row belongs to, of an entity whose rows do.
const OwnerField = "owner"

const ofSeat = OwnerField + ":" // the tags of that seat

// Owned tells whether an entity's rows belong to seats, as its scope says: a document that
// everybody in a warehouse sees is nobody's.
func Owned(c *kernel.Catalog, entity string) bool {
	s := c.Schema(entity)
	return s != nil && s.Field(OwnerField) != nil && slices.ContainsFunc(s.Scope, func(t kernel.Term) bool { return t.Prefix == ofSeat })
}

// SeesSeveral tells whether the reader sees rows of an entity that belong to other seats,
// as the entity's scope says: those of a department, those that are for all or for a
// role of his, or those of several seats that he holds.
func SeesSeveral(r *Reader, entity string) bool {
	s, v := r.Catalog.Schema(entity), r.Author.Viewer
	if s == nil || v == nil {
		return s != nil
	}
	for _, t := range s.Scope {
		switch {
		case t.Gate != "" && !v.Tags[t.Gate]:
		case t.Tag != "" && v.Tags[t.Tag], t.Prefix == "dept:" && tagged(v, t.Prefix, 1), t.Prefix == ofSeat && tagged(v, t.Prefix, 2):
			return true
		}
	}
	return false
}

// tagged tells whether a viewer holds as many tags with a prefix.
func tagged(v *kernel.Viewer, prefix string, least int) bool {
	for tag := range v.Tags {
		if strings.HasPrefix(tag, prefix) {
			least--
		}
	}
	return least <= 0
}

// Holder is how a seat is told everywhere: by who holds it and its own name, by one where
// both are the same or nobody holds it: 林晓燕 · 珠三角.
func Holder(r *Reader, seat kernel.Ref[org.Seat]) string {
	s, p := org.Seats.Get(r.Tx, seat)
	if p != kernel.Found {
		return ""
	}
	u, p := org.Users.Get(r.Tx, s.Holder)
	if p != kernel.Found || u.Name == s.Name {
		return s.Name
	}
	return Join(u.Name, s.Name)
}
