package kernel

import "fmt"

// Born is the id of a row born in this command with the natural key, the same on
// every side and on every run.
func (e *Entity[T]) Born(tx *Tx, natural ...any) Ref[T] {
	return Ref[T](bornID(tx.Call.ID, e.decl.name, natural))
}

// Insert writes a new row. Without an id it gets the one born of the natural
// key. Where the id is taken the command ends, refused.
func (e *Entity[T]) Insert(tx *Tx, row *T, natural ...any) *T {
	r := any(row).(Row)
	s := e.In(tx.Catalog)
	made := r.Base().ID.IsZero()
	if made {
		r.Base().ID = e.Born(tx, natural...).ID()
		tx.mustBeNew(Key{s, r.Base().ID})
	}
	tx.insert(s, r).made = made || tx.madeWith(s, r.Base().ID)
	return row
}

// madeWith tells whether a row is the guarded part of one that the command made: its
// author was shown both.
func (tx *Tx) madeWith(s *Schema, id ID) bool {
	if s.Main == nil {
		return false
	}
	main := tx.rows[Key{s.Main, id}]
	return main != nil && main.made
}

// Careful makes the transaction ask the store for every row it gives birth to. Its
// reader must do so afterwards otherwise, see [Write.Born]: a command's id is a
// claim, and one can be made up for which a row is born with an id that is taken.
func (tx *Tx) Careful() { tx.careful = true }

// mustBeNew spares the server a look into the store for every newborn row.
func (tx *Tx) mustBeNew(key Key) {
	if _, known := tx.rows[key]; !known && tx.server && !tx.careful {
		tx.rows[key] = nil
		tx.born[key.ID] = key.Schema
	}
}

// isNew tells whether a key is of a row born in this command, or of a twin of one.
func (tx *Tx) isNew(key Key) bool {
	born := tx.born[key.ID]
	return born != nil && (born == key.Schema || born == key.Schema.Main || key.Schema.Twin && key.Schema.Main == nil)
}

// newborn tells whether a key names a row born in this command, so that the
// store has nothing under it.
func (tx *Tx) newborn(ix *Index, key []Value) bool {
	for i, v := range key {
		if v.Kind != KindID || tx.born[v.ID()] == nil {
			continue
		}
		if target := ix.Schema.Target(ix.Fields[i]); target == nil || target == tx.born[v.ID()] {
			return true
		}
	}
	return false
}

func (tx *Tx) insert(s *Schema, row Row) *held {
	key := Key{s, row.Base().ID}
	if h := tx.load(key); h != nil {
		tx.occupied(h)
	}
	row.Base().schema = s
	h := &held{schema: s, row: row, seen: true, dirty: true}
	for _, f := range s.Fields {
		if f.Settled && !tx.settling && !f.Get(row).IsZero() {
			panic(fmt.Sprintf("kernel: %s.%s is settled, predict may not write it", s.Name, f.Name))
		}
		h.sets.put(f)
	}
	tx.rows[key] = h
	tx.touched = append(tx.touched, h)
	return h
}

// occupied ends a command that gives birth to a row that is there. Within one
// command only a wrong natural key does so; otherwise the command's id was made up
// for it.
func (tx *Tx) occupied(h *held) {
	if h.before == nil {
		panic(fmt.Sprintf("kernel: %s %s is born twice", h.schema.Name, h.row.Base().ID))
	}
	panic(taken{Forged.With()})
}

// taken carries a refusal out of a command's code, which has no way to return it.
type taken struct{ refusal *Refusal }

func caught(err *error) {
	switch p := recover().(type) {
	case nil:
	case taken:
		*err = p.refusal
	default:
		panic(p)
	}
}
