package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	_ "github.com/mattn/go-sqlite3" // the driver

	"heyi/shared/authority"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// Why a file is not opened.
var (
	ErrNoCompany = errors.New("sqlite: there is no company in this file")
	ErrExists    = errors.New("sqlite: the file exists already")
	ErrNewer     = errors.New("sqlite: the file was written by a newer release")
)

// Options are how a company's file is kept. The zero value is right for a server.
type Options struct {
	CacheRows int // rows the executor keeps in memory; 0 is 400,000
	// Draft syncs nothing: for a copy that nobody relies on before [Replace].
	Draft bool

	synchronous string // of commits: FULL; only tests lower it, to see what is lost
}

const cacheRows = 400_000

// Store is one company's file. Get, Range, Scan and what else authority.Store has
// belong to the company's executor, Commit to one goroutine at a time; the rest
// may be called from any goroutine.
type Store struct {
	Company kernel.ID // given at birth, kept by every restore

	path    string
	history kernel.ID
	catalog *kernel.Catalog
	texts   *rowstore.Store

	pool     *sql.DB // of the one writing connection
	conn     *sql.Conn
	writer   *rowstore.Session
	commands batch
	changes  batch

	// The executor's reads: the cache, below it the rows of the commit that is
	// being written, below them the file. The file may show them or not yet.
	cache  *rowstore.Cache
	ahead  *kernel.Overlay
	reads  *sql.DB // of the one connection below
	source *sql.Conn
	reader *rowstore.Session
	byID   [len(batchSizes)]*sql.Stmt // looks for ids of commands

	mu    sync.Mutex // one writer at a time within this process; others wait at the file
	side  *sql.DB
	views viewPool
}

// Create makes the file of a new company and opens it.
func Create(path string, c *kernel.Catalog, company, history kernel.ID, o Options) (*Store, error) {
	if _, err := os.Stat(path); err == nil {
		return nil, fmt.Errorf("%w: %s", ErrExists, path)
	}
	// SQLite takes over the mode for the files beside it: nobody else reads them.
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return nil, fmt.Errorf("sqlite: create: %w", err)
	}
	s, err := connect(path, c, o)
	if err != nil {
		return nil, err
	}
	err = s.writer.Atomic(func() error {
		if err := errors.Join(createSystemTables(s.conn), s.writer.Migrate()); err != nil {
			return err
		}
		_, err := s.conn.ExecContext(context.Background(), `INSERT INTO _state
  (one, format, release, company, history, branch, before, version, chain, saved, recovering)
  VALUES (1, ?, ?, ?, ?, 0, ?, 0, x'', 0, 0)`, format, c.Release, company[:], history[:], make([]byte, 16))
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: create %s: %w", path, err), s.Close())
	}
	return s, s.ready()
}

// Open opens the file of a company and brings its tables to the catalogue.
func Open(path string, c *kernel.Catalog, o Options) (*Store, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrNoCompany, path)
	}
	s, err := connect(path, c, o)
	if err != nil {
		return nil, err
	}
	if err := s.ready(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func connect(path string, c *kernel.Catalog, o Options) (*Store, error) {
	switch {
	case o.Draft:
		o.synchronous = "OFF"
	case o.synchronous == "":
		o.synchronous = "FULL"
	}
	if o.CacheRows == 0 {
		o.CacheRows = cacheRows
	}
	s := &Store{
		path: path, catalog: c, texts: rowstore.New(c, kernel.SQLite),
		commands: batch{table: "_command", columns: commandColumns},
		changes:  batch{table: "_change", columns: changeColumns},
	}
	var err error
	if s.pool, err = open(path, o.synchronous); err != nil {
		return nil, err
	}
	s.pool.SetMaxOpenConns(1)
	if s.side, err = openCached(path, "FULL", sideCache); err != nil {
		return nil, err
	}
	s.side.SetMaxOpenConns(4)
	if s.conn, err = s.pool.Conn(context.Background()); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open %s: %w", path, err), s.Close())
	}
	s.writer = s.texts.On(s.conn)
	if err := s.connectReads(o.CacheRows); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	_, err = s.conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", checkpointPages))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open %s: %w", path, err), s.Close())
	}
	return s, nil
}

// checkpointPages is how far the write-ahead log grows before its pages are moved
// into the file: 16 MiB. Under load the same pages change in every commit; SQLite's
// 1000 moved them after every second or third.
const checkpointPages = 4000

// connectReads opens the connection that the executor reads through, while the
// writer may be busy.
func (s *Store) connectReads(cacheRows int) (err error) {
	s.reads, err = openWith(s.path, url.Values{
		"mode": {"rw"}, "_query_only": {"true"}, "_busy_timeout": {"10000"}, "_cache_size": {"-32768"}, "_mutex": {"no"},
	})
	if err != nil {
		return err
	}
	s.reads.SetMaxOpenConns(1)
	if s.source, err = s.reads.Conn(context.Background()); err != nil {
		return fmt.Errorf("sqlite: open %s: %w", s.path, err)
	}
	s.reader = s.texts.On(s.source)
	s.ahead = kernel.NewOverlay(s.reader)
	s.cache = rowstore.NewCacheOfAll(s.ahead, cacheRows)
	return nil
}

// open prepares connections to the file. Whoever writes takes the write lock
// when his transaction begins, so that none fails half-way for want of it.
func open(path, synchronous string) (*sql.DB, error) { return openCached(path, synchronous, 65536) }

// sideCache is the page cache of a connection for the server's own tables, in KiB.
const sideCache = 2048

func openCached(path, synchronous string, cache int) (*sql.DB, error) {
	return openWith(path, url.Values{
		"mode": {"rw"}, "_journal_mode": {"WAL"}, "_synchronous": {synchronous}, "_txlock": {"immediate"},
		"_busy_timeout": {"10000"}, "_cache_size": {fmt.Sprint(-cache)}, "_mutex": {"no"},
	})
}

func openWith(path string, options url.Values) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", path, err)
	}
	name := (&url.URL{Path: filepath.ToSlash(absolute)}).EscapedPath()
	db, err := sql.Open("sqlite3", "file:"+name+"?"+options.Encode())
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", path, err)
	}
	return db, nil
}

// ready checks whose file it is and migrates it.
func (s *Store) ready() error {
	var known, release int
	var company, history []byte
	err := s.conn.QueryRowContext(context.Background(), `SELECT format, release, company, history FROM _state`).
		Scan(&known, &release, &company, &history)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %s: %w", ErrNoCompany, s.path, err)
	case known > format || release > s.catalog.Release:
		return fmt.Errorf("%w: %s", ErrNewer, s.path)
	}
	copy(s.Company[:], company)
	copy(s.history[:], history)
	s.views = viewPool{path: s.path, texts: s.texts}
	err = s.writer.Atomic(func() error {
		if err := errors.Join(createSystemTables(s.conn), upgrade(s.conn, known)); err != nil {
			return err
		}
		if err := s.writer.Migrate(); err != nil {
			return err
		}
		_, err := s.conn.ExecContext(context.Background(), `UPDATE _state SET format = ?, release = ?`, format, s.catalog.Release)
		return err
	})
	if err != nil {
		return fmt.Errorf("sqlite: migrate %s: %w", s.path, err)
	}
	return nil
}

// Path is where the file is.
func (s *Store) Path() string { return s.path }

// Close closes the file. Views must be closed before.
func (s *Store) Close() error {
	errs := []error{s.views.close()}
	for _, session := range []*rowstore.Session{s.writer, s.reader} {
		if session != nil {
			errs = append(errs, session.Close())
		}
	}
	for _, b := range []*batch{&s.commands, &s.changes} {
		for _, stmt := range b.texts {
			if stmt != nil {
				errs = append(errs, stmt.Close())
			}
		}
	}
	for _, stmt := range s.byID {
		if stmt != nil {
			errs = append(errs, stmt.Close())
		}
	}
	for _, conn := range []*sql.Conn{s.conn, s.source} {
		if conn != nil {
			errs = append(errs, conn.Close())
		}
	}
	for _, db := range []*sql.DB{s.side, s.reads, s.pool} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Get finds a row, nil when there is none.
func (s *Store) Get(schema *kernel.Schema, id kernel.ID) kernel.Row { return s.cache.Get(schema, id) }

// Range lists the rows with the key in the order of the index.
func (s *Store) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	return s.cache.Range(ix, key)
}

// Scan visits the rows of an entity that are durable, in the order of ids.
func (s *Store) Scan(schema *kernel.Schema, visit func(kernel.Row) error) error {
	return s.reader.Scan(schema, visit)
}

// Side runs a transaction on tables that only the server knows. They are never
// replicated; their names start with an underscore.
func (s *Store) Side(run func(tx *sql.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	tx, err := s.side.Begin()
	if err != nil {
		return fmt.Errorf("sqlite: begin: %w", err)
	}
	if err := run(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("sqlite: commit: %w", err)
	}
	return nil
}

// SideQuery reads one row of such a table.
func (s *Store) SideQuery(text string, args ...any) *sql.Row { return s.side.QueryRow(text, args...) }

var _ authority.Store = (*Store)(nil)
