package kernel

import (
	"reflect"
	"unsafe"
)

// A reference in a command's arguments must lie within the author's scope. What
// the author may not see is missing, exactly like what does not exist, so that
// a forged id tells its sender nothing.

// permits is Sees without the time window: an old document is out of the
// replica, not out of reach.
func (v *Viewer) permits(row Row, leader func(*Schema, ID) Row) bool {
	if v == nil {
		return true
	}
	timeless := &Viewer{Tags: v.Tags}
	return timeless.Sees(row, leader)
}

// reach checks every reference in a struct of arguments.
func (tx *Tx) reach(p *Plan, base unsafe.Pointer) error {
	for _, f := range p.Fields {
		var err error
		switch {
		case f.Kind == KindID && f.ref != nil:
			err = tx.inScope(tx.Catalog.byType[f.ref], f.get(base))
		case f.Kind == KindStruct:
			err = tx.reach(f.elem, f.at(base))
		case f.Kind == KindList:
			err = tx.reachList(f, base)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) reachList(f *Field, base unsafe.Pointer) error {
	list := reflect.NewAt(f.goType, f.at(base)).Elem()
	for i := range list.Len() {
		item := list.Index(i).Addr().UnsafePointer()
		var err error
		switch {
		case f.elem != nil:
			err = tx.reach(f.elem, item)
		case f.item == KindID && f.ref != nil:
			err = tx.inScope(tx.Catalog.byType[f.ref], idValue(*(*ID)(item)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inScope refuses a reference that the author cannot have. A device that does
// not know lets it pass; the server knows.
func (tx *Tx) inScope(target *Schema, v Value) error {
	if target == nil || v.IsZero() {
		return nil
	}
	key := Key{target, v.ID()}
	tx.points[key] = true
	h := tx.load(key)
	switch {
	case h != nil && (h.before == nil || tx.author().permits(h.before, tx.leader)):
		return nil
	case h == nil && !tx.server && !tx.author().Total(target):
		return nil
	}
	return NotThere.With(Words("entity", target.Zh, target.En))
}

// author is the author's own sight, also while the transaction has full sight.
func (tx *Tx) author() *Viewer {
	if tx.Author.System {
		return nil
	}
	return tx.Author.Viewer
}
