package viewtest

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the file of a server

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// Open is a company that a server has kept in a file, at a moment such as
// 2026-11-19T11:20:00+08:00, with the file's devices and a new one for mobile when
// he has none. It knows no products, customers or funds by name.
func Open(t testing.TB, path, mobile, moment string) *Shop {
	t.Helper()
	now, err := kernel.ParseTime(moment)
	if err != nil {
		t.Fatal(err)
	}
	s := &Shop{Memory: kernel.NewMemory(), Now: now, t: t, devices: map[string]kernel.ID{}}
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	rows := rowstore.New(Catalog, kernel.SQLite).On(conn)
	defer rows.Close()
	for _, schema := range Catalog.Schemas {
		if err := rows.Scan(schema, func(row kernel.Row) error {
			s.key = max(s.key, row.Base().Version)
			s.Put(row)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	s.man(mobile)
	return s
}

// man gives a person a device, his own if the company knows one.
func (s *Shop) man(mobile string) {
	s.t.Helper()
	user, p := org.UserByMobile.Find(s.Tx(), mobile)
	if p != kernel.Found {
		s.t.Fatalf("nobody has the number %s", mobile)
	}
	for _, d := range Rows(s, org.Devices) {
		if d.User.ID() == user.ID && !d.Revoked {
			s.devices[mobile] = d.ID
			return
		}
	}
	device := kernel.DeriveID("device", mobile)
	s.devices[mobile] = device
	s.Must(&org.Enrol{Device: device, User: kernel.Ref[org.User](user.ID), Name: mobile, Series: "Z99", Kind: "tablet"})
}
