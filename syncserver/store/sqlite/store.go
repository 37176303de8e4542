package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "github.com/mattn/go-sqlite3" // the driver

	"heyi/shared/kernel"
	"heyi/syncserver/store"
)

// Options are how a company's file is kept. The zero value is right for a server.
type Options struct {
	CacheRows int // rows the executor keeps in memory; 0 is 400,000
	// Draft syncs nothing: for a copy that nobody relies on before [Replace].
	Draft bool

	synchronous string // of commits: FULL; only tests lower it, to see what is lost
}

// file is the database of one company. It implements store.Database.
type file struct {
	path        string
	synchronous string
}

// At is the file at a path, whether it exists or not.
func At(path string) store.Database { return &file{path, "FULL"} }

func (o *Options) at(path string) *file {
	switch {
	case o.Draft:
		return &file{path, "OFF"}
	case o.synchronous != "":
		return &file{path, o.synchronous}
	}
	return &file{path, "FULL"}
}

// Create makes the file of a new company and opens it.
func Create(path string, c *kernel.Catalog, company, history kernel.ID, o Options) (*store.Store, error) {
	if _, err := os.Stat(path); err == nil {
		return nil, fmt.Errorf("%w: %s", store.ErrExists, path)
	}
	// SQLite takes over the mode for the files beside it: nobody else reads them.
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return nil, fmt.Errorf("sqlite: create: %w", err)
	}
	return store.Create(o.at(path), c, company, history, store.Options{CacheRows: o.CacheRows})
}

// Open opens the file of a company and brings its tables to the catalogue.
func Open(path string, c *kernel.Catalog, o Options) (*store.Store, error) {
	if err := there(path); err != nil {
		return nil, err
	}
	return store.Open(o.at(path), c, store.Options{CacheRows: o.CacheRows})
}

// OpenViews opens a file for reading.
func OpenViews(path string, c *kernel.Catalog) (*store.Sights, error) {
	if err := there(path); err != nil {
		return nil, err
	}
	return store.OpenViews(At(path), c)
}

func there(path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w: %s", store.ErrNoCompany, path)
	}
	return nil
}

// Dialect is SQLite's.
func (f *file) Dialect() kernel.Dialect { return kernel.SQLite }

// Place is the path.
func (f *file) Place() string { return f.path }

// Connect opens connections to the file. Whoever writes takes the write lock when
// his transaction begins, so that none fails half-way for want of it.
func (f *file) Connect(purpose store.For) (*sql.DB, error) {
	o := url.Values{"mode": {"rw"}, "_busy_timeout": {"10000"}}
	switch purpose {
	case store.Reads:
		o["_query_only"], o["_cache_size"], o["_mutex"] = []string{"true"}, []string{"-32768"}, []string{"no"}
	case store.Views:
		o["_query_only"], o["_cache_size"], o["_txlock"] = []string{"true"}, []string{"-3072"}, []string{"deferred"}
	case store.Commits, store.Sides:
		o["_journal_mode"], o["_txlock"], o["_mutex"] = []string{"WAL"}, []string{"immediate"}, []string{"no"}
		o["_synchronous"], o["_cache_size"] = []string{f.synchronous}, []string{"-65536"}
		if purpose == store.Sides {
			o["_synchronous"], o["_cache_size"] = []string{"FULL"}, []string{"-2048"}
		}
	}
	return openWith(f.path, o)
}

// checkpointPages is how far the write-ahead log grows before its pages are moved
// into the file: 16 MiB. Under load the same pages change in every commit; SQLite's
// 1000 moved them after every second or third.
const checkpointPages = 4000

// Tune prepares the connection that commits.
func (f *file) Tune(conn *sql.Conn) error {
	_, err := conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", checkpointPages))
	return err
}

// Check runs SQLite's own check: of the structure alone when one line is enough, else
// of the indexes too.
func (f *file) Check(ctx context.Context, on store.Querier, most int) (found []string, err error) {
	pragma := fmt.Sprintf("PRAGMA integrity_check(%d)", most)
	if most == 1 {
		pragma = "PRAGMA quick_check(1)"
	}
	rows, err := on.QueryContext(ctx, pragma)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		if line != "ok" {
			found = append(found, line)
		}
	}
	return found, rows.Err()
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
