package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/sync/replica"
)

// poolSize is how many screens read at the same time. More would only share the
// same two cores of a tablet.
const poolSize = 4

// patience is how long a reading waits for one of them.
const patience = 500 * time.Millisecond

// readers is a pool of read-only connections with their prepared statements.
type readers struct {
	path  string
	rows  *rowstore.Store
	db    *sql.DB
	once  sync.Once
	err   error
	slots chan *reader // nil: a connection not opened yet
}

type reader struct {
	conn *sql.Conn
	rows *rowstore.Session
}

func newReaders(path string, rows *rowstore.Store) *readers {
	r := &readers{path: path, rows: rows, slots: make(chan *reader, poolSize)}
	for range poolSize {
		r.slots <- nil
	}
	return r
}

// ErrClosed is what Read says after Close.
var ErrClosed = errors.New("store: closed")

// Read runs f on a read-only connection; everything f reads is of one version.
// Any goroutine may call it. A kernel.StoreError that f panics with is returned.
func (s *Store) Read(f func(*rowstore.Session) error) error {
	return failure(s.readers.read(f))
}

func (r *readers) read(f func(*rowstore.Session) error) error {
	slot, give, err := r.take()
	if err != nil {
		return err
	}
	defer give()
	ctx := context.Background()
	if _, err := slot.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return fmt.Errorf("store: read: %w", err)
	}
	defer func() { _, _ = slot.conn.ExecContext(ctx, "ROLLBACK") }() // of a reader there is nothing to keep
	return guarded(func() error { return f(slot.rows) })
}

// View implements replica.Store. It holds one of the connections for reading until it
// is closed, and may be read by another goroutine than the one that writes.
func (s *Store) View() (replica.View, error) {
	slot, give, err := s.readers.take()
	if err != nil {
		return nil, failure(err)
	}
	ctx := context.Background()
	if _, err := slot.conn.ExecContext(ctx, "BEGIN"); err != nil {
		give()
		return nil, failure(err)
	}
	v := &view{slot, give}
	var n int // the sight begins with what is read first
	err = slot.conn.QueryRowContext(ctx, `SELECT count(*) FROM "_state"`).Scan(&n)
	if err != nil {
		return nil, errors.Join(failure(err), v.Close())
	}
	return v, nil
}

type view struct {
	*reader
	give func()
}

func (v *view) Scan(s *kernel.Schema, visit func(kernel.Row) error) error {
	return failure(guarded(func() error { return v.rows.Scan(s, visit) }))
}

func (v *view) Close() error {
	_, err := v.conn.ExecContext(context.Background(), "ROLLBACK")
	v.give()
	return failure(err)
}

// take waits for a connection and tells how to give it back. Who has waited in vain
// gets one of his own: those who hold the others may be waiting themselves, for a
// second one within their reading, and would wait for ever.
func (r *readers) take() (slot *reader, give func(), err error) {
	own := time.NewTimer(patience)
	defer own.Stop()
	select {
	case slot, open := <-r.slots:
		if !open {
			return nil, nil, ErrClosed
		}
		if slot == nil {
			if slot, err = r.open(); err != nil {
				r.slots <- nil
				return nil, nil, err
			}
		}
		return slot, func() { r.slots <- slot }, nil
	case <-own.C:
		if slot, err = r.open(); err != nil {
			return nil, nil, err
		}
		return slot, func() { _, _ = slot.rows.Close(), slot.conn.Close() }, nil // nothing was written
	}
}

func (r *readers) open() (*reader, error) {
	r.once.Do(func() { r.db, r.err = open(r.path, readOptions) })
	if r.err != nil {
		return nil, r.err
	}
	conn, err := r.db.Conn(context.Background())
	if err != nil {
		return nil, fmt.Errorf("store: open a reader: %w", err)
	}
	return &reader{conn, r.rows.On(conn)}, nil
}

// close waits for those that read and ends the pool.
func (r *readers) close() error {
	var errs []error
	for range poolSize {
		if slot := <-r.slots; slot != nil {
			errs = append(errs, slot.rows.Close(), slot.conn.Close())
		}
	}
	close(r.slots)
	if r.db != nil {
		errs = append(errs, r.db.Close())
	}
	return errors.Join(errs...)
}
