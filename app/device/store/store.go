package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/sync/replica"
)

// Store is the replica's file. It implements [replica.Store]. All methods but
// Read belong to the goroutine that writes.
type Store struct {
	path    string
	catalog *kernel.Catalog
	db      *sql.DB
	conn    *sql.Conn
	rows    *rowstore.Session
	sys     *system
	readers *readers

	sums    *figures.Keeper // of what is long over
	memory  *rowstore.Cache // what the writer has read and written
	writing *writer         // the transaction under way
	bare    bool            // the indexes are out of the way of a first load
	long    bool            // the log may grow longer than usual
	failed  bool
	dirty   bool           // the log holds what was deleted
	evicted bool           // so may pages whose rows have moved
	aside   sync.WaitGroup // what runs beside the writer
	moving  atomic.Bool    // it moves the log
}

// Open opens or makes the file and brings its tables to the catalogue.
func Open(path string, c *kernel.Catalog) (*Store, error) {
	private(path)
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	db, conn, err := openConn(path, writeOptions)
	if err != nil {
		return nil, err
	}
	rows := rowstore.New(c, kernel.SQLite)
	s := &Store{path: path, catalog: c, db: db, conn: conn, rows: rows.On(conn), sys: newSystem(conn), sums: figures.NewKeeper(c)}
	s.memory = newMemory(s)
	s.rows.Aside = func(f func()) { go f() }
	s.dirty = true // a crash may have left a log
	if err := errors.Join(growable(conn), clean(conn), s.prepare()); err != nil {
		return nil, errors.Join(fmt.Errorf("store: open: %w", failure(err)), s.Close())
	}
	private(path) // the files beside it
	s.readers = newReaders(path, rows)
	return s, nil
}

func (s *Store) prepare() error {
	return s.rows.Atomic(func() error {
		for _, text := range systemTables {
			if _, err := s.conn.ExecContext(context.Background(), text); err != nil {
				return err
			}
		}
		if err := s.rows.Migrate(); err != nil {
			return err
		}
		for _, schema := range s.catalog.Schemas {
			if err := s.loosen(schema); err != nil {
				return err
			}
		}
		return s.sums.Prepare(s.rows)
	})
}

// FoldSums counts the next day up to one into the sums that the file keeps, and tells
// whether there may be more, see [figures.Keeper].
func (s *Store) FoldSums(upto kernel.Date) (more bool, err error) {
	if s.bare || s.failed {
		return false, nil
	}
	err = guarded(func() error {
		return s.rows.Atomic(func() error {
			more, err = s.sums.Fold(s.rows, upto)
			return err
		})
	})
	return more, failure(err)
}

// loosen makes the indexes of unique keys plain ones. Commands keep keys unique;
// a replica only follows. Rows of one patch arrive in any order, so two of them
// may hold a key for a moment, and that must never stop the sync.
func (s *Store) loosen(schema *kernel.Schema) error {
	for _, ix := range kernel.SQLite.Indexes(schema) {
		plain := plainIndex(ix.Create)
		if plain == ix.Create {
			continue
		}
		var text string
		if _, err := s.sys.one(`SELECT sql FROM sqlite_master WHERE name = ?`, []any{ix.Name}, &text); err != nil {
			return err
		}
		if !strings.HasPrefix(text, "CREATE UNIQUE") {
			continue
		}
		for _, statement := range []string{"DROP INDEX " + kernel.Quote(ix.Name), plain} {
			if _, err := s.conn.ExecContext(context.Background(), statement); err != nil {
				return fmt.Errorf("store: %s: %w", statement, err)
			}
		}
	}
	return nil
}

func plainIndex(create string) string {
	return strings.Replace(create, "CREATE UNIQUE INDEX", "CREATE INDEX", 1)
}

// Rest waits for what runs beside the writer.
func (s *Store) Rest() { s.aside.Wait() }

// Close lets the file go. It waits for readers.
func (s *Store) Close() error {
	s.Rest()
	var errs []error
	if s.readers != nil {
		errs = append(errs, s.readers.close())
	}
	if s.evicted && !s.Heavy() {
		_, err := s.Rewrite()
		errs = append(errs, unlessFull(err)) // the next start does it
	}
	return errors.Join(append(errs, s.rows.Close(), s.sys.close(), s.conn.Close(), s.db.Close())...)
}

// Forgive forgets that a write has failed, once memory was read anew.
func (s *Store) Forgive() { s.failed = false }

// Failed tells whether a write has failed since the file was opened. Memory may
// then be ahead of the file, and the replica should be opened anew.
func (s *Store) Failed() bool { return s.failed }

// Get finds a row. It panics with a kernel.StoreError when the file fails.
func (s *Store) Get(schema *kernel.Schema, id kernel.ID) kernel.Row {
	return s.reader().Get(schema, id)
}

// Range lists rows by an index. It panics with a kernel.StoreError when the file
// fails.
func (s *Store) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	return s.reader().Range(ix, key)
}

// Scan visits the rows of an entity in the order of ids.
func (s *Store) Scan(schema *kernel.Schema, visit func(kernel.Row) error) error {
	return s.rows.Scan(schema, visit)
}

// Load reads where the replica stands and what it has predicted.
func (s *Store) Load() (replica.State, []*replica.Pending, error) {
	var data []byte
	if _, err := s.sys.one(`SELECT data FROM "_state"`, nil, &data); err != nil {
		return replica.State{}, nil, failure(err)
	}
	state, err := decodeState(data)
	if err != nil {
		return replica.State{}, nil, fmt.Errorf("store: state: %w", err)
	}
	var pending []*replica.Pending
	err = s.sys.each(`SELECT data FROM "_pending" ORDER BY key`, nil, func(scan func(...any) error) error {
		var data sql.RawBytes
		if err := scan(&data); err != nil {
			return err
		}
		p, err := decodePending(data)
		pending = append(pending, p)
		return err
	})
	return state, pending, failure(err)
}

// Update runs one transaction: all of it or nothing.
func (s *Store) Update(run func(replica.Writer) error) error {
	bare := s.bare
	w := &writer{s: s, buffers: map[*kernel.Schema]*buffer{}}
	s.writing = w
	defer func() { s.writing = nil }()
	err := guarded(func() error {
		return s.rows.Atomic(func() error {
			if err := run(w); err != nil {
				return err
			}
			if err := w.flushAll(); err != nil {
				return err
			}
			return s.makeRoom()
		})
	})
	if err != nil {
		s.bare, s.failed = bare, true
		s.memory.Clear()
		return failure(err)
	}
	if s.long && !s.bare {
		return s.loaded()
	}
	return nil
}

// Checkpoint makes everything written so far survive a power loss. A commit that
// syncs the log covers every commit before it; unlike a full checkpoint it never
// waits for a reader, and SQLite moves the log into the file in its own time.
func (s *Store) Checkpoint() error {
	if err := s.sys.exec("PRAGMA synchronous = FULL"); err != nil {
		return failure(err)
	}
	err := s.sys.exec(`INSERT INTO "_synced" VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET n = n + 1`)
	err = failure(errors.Join(err, s.sys.exec("PRAGMA synchronous = NORMAL")))
	s.failed = s.failed || err != nil
	return err
}
