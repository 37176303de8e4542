package store

import (
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// memoryRows bounds what the writer keeps in memory, in rows. It holds what a
// thousand pending commands have read and written, so that running them again
// asks the file for nothing.
const memoryRows = 1 << 15

// beneath is the file as the writer's memory sees it: with what the transaction
// under way has gathered and not written yet.
type beneath struct{ s *Store }

func (b beneath) Get(s *kernel.Schema, id kernel.ID) kernel.Row {
	if w := b.s.writing; w != nil {
		return w.find(s, id)
	}
	return b.s.rows.Get(s, id)
}

func (b beneath) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	if w := b.s.writing; w != nil {
		fail(w.flush(ix.Schema))
	}
	return b.s.rows.Range(ix, key)
}

// reader is what rows are read from: memory, which is exact because every write
// goes through it, or the file during a first load, which reads nothing twice.
func (s *Store) reader() kernel.Reader {
	if s.bare {
		return beneath{s}
	}
	return s.memory
}

// remember tells the memory what a row becomes, nil when it goes, and returns
// what it was; known is false where the memory has no part.
func (w *writer) remember(s *kernel.Schema, id kernel.ID, row kernel.Row) (was kernel.Row, known bool) {
	if w.s.bare {
		return nil, false
	}
	was = w.s.memory.Get(s, id)
	if was != nil || row != nil {
		w.change[0] = kernel.Write{Schema: s, Before: was, After: row}
		w.s.memory.Commit(w.change[:])
	}
	return was, true
}

func newMemory(s *Store) *rowstore.Cache { return rowstore.NewCache(beneath{s}, memoryRows) }
