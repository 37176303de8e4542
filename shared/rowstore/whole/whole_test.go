// Package whole_test tries the store on the whole catalogue: what holds for its
// own small one must hold for entities that are declared later.
package whole_test

import (
	"bytes"
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/rowstore"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestWholeCatalogueOnSQLite(t *testing.T) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(t.TempDir(), "company.db")+"?_journal_mode=WAL")
	must(t, err)
	defer db.Close()
	try(t, kernel.SQLite, db)
}

func TestWholeCatalogueOnPostgres(t *testing.T) {
	db, err := sql.Open("pgx", pgtest.Database(t))
	must(t, err)
	defer db.Close()
	try(t, kernel.Postgres, db)
}

// try makes the tables, brings a row of every entity there and back, and runs
// the statements of every index, scope and list.
func try(t *testing.T, d kernel.Dialect, db *sql.DB) {
	conn, err := db.Conn(context.Background())
	must(t, err)
	defer conn.Close()
	s := rowstore.ForMany(all.Catalog(all.Latest), d).On(conn)
	defer s.Close()
	must(t, s.Atomic(s.Migrate))
	must(t, s.Atomic(s.Migrate)) // a second time there is nothing to do
	nobody := &kernel.Viewer{Tags: map[string]bool{}, Since: 20260101}
	for _, schema := range s.Catalog.Schemas {
		row := filled(schema)
		must(t, s.Atomic(func() error { return s.Upsert([]kernel.Row{row}) }))
		want := kernel.Encode(nil, row)
		if got := s.Get(schema, row.Base().ID); got == nil || !bytes.Equal(kernel.Encode(nil, got), want) {
			t.Errorf("%s came back as %+v", schema.Name, got)
		}
		for _, ix := range schema.Indexes {
			if rows := s.Range(ix, ix.KeyOf(row)); len(rows) != 1 {
				t.Errorf("%s finds %d rows", ix.Name, len(rows))
			}
		}
		if page, err := s.Query(nobody, rowstore.Query{Entity: schema.Name, Removed: true, Retired: true}); err != nil || len(page.Rows) != 0 {
			t.Errorf("who holds no tag sees %d rows of %s, %v", len(page.Rows), schema.Name, err)
		}
		if f := schema.Field("retired"); f != nil {
			if page, err := s.Query(nil, rowstore.Query{Entity: schema.Name}); err != nil || len(page.Rows) != 0 {
				t.Errorf("a retired row of %s is offered, %v", schema.Name, err)
			}
		}
		if page, err := s.Query(nil, everyColumn(schema)); err != nil || len(page.Rows) != 1 {
			t.Errorf("a list of %s has %d rows, %v", schema.Name, len(page.Rows), err)
		}
	}
}

// filled is a row with something in every field.
func filled(s *kernel.Schema) kernel.Row {
	row := s.New()
	for i, f := range s.Fields {
		v := kernel.Value{Kind: f.Kind}
		switch f.Kind {
		case kernel.KindBool:
			v.Int = 1
		case kernel.KindDate:
			v.Int = 20260131
		case kernel.KindID:
			v = kernel.Of(kernel.DeriveID("filled", i))
		case kernel.KindText, kernel.KindState, kernel.KindChoice:
			v.Str = f.Normal("合一 " + f.Name)
			if options := s.ChoicesOf(f); len(options) > 0 {
				v.Str = options[0].Code
			}
		case kernel.KindFile:
			v.Str = string(kernel.Named{Content: kernel.Content{Sum: [32]byte{byte(i)}, Size: 1}, Media: "image/png", Name: "合一.png"}.File())
		case kernel.KindCustom:
			v.Str = string(kernel.Custom{}.With(kernel.DeriveID("field", i), "x"))
		case kernel.KindBytes:
			v.Str = "\x00\xff"
		default:
			v.Int = int64(1000 + i)
		}
		f.Put(row, v)
	}
	row.Base().Removed = false
	return row
}

// everyColumn asks for the filled row by each of its fields.
func everyColumn(s *kernel.Schema) rowstore.Query {
	row, q := filled(s), rowstore.Query{Entity: s.Name}
	for i, f := range s.Fields {
		if f.Kind == kernel.KindCustom || f.Kind == kernel.KindBytes || f.Kind == kernel.KindFile {
			continue
		}
		q.Where.All = append(q.Where.All, rowstore.Filter{Field: f.Name, Op: rowstore.Eq, Values: []string{f.Get(row).String()}})
		if i%8 == 4 && len(q.Sort) < 4 {
			q.Sort = append(q.Sort, rowstore.Order{Field: f.Name, Desc: i%16 == 4})
		}
	}
	return q
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
