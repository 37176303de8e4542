package store

import (
	"bytes"
	"errors"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// writer is a transaction. It implements [replica.Writer]. Rows are gathered by
// entity and written in multi-row statements when the transaction ends or when
// an index of the entity is read; reads by id look at what was gathered first.
type writer struct {
	s       *Store
	buffers map[*kernel.Schema]*buffer
	order   []*kernel.Schema // of first write, so that equal patches write equal files
	change  [1]kernel.Write

	left, right []byte // memory for comparing
}

// buffer is what a transaction has not written of one entity yet.
type buffer struct {
	rows map[kernel.ID]gathered
	ids  []kernel.ID  // in the order of first write
	load []kernel.Row // of a first load, which nobody reads; not among rows
}

// gathered is what a row becomes, and what the file has of it as far as that is
// known.
type gathered struct {
	row, was kernel.Row // row is nil: deleted
	known    bool       // was is what the file has, nil for nothing
}

// fail carries an error through the replica's code to Update.
func fail(err error) {
	if err != nil {
		panic(kernel.StoreError{Err: err})
	}
}

func (w *writer) gather(s *kernel.Schema, id kernel.ID, row kernel.Row) {
	b := w.buffers[s]
	if b == nil {
		b = &buffer{rows: map[kernel.ID]gathered{}}
		w.buffers[s] = b
		w.order = append(w.order, s)
	}
	if w.s.bare && row != nil {
		if b.load = append(b.load, row); len(b.load) >= loadRows {
			fail(w.flushLoad(b))
		}
		return
	}
	fail(w.flushLoad(b))
	was, known := w.remember(s, id, row)
	g, again := b.rows[id]
	if !again {
		b.ids = append(b.ids, id)
		g = gathered{was: was, known: known}
	}
	g.row = row
	b.rows[id] = g
}

func (w *writer) Put(row kernel.Row) { w.gather(row.Base().Schema(), row.Base().ID, row) }

func (w *writer) Delete(s *kernel.Schema, id kernel.ID) { w.gather(s, id, nil) }

func (w *writer) Get(s *kernel.Schema, id kernel.ID) kernel.Row { return w.s.reader().Get(s, id) }

// find looks at what was gathered, then into the file.
func (w *writer) find(s *kernel.Schema, id kernel.ID) kernel.Row {
	if b := w.buffers[s]; b != nil {
		fail(w.flushLoad(b))
		if g, ok := b.rows[id]; ok {
			return g.row
		}
	}
	return w.s.rows.Get(s, id)
}

func (w *writer) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	fail(w.dress())
	return w.s.reader().Range(ix, key)
}

func (w *writer) Scan(s *kernel.Schema, visit func(kernel.Row) error) error {
	if err := w.flush(s); err != nil {
		return err
	}
	return w.s.rows.Scan(s, visit)
}

func (w *writer) flushAll() error {
	for _, s := range w.order {
		if err := w.flush(s); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) flush(s *kernel.Schema) error {
	b := w.buffers[s]
	if b == nil {
		return nil
	}
	if err := w.flushLoad(b); err != nil || len(b.ids) == 0 {
		return err
	}
	var gone []kernel.Key
	evicted := false
	rows := make([]kernel.Row, 0, len(b.ids))
	for _, id := range b.ids {
		switch g := b.rows[id]; {
		case g.known && w.same(g.row, g.was): // taken back and predicted again
		case g.row != nil:
			rows = append(rows, g.row)
		default:
			gone = append(gone, kernel.Key{Schema: s, ID: id})
			evicted = evicted || !g.known || g.was != nil && g.was.Base().Version > 0 // else it was predicted here
		}
	}
	var changes []figures.Change
	if w.s.sums.Counts(s) {
		changes = b.changes(s)
	}
	clear(b.rows)
	b.ids = b.ids[:0]
	w.s.dirty = w.s.dirty || len(gone) > 0
	if evicted {
		if err := errors.Join(w.evicted(), w.forgetSums(s)); err != nil {
			return err
		}
	}
	return w.s.sums.Around(w.s.rows, func() []figures.Change { return changes }, func() error {
		if err := w.s.rows.Delete(gone); err != nil {
			return err
		}
		return w.s.rows.Upsert(rows)
	})
}

// changes are what was gathered, for who keeps the sums.
func (b *buffer) changes(s *kernel.Schema) []figures.Change {
	list := make([]figures.Change, 0, len(b.ids))
	for _, id := range b.ids {
		g := b.rows[id]
		list = append(list, figures.Change{Schema: s, ID: id, Row: g.row, Was: g.was, Known: g.known})
	}
	return list
}

// forgetSums has the sums made anew when rows of the server go that they count: what
// somebody may not hold any more leaves no trace in them.
func (w *writer) forgetSums(s *kernel.Schema) error {
	if !w.s.sums.Counts(s) {
		return nil
	}
	return w.s.sums.Forget(w.s.rows)
}

// evicted notes that rows of the server went: the file is to be written anew, at the
// next start at the latest.
func (w *writer) evicted() error {
	if w.s.evicted {
		return nil
	}
	w.s.evicted = true
	return w.s.sys.exec("PRAGMA user_version = 0")
}

// same tells whether two forms of a row are equal, or both are none.
func (w *writer) same(a, b kernel.Row) bool {
	if a == nil || b == nil || a == b {
		return a == b
	}
	w.left, w.right = kernel.Encode(w.left[:0], a), kernel.Encode(w.right[:0], b)
	return bytes.Equal(w.left, w.right)
}

// Clear takes out every row. What follows is a load.
func (w *writer) Clear() {
	clear(w.buffers)
	w.order = nil
	fail(w.undress())
	fail(w.s.sums.Forget(w.s.rows))
	w.s.memory.Clear()
	w.s.dirty = true
	fail(w.evicted())
	for _, s := range w.s.catalog.Schemas {
		fail(w.s.sys.exec("DELETE FROM " + kernel.Quote(s.Name)))
	}
}

func (w *writer) PutState(state replica.State) {
	if state.Loading {
		fail(w.undress())
	} else {
		fail(w.dress())
	}
	fail(w.s.sys.exec(`INSERT INTO "_state" VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET data = excluded.data`, encodeState(state)))
}

func (w *writer) PutPending(p *replica.Pending) {
	fail(w.s.sys.exec(`INSERT INTO "_pending" VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET data = excluded.data`,
		p.Call.Key, encodePending(p)))
}

func (w *writer) DropPending(key int64) {
	fail(w.s.sys.exec(`DELETE FROM "_pending" WHERE key = ?`, key))
}

func (w *writer) PutVerdict(v replica.Verdict) {
	fail(w.s.sys.exec(`INSERT INTO "_verdict" VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
		SET data = excluded.data, attention = excluded.attention, seen = excluded.seen`,
		v.Call.Key, encodeVerdict(v), v.Refusal != nil || v.Adjusted, v.Seen))
}

// Reread implements replica.Writer.
func (w *writer) Reread() {
	w.s.memory.Clear()
	fail(w.s.sums.Forget(w.s.rows)) // they are of rows that may have been others
}

func (w *writer) Stage(part []byte) {
	fail(w.s.sys.exec(`INSERT INTO "_staged" (part) VALUES (?)`, part))
}

func (w *writer) Staged(visit func(part []byte) error) error {
	err := w.s.sys.each(`SELECT part FROM "_staged" ORDER BY n`, nil, func(scan func(...any) error) error {
		var part []byte
		if err := scan(&part); err != nil {
			return err
		}
		return visit(part)
	})
	if err == nil {
		w.ClearStaged()
	}
	return err
}

func (w *writer) ClearStaged() { fail(w.s.sys.exec(`DELETE FROM "_staged"`)) }
