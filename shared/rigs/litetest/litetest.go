// Package litetest gives tests a row store in memory, for what can be asked only of a
// database.
package litetest

import (
	"context"
	"database/sql"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the database

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// Open is an empty store of a catalogue on one connection.
func Open(tb testing.TB, c *kernel.Catalog) *rowstore.Session {
	tb.Helper()
	s, done, err := Make(c)
	tb.Cleanup(done)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// Make is [Open] for a store that outlives a test.
func Make(c *kernel.Catalog) (s *rowstore.Session, done func(), err error) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return nil, func() {}, err
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, func() { _ = db.Close() }, err
	}
	s = rowstore.New(c, kernel.SQLite).On(conn)
	return s, func() { _, _, _ = s.Close(), conn.Close(), db.Close() }, s.Atomic(s.Migrate)
}

// File opens a database in a file of the test's folder, which several may open after
// another.
func File(tb testing.TB, path string) *sql.DB {
	tb.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// Of is a store with the rows of another.
func Of(tb testing.TB, c *kernel.Catalog, rows kernel.Scanner) *rowstore.Session {
	tb.Helper()
	s := Open(tb, c)
	for _, schema := range c.Schemas {
		var list []kernel.Row
		if err := rows.Scan(schema, func(r kernel.Row) error {
			list = append(list, r)
			return nil
		}); err != nil {
			tb.Fatal(err)
		}
		if err := s.Atomic(func() error { return s.Upsert(list) }); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}
