// Package litetest gives tests a row store in memory, for what can be asked only of a
// database.
package litetest

import (
	"database/sql"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the database

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// Open is an empty store of a catalogue on one connection.
func Open(tb testing.TB, c *kernel.Catalog) *rowstore.Session {
	tb.Helper()
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		tb.Fatal(err)
	}
	conn, err := db.Conn(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	s := rowstore.New(c, kernel.SQLite).On(conn)
	tb.Cleanup(func() { _, _, _ = s.Close(), conn.Close(), db.Close() })
	if err := s.Atomic(s.Migrate); err != nil {
		tb.Fatal(err)
	}
	return s
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
