package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/sync/authority"
)

// Options are how a company is kept. The zero value is right for a server.
type Options struct {
	CacheRows int   // rows the executor keeps in memory; 0 is 400,000
	Epoch     int64 // under which commits are allowed; 0 takes the company's own
}

const cacheRows = 400_000

// Store is one company. Get, Range, Scan and what else authority.Store has belong to
// the company's executor, Commit to one goroutine at a time; the rest may be called
// from any goroutine.
type Store struct {
	Company kernel.ID // given at birth, kept by every restore

	db      Database
	history kernel.ID
	epoch   int64
	catalog *kernel.Catalog
	texts   *rowstore.Store

	pool  *sql.DB // of the one connection that commits
	reads *sql.DB // of the one connection that the executor reads through
	side  *sql.DB
	views viewPool
	lines lines
	doubt bool // the connections in lines may be gone

	// The executor's reads: the cache, below it the rows of the commit that is
	// being written, below them the database. That may show them or not yet.
	cache     *rowstore.Cache
	newcomers *newcomers
	cacheRows int
	ahead     *kernel.Overlay

	sums *figures.Keeper // of what is long over; used under mu

	full atomic.Bool // the company has used up what it is allowed

	mu sync.Mutex // one writer at a time within this process; others wait at the database
}

// lines are the executor's connections with what is prepared on them.
type lines struct {
	conn     *sql.Conn // commits
	writer   *rowstore.Session
	commands batch
	changes  batch
	source   *sql.Conn // reads while the other commits
	reader   *rowstore.Session
	byID     [len(batchSizes)]*sql.Stmt // looks for ids of commands
}

// Create makes the tables of a new company where there are none, and opens it.
func Create(db Database, c *kernel.Catalog, company, history kernel.ID, o Options) (*Store, error) {
	s, err := connect(db, c, o)
	if err != nil {
		return nil, err
	}
	err = s.lines.writer.Atomic(func() error {
		if err := errors.Join(migrate(s.lines.conn, db.Dialect()), s.lines.writer.Migrate()); err != nil {
			return err
		}
		return born(s.lines.conn, company, history, c.Release, o.Epoch)
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: create %s: %w", db.Place(), err), s.Close())
	}
	if err := s.ready(o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// born enters a company that stands at its beginning.
func born(conn *sql.Conn, company, history kernel.ID, release int, epoch int64) error {
	_, err := conn.ExecContext(context.Background(), `INSERT INTO _state
  (one, format, release, company, history, branch, before, version, chain, saved, recovering, epoch)
  VALUES (1, $1, $2, $3, $4, 0, $5, 0, $6, 0, 0, $7)`, format, release, company[:], history[:], make([]byte, 16), []byte{}, epoch)
	return err
}

// Open opens a company and brings its tables to the catalogue.
func Open(db Database, c *kernel.Catalog, o Options) (*Store, error) {
	s, err := connect(db, c, o)
	if err != nil {
		return nil, err
	}
	if err := s.ready(o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func connect(db Database, c *kernel.Catalog, o Options) (*Store, error) {
	s := &Store{db: db, catalog: c, texts: rowstore.ForMany(c, db.Dialect()), cacheRows: o.CacheRows, sums: figures.NewKeeper(c)}
	if s.cacheRows == 0 {
		s.cacheRows = cacheRows
	}
	s.views = viewPool{source: db, texts: s.texts}
	if db.Dialect() == kernel.SQLite { // which one process opens at a time
		s.views.led = newLed(c)
	}
	var errs [3]error
	s.pool, errs[0] = db.Connect(Commits)
	s.reads, errs[1] = db.Connect(Reads)
	s.side, errs[2] = db.Connect(Sides)
	err := errors.Join(errs[:]...)
	if err == nil {
		s.pool.SetMaxOpenConns(1)
		s.reads.SetMaxOpenConns(1)
		s.side.SetMaxOpenConns(4)
		err = s.connectLines()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: open %s: %w", db.Place(), err), s.Close())
	}
	return s, nil
}

func (s *Store) connectLines() (err error) {
	dialect := s.db.Dialect()
	l := lines{commands: batch{table: commandTable, dialect: dialect}, changes: batch{table: changeTable, dialect: dialect}}
	if l.conn, err = s.pool.Conn(context.Background()); err == nil {
		l.writer = s.texts.On(l.conn)
		err = s.db.Tune(l.conn)
	}
	if err == nil {
		l.source, err = s.reads.Conn(context.Background())
	}
	if err != nil {
		return errors.Join(err, l.close())
	}
	l.reader = s.texts.On(l.source)
	s.lines = l
	s.newcomers = &newcomers{Session: l.reader}
	s.ahead = kernel.NewOverlay(s.newcomers)
	s.cache = rowstore.NewCacheOfAll(s.ahead, s.cacheRows)
	return nil
}

func (l *lines) close() error {
	var errs []error
	for _, session := range []*rowstore.Session{l.writer, l.reader} {
		if session != nil {
			errs = append(errs, session.Close())
		}
	}
	errs = append(append(errs, l.commands.close()...), l.changes.close()...)
	for _, stmt := range l.byID {
		if stmt != nil {
			errs = append(errs, stmt.Close())
		}
	}
	for _, conn := range []*sql.Conn{l.conn, l.source} {
		if conn != nil {
			errs = append(errs, conn.Close())
		}
	}
	return errors.Join(errs...)
}

// pingTime is how long a connection may take to show that it is there.
const pingTime = 5 * time.Second

// renew connects the executor anew if its connections are gone.
func (s *Store) renew() error {
	if !s.doubt {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), pingTime)
	defer cancel()
	if s.lines.conn.PingContext(ctx) != nil || s.lines.source.PingContext(ctx) != nil {
		_ = s.lines.close() // what is gone closes with errors
		if err := s.connectLines(); err != nil {
			return fmt.Errorf("store: connect to %s again: %w", s.db.Place(), err)
		}
	}
	s.doubt = false
	return nil
}

// ready checks whose company it is and migrates it.
func (s *Store) ready(o Options) error {
	if err := s.known(); err != nil {
		return err
	}
	if err := s.migrate(); err != nil {
		return fmt.Errorf("store: migrate %s: %w", s.db.Place(), err)
	}
	if s.epoch = o.Epoch; s.epoch != 0 {
		return nil
	}
	if err := s.side.QueryRow(`SELECT epoch FROM _state`).Scan(&s.epoch); err != nil {
		return fmt.Errorf("store: open %s: %w", s.db.Place(), err)
	}
	return nil
}

// known refuses what is no company, and one of a newer release.
func (s *Store) known() error {
	var known, release int
	var company, history []byte
	err := s.lines.conn.QueryRowContext(context.Background(), `SELECT format, release, company, history FROM _state`).
		Scan(&known, &release, &company, &history)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %s: %w", ErrNoCompany, s.db.Place(), err)
	case known > format || release > s.catalog.Release:
		return fmt.Errorf("%w: %s", ErrNewer, s.db.Place())
	}
	copy(s.Company[:], company)
	copy(s.history[:], history)
	return nil
}

func (s *Store) migrate() error {
	return s.lines.writer.Atomic(func() error {
		if err := errors.Join(migrate(s.lines.conn, s.db.Dialect()), s.lines.writer.Migrate()); err != nil {
			return err
		}
		if err := s.sums.Prepare(s.lines.writer); err != nil {
			return err
		}
		_, err := s.lines.conn.ExecContext(context.Background(), `UPDATE _state SET format = $1, release = $2`, format, s.catalog.Release)
		return err
	})
}

// Place names where the company is: a path, or an address without its password.
func (s *Store) Place() string { return s.db.Place() }

// Close closes the company. Views must be closed before.
func (s *Store) Close() error {
	errs := []error{s.views.close(), s.lines.close()}
	if s.doubt {
		errs = nil // what is gone closes with errors
	}
	for _, db := range []*sql.DB{s.side, s.reads, s.pool} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Bound has nothing more judged while the company has used up what it is allowed, as
// on a disk that is full: devices keep what they have and come again.
func (s *Store) Bound(full bool) { s.full.Store(full) }

// Get finds a row, nil when there is none.
func (s *Store) Get(schema *kernel.Schema, id kernel.ID) kernel.Row { return s.cache.Get(schema, id) }

// Range lists the rows with the key in the order of the index.
func (s *Store) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	return s.cache.Range(ix, key)
}

// Scan visits the rows of an entity that are durable, in the order of ids.
func (s *Store) Scan(schema *kernel.Schema, visit func(kernel.Row) error) error {
	return s.lines.reader.Scan(schema, visit)
}

// Check has the database look at the structure of everything, beside everything else.
// It finds pages of zeros and pages that belong nowhere; that what the pages hold
// adds up is for the audit. ctx bounds it; its error is returned.
func (s *Store) Check(ctx context.Context) error {
	found, err := s.db.Check(ctx, s.side, 1)
	if err = errors.Join(ctx.Err(), err); err != nil {
		return fmt.Errorf("store: check: %w", err)
	}
	if len(found) > 0 {
		return fmt.Errorf("%w: %s", ErrBroken, found[0])
	}
	return nil
}

// Side runs a transaction on tables that only the server knows. They are never
// replicated.
func (s *Store) Side(run func(tx *sql.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return within(s.side, run)
}

func within(db *sql.DB, run func(tx *sql.Tx) error) error {
	tx, err := db.Begin()
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	if err := run(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

// SideQuery reads one row of such a table.
func (s *Store) SideQuery(text string, args ...any) *sql.Row { return s.side.QueryRow(text, args...) }

// Beside runs a transaction on the tables that only the server knows, in a company
// that another process may be serving. It waits for that process's writes.
func Beside(db Database, run func(tx *sql.Tx) error) (err error) {
	side, err := db.Connect(Sides)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, side.Close()) }()
	return within(side, run)
}

var _ authority.Store = (*Store)(nil)
