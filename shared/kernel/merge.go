package kernel

import (
	"reflect"
	"unsafe"
)

// What was entered twice is merged: the row that goes is retired and points to the
// one that stays. Whoever names it afterwards means the one that stays, also in work
// that was written before he knew.

// Merging is the way of an entity's rows into each other.
type Merging[T any] struct {
	entity *declaration
	offset uintptr
}

// Merges declares the field that says of a row into which other it was merged. Every
// reference to such a row in the arguments of a command is read as one to the row
// that stays, except where the argument means the row itself (is:"itself").
func Merges[T any](e *Entity[T], into func(*T) *Ref[T]) Merging[T] {
	m := Merging[T]{e.decl, offsetsOf(into, nil)[0]}
	e.decl.merges, e.decl.mergesAt = true, m.offset
	return m
}

// Survivor is the row that stands for one that may have been merged: itself, or the
// last of those that it was merged into.
func (m Merging[T]) Survivor(tx *Tx, ref Ref[T]) Ref[T] {
	return Ref[T](tx.survivor(tx.Catalog.byOrder[m.entity.order], ID(ref)))
}

// Into retires a row and makes it point to the one that stays, with entries in its
// trail. A row that is merged already stays as it is.
func (m Merging[T]) Into(tx *Tx, gone, keep *T) error {
	row := any(gone).(Row)
	f := row.Base().schema.Plan.byOffset[m.offset]
	if !f.Get(row).IsZero() {
		return nil
	}
	becomes := Of(any(keep).(Row).Base().ID)
	tx.SetField(row, f, becomes)
	if err := OnEdited.Emit(tx, Edited{Row: row, Field: f.Name, Becomes: becomes.String()}); err != nil {
		return err
	}
	if row.Base().Retired {
		return nil
	}
	return tx.mark(row, "retired", true)
}

// Carried declares that what the index's rows say of what they hold is carried over
// when that is merged: open ones are no work that has to be finished first.
func (m Many[T, K]) Carried() Many[T, K] {
	m.index.carried = true
	return m
}

// OpenHolders lists the documents that hold a row and wait for something, as far as
// the author may see them, and counts the others.
func (tx *Tx) OpenHolders(row Row) (open []Row, hidden int) {
	for _, ix := range row.Base().schema.HeldBy {
		if ix.Carried || ix.Schema.Bucket.states == nil {
			continue
		}
		rows, _ := tx.rangeOf(ix, []Value{Of(row.Base().ID)})
		for _, r := range rows {
			switch {
			case !IsOpen(r):
			case tx.author().permits(r, tx.leader):
				open = append(open, r)
			default:
				hidden++
			}
		}
	}
	return open, hidden
}

// Followed is a reference in a command that was read as another, because the row that
// it names had been merged.
type Followed struct {
	Schema    *Schema
	From, To  ID
	WrittenAs string // the argument
}

// Followed lists the references of the command that were read as others.
func (tx *Tx) Followed() []Followed { return tx.followed }

// MergedInto is the row that a row was merged into, zero for one that stands by
// itself.
func MergedInto(row Row) ID {
	if s := row.Base().schema; s.decl.merges {
		return s.mergedInto().Get(row).ID()
	}
	return ID{}
}

// MergedBy is the field that says of a row into which other it was merged, nil where
// rows are not merged.
func (s *Schema) MergedBy() *Field {
	if !s.decl.merges {
		return nil
	}
	return s.mergedInto()
}

func (s *Schema) mergedInto() *Field { return s.Plan.byOffset[s.decl.mergesAt] }

// survivor follows a row to the one that stands for it. It does not ask who may see
// the rows between: that a command is about the one that stays is no secret to who
// could name the one that went.
func (tx *Tx) survivor(s *Schema, id ID) ID {
	if s == nil || !s.decl.merges {
		return id
	}
	for !id.IsZero() {
		key := Key{s, id}
		tx.points[key] = true
		h := tx.load(key)
		if h == nil || MergedInto(h.row).IsZero() {
			break
		}
		id = MergedInto(h.row)
	}
	return id
}

// follow reads the references of a struct of arguments as the rows that stand for
// them. Their author has been found to reach what he named.
func (tx *Tx) follow(p *Plan, base unsafe.Pointer) {
	for _, f := range p.Fields {
		switch {
		case f.Itself:
		case f.Kind == KindID && f.ref != nil:
			tx.followOne(f, (*ID)(f.at(base)))
		case f.Kind == KindStruct:
			tx.follow(f.elem, f.at(base))
		case f.Kind == KindList && (f.elem != nil || f.ref != nil):
			list := reflect.NewAt(f.goType, f.at(base)).Elem()
			for i := range list.Len() {
				item := list.Index(i).Addr().UnsafePointer()
				if f.elem != nil {
					tx.follow(f.elem, item)
				} else {
					tx.followOne(f, (*ID)(item))
				}
			}
		}
	}
}

func (tx *Tx) followOne(f *Field, id *ID) {
	s := tx.Catalog.byType[f.ref]
	stands := tx.survivor(s, *id)
	if stands == *id {
		return
	}
	tx.followed = append(tx.followed, Followed{Schema: s, From: *id, To: stands, WrittenAs: f.Name})
	*id = stands
}

// Standing is the row of a store that stands for one that may have been merged.
func Standing(r Reader, row Row) Row {
	for !MergedInto(row).IsZero() {
		next := r.Get(row.Base().schema, MergedInto(row))
		if next == nil {
			break
		}
		row = next
	}
	return row
}
