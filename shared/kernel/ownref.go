package kernel

import "bytes"

// A field of the company's own may name a row of another entity. Its text is the id of
// that row, looked at like every reference: its author has to see it, a row that was
// merged into another stands for that one, what it names cannot be removed, and comes
// back if it was.

// OwnReference says that a row has come to name another one in a field of the company's
// own, or none any more: then To is zero.
type OwnReference struct {
	Row   Row
	Field CustomField
	To    ID
}

// OnOwnReference is emitted at the end of a settlement, so that a module keeps by key who
// names whom.
var OnOwnReference = NewEvent[OwnReference]("kernel.own_reference")

// NamedBy lists the rows that name one in a field of the company's own. The module that
// keeps them sets it.
var NamedBy func(tx *Tx, id ID) []Key

// standing is the row that a field of the company's own is to name, by canonical text.
func (cf *CustomField) standing(tx *Tx, content string) (string, error) {
	target := tx.Catalog.Schema(cf.Target)
	id, err := ParseID(content)
	if target == nil || err != nil || id.IsZero() {
		return content, err
	}
	if err := tx.inScope(target, Of(id)); err != nil {
		return "", err
	}
	if stands := tx.survivor(target, id); stands != id {
		tx.followed = append(tx.followed, Followed{Schema: target, From: id, To: stands, WrittenAs: CustomPrefix + cf.ID.String()})
		id = stands
	}
	return id.String(), nil
}

// ownReferences tells of the references that rows have won and lost.
func (tx *Tx) ownReferences() error {
	if CustomFieldOf == nil {
		return nil
	}
	for i := 0; i < len(tx.touched); i++ { // more may come
		h := tx.touched[i]
		var was Custom
		if h.before != nil {
			was = h.before.Base().Custom
		}
		is := h.row.Base().Custom
		if bytes.Equal(was, is) {
			continue
		}
		for _, v := range append(is.Values(), was.Values()...) {
			if is.Get(v.Field) == was.Get(v.Field) {
				continue
			}
			cf, p := CustomFieldOf(tx, v.Field)
			if p != Found || cf.Kind != KindID {
				continue
			}
			if err := tx.ownReference(h.row, cf); err != nil {
				return err
			}
		}
	}
	return nil
}

// ownReference tells of one, and brings back what it names if that was removed.
func (tx *Tx) ownReference(row Row, cf CustomField) error {
	to, err := ParseID(row.Base().Custom.Get(cf.ID))
	if err != nil {
		return nil // of a fact that was written as it is
	}
	if target := tx.Catalog.Schema(cf.Target); target != nil && !to.IsZero() {
		if h := tx.load(Key{target, to}); h != nil && h.row.Base().Removed {
			if err := tx.mark(h.row, "removed", false); err != nil {
				return err
			}
		}
	}
	return OnOwnReference.Emit(tx, OwnReference{Row: row, Field: cf, To: to})
}

// namedBy adds the rows that name one in fields of the company's own to those that hold
// it, by their entities in the order in which they are found.
func (tx *Tx) namedBy(id ID, add func(s *Schema, seen bool)) {
	if NamedBy == nil {
		return
	}
	for _, key := range NamedBy(tx, id) {
		if key.Schema == nil {
			continue
		}
		if h := tx.load(key); h != nil && !h.row.Base().Removed {
			add(key.Schema, tx.author().permits(h.row, tx.leader))
		}
	}
}
