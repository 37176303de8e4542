package kernel

import (
	"encoding/binary"
	"slices"

	"github.com/cespare/xxhash/v2"
)

// Write is one row that a transaction changed.
type Write struct {
	Schema *Schema
	Before Row // nil for a new row
	After  Row
	Born   bool // the command made its id and nobody has asked whether it is taken
}

// Writes lists the rows that differ from the store, in the order of first touch.
func (tx *Tx) Writes() []Write {
	writes := make([]Write, 0, len(tx.touched))
	for _, h := range tx.touched {
		if h.before != nil && h.same() {
			continue
		}
		writes = append(writes, Write{h.schema, h.before, h.row, h.before == nil && !h.schema.Twin && tx.born[h.row.Base().ID] == h.schema})
	}
	return writes
}

func (h *held) same() bool {
	if h.shed {
		return false
	}
	for _, f := range h.schema.Fields {
		if h.sets.has(f) && f.Get(h.row) != f.Get(h.before) {
			return false
		}
	}
	for _, a := range h.adds {
		if a.delta != 0 {
			return false
		}
	}
	return true
}

// fieldSet is a set of fields of one plan, by position.
type fieldSet [2]uint64

func (s *fieldSet) put(f *Field)      { s[f.pos>>6] |= 1 << (f.pos & 63) }
func (s *fieldSet) has(f *Field) bool { return s[f.pos>>6]&(1<<(f.pos&63)) != 0 }

type fieldAdd struct {
	field *Field
	delta int64
}

func (h *held) set(f *Field) {
	h.sets.put(f)
	h.adds = slices.DeleteFunc(h.adds, func(a fieldAdd) bool { return a.field == f })
}

func (h *held) add(f *Field, delta int64) {
	if h.sets.has(f) {
		return
	}
	for i := range h.adds {
		if h.adds[i].field == f {
			h.adds[i].delta += delta
			return
		}
	}
	h.adds = append(h.adds, fieldAdd{f, delta})
}

// Reads lists what the transaction depends on: points and ranges.
func (tx *Tx) Reads() (points map[Key]bool, ranges map[RangeKey]bool) {
	return tx.points, tx.ranges
}

// Undo is the image that takes a prediction back: each row as it was, nil for
// rows to be taken out again.
type Undo struct {
	Schema *Schema
	ID     ID
	Before Row
}

// Undos lists the image of every write, last write first.
func (tx *Tx) Undos() []Undo {
	writes := tx.Writes()
	undos := make([]Undo, 0, len(writes))
	for i := len(writes) - 1; i >= 0; i-- {
		undos = append(undos, Undo{writes[i].Schema, writes[i].After.Base().ID, writes[i].Before})
	}
	return undos
}

// digest sums up what predict wrote: sets by their content, deltas as deltas.
// Device and server compare it to see whether they had the same effect. It is a
// sum of one hash per written field, so the order of writing does not matter.
// made is the part of it that the command's own rows have: the document its author
// wrote, without what it moved elsewhere.
func (tx *Tx) digest() (sum uint64, made Made) {
	var line []byte
	for _, h := range tx.touched {
		of := h.digest(&line)
		sum += of
		if h.made {
			made.All += of
		}
		if h.made && tx.isSeen(h.row) {
			made.Seen += of
		}
	}
	return sum + tx.blindDigest(line), made
}

// isSeen tells whether the viewer is shown a row as the command leaves it.
func (tx *Tx) isSeen(row Row) bool { return tx.viewer == nil || tx.viewer.Sees(row, tx.leader) }

func (h *held) digest(line *[]byte) (sum uint64) {
	id := h.row.Base().ID
	for _, f := range h.schema.Fields {
		if !f.Settled && !f.Aside && h.sets.has(f) {
			v := f.Get(h.row)
			if h.before == nil && v.IsZero() {
				continue // a newborn row has nothing there in any release
			}
			*line = effect((*line)[:0], h.schema, id, f, 's', v.Int, v.Str)
			sum += xxhash.Sum64(*line)
		}
	}
	for _, a := range h.adds {
		if a.delta != 0 && !a.field.Settled {
			*line = effect((*line)[:0], h.schema, id, a.field, 'd', a.delta, "")
			sum += xxhash.Sum64(*line)
		}
	}
	return sum
}

func (tx *Tx) blindDigest(line []byte) (sum uint64) {
	type target struct {
		Key
		f *Field
	}
	deltas := map[target]int64{}
	for _, b := range tx.blind {
		deltas[target{Key{b.schema, b.id}, b.field}] += b.delta
	}
	for t, delta := range deltas {
		if delta != 0 {
			line = effect(line[:0], t.Schema, t.ID, t.f, 'd', delta, "")
			sum += xxhash.Sum64(line)
		}
	}
	return sum
}

func effect(b []byte, s *Schema, id ID, f *Field, kind byte, n int64, text string) []byte {
	b = binary.BigEndian.AppendUint32(b, s.Number)
	b = append(b, id[:]...)
	b = binary.BigEndian.AppendUint32(b, f.Number)
	b = append(b, kind)
	b = binary.BigEndian.AppendUint64(b, uint64(n))
	return append(b, text...)
}
