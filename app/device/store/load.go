package store

import (
	"context"
	"fmt"

	"heyi/shared/kernel"
)

// A first load writes as many rows as there are and reads none of them, so it goes
// its own way: without indexes, without memory, and with a long log that is moved
// into the file once at the end, beside what the user does then.

// loadPages is how long the log may grow during a load, pages how long otherwise,
// in pages of 4 KiB.
const (
	loadPages = "16384"
	pages     = "1000"
)

// loadRows are written together, and bound what a load keeps in memory.
const loadRows = 8000

// flushLoad writes rows of a first load, behind what was gathered before them.
func (w *writer) flushLoad(b *buffer) error {
	rows := b.load
	if b.load = nil; len(rows) == 0 {
		return nil
	}
	if err := w.flush(rows[0].Base().Schema()); err != nil {
		return err
	}
	if w.s.rows.Load(rows) == nil {
		return nil
	} // else some of them are there: the load was cut and goes on
	return w.s.rows.Upsert(rows)
}

// undress takes the indexes out of the way of a first load; dress brings them
// back, at its end or when something is looked up before.
func (w *writer) undress() error {
	if w.s.bare {
		return nil
	}
	if err := w.s.checkpointEvery(loadPages); err != nil {
		return err
	}
	if err := w.s.sums.Forget(w.s.rows); err != nil { // they are made when all is there
		return err
	}
	w.s.bare, w.s.long = true, true
	w.s.memory.Clear()
	for _, s := range w.s.catalog.Schemas {
		if err := w.s.rows.DropIndexes(s); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) dress() error {
	if !w.s.bare {
		return nil
	}
	if err := w.flushAll(); err != nil {
		return err
	}
	w.s.bare = false
	for _, s := range w.s.catalog.Schemas {
		for _, ix := range kernel.SQLite.Indexes(s) {
			if _, err := w.s.conn.ExecContext(context.Background(), plainIndex(ix.Create)); err != nil {
				return fmt.Errorf("store: index %s: %w", ix.Name, err)
			}
		}
	}
	return nil
}

// loaded tidies up after the transaction that ended a load. The log is moved by a
// connection of its own: when that fails, the writer does it in its time.
func (s *Store) loaded() error {
	s.long = false
	s.aside.Add(1)
	s.moving.Store(true)
	go func() {
		defer s.aside.Done()
		defer s.moving.Store(false)
		if db, err := open(s.path, writeOptions); err == nil {
			_, _ = db.Exec("PRAGMA wal_checkpoint(PASSIVE)")
			_ = db.Close()
		}
	}()
	return failure(s.checkpointEvery(pages))
}

// checkpointEvery sets how long the log may grow. The pragma answers with a row, so
// it is not kept prepared: a row nobody takes would stand in the way of a rewrite.
func (s *Store) checkpointEvery(pages string) error {
	_, err := s.conn.ExecContext(context.Background(), "PRAGMA wal_autocheckpoint = "+pages)
	return err
}
