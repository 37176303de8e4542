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
		case f.Kind == KindID && f.RefBy != "":
			err = tx.reachNamed(p, f, base)
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

// reachNamed checks a plain id whose entity another argument names. Nobody is
// refused for a loose one: what it belongs to has happened, whatever it was for. Its
// command asks [Tx.Reaches] before it makes anything of it.
func (tx *Tx) reachNamed(p *Plan, f *Field, base unsafe.Pointer) error {
	v := f.get(base)
	if v.IsZero() || f.Loose || tx.Reaches(p.Field(f.RefBy).get(base).Str, v.ID()) {
		return nil
	}
	if target := tx.Catalog.byName[p.Field(f.RefBy).get(base).Str]; target != nil {
		return NotThere.With(Words("entity", target.Zh, target.En))
	}
	return NotThere.With(Words("entity", "单据", "Document"))
}

// Reaches tells whether the author may know of a row, as far as is known here.
func (tx *Tx) Reaches(entity string, id ID) bool {
	target := tx.Catalog.byName[entity]
	return target != nil && tx.inScope(target, idValue(id)) == nil
}

// reachRow checks the row that a plain command is about, whatever its verb. The
// fields guarded for an audience are out of reach with the row that they belong to.
func (tx *Tx) reachRow(spec *CommandSpec, args Command) error {
	s := spec.Schema
	if s == nil {
		return nil
	}
	about := spec.Plan.Field("row")
	if about == nil {
		return nil // it makes one
	}
	row := about.get(pointerTo(args))
	if s.Main != nil {
		if err := tx.inScope(s.Main, row); err != nil {
			return err
		}
	}
	return tx.inScope(s, row)
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
