package rowstore_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, s *rowstore.Session)) {
	t.Run("sqlite", func(t *testing.T) { test(t, session(t, catalog(), kernel.SQLite, openSQLite(t))) })
	t.Run("postgres", func(t *testing.T) { test(t, session(t, catalog(), kernel.Postgres, openPostgres(t))) })
}

// TestStoreIsMemory compares a store with kernel.Memory, row by row and range by
// range, while random rows come, change and go.
func TestStoreIsMemory(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		d, m := newDice(1), kernel.NewMemory()
		for range 12 {
			batch := d.fill(s.Catalog, 1+d.IntN(24))
			d.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
			schema := s.Catalog.Schemas[d.IntN(len(s.Catalog.Schemas))]
			gone := []kernel.Key{{Schema: schema, ID: d.id(24)}, {Schema: schema, ID: d.id(24)}}
			must(t, s.Atomic(func() error { return errors.Join(s.Upsert(batch), s.Delete(gone)) }))
			for _, r := range batch {
				m.Put(r)
			}
			for _, k := range gone {
				m.Delete(k.Schema, k.ID)
			}
			compare(t, d, s, m)
		}
	})
}

func compare(t *testing.T, d dice, s *rowstore.Session, m *kernel.Memory) {
	t.Helper()
	for _, schema := range s.Catalog.Schemas {
		for n := range 25 {
			id := kernel.DeriveID("test", n)
			if got, want := show(s.Get(schema, id)), show(m.Get(schema, id)); got != want {
				t.Fatalf("%s: got %s, want %s", schema.Name, got, want)
			}
		}
		for _, ix := range schema.Indexes {
			for range 20 {
				key := ix.KeyOf(d.row(schema, d.id(24)))
				if got, want := showAll(s.Range(ix, key)), showAll(m.Range(ix, key)); got != want {
					t.Fatalf("%s %v:\ngot\n%swant\n%s", ix.Name, key, got, want)
				}
			}
		}
		got, want := "", ""
		must(t, s.Scan(schema, func(r kernel.Row) error { got += show(r) + "\n"; return nil }))
		must(t, m.Scan(schema, func(r kernel.Row) error { want += show(r) + "\n"; return nil }))
		if got != want {
			t.Fatalf("scan %s:\ngot\n%swant\n%s", schema.Name, got, want)
		}
	}
}

// TestUniqueKeysChangeHands swaps a key between two rows in one batch, gives up
// a removed row's key, and refuses the same key twice.
func TestUniqueKeysChangeHands(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		schema := buyers.In(s.Catalog)
		make := func(n int, code string, removed bool) kernel.Row {
			b := &buyer{Code: code}
			b.ID, b.Removed = kernel.DeriveID("swap", n), removed
			schema.Adopt(b)
			return b
		}
		put := func(rows ...kernel.Row) error { return s.Atomic(func() error { return s.Upsert(rows) }) }
		must(t, put(make(1, "A", false), make(2, "B", false), make(3, "", false), make(4, "", false)))
		must(t, put(make(1, "B", false), make(2, "A", false)))
		must(t, put(make(1, "B", true)))
		must(t, put(make(5, "B", false)))
		if err := put(make(6, "B", false)); err == nil {
			t.Fatal("a key was taken twice")
		}
		rows := s.Range(schema.Indexes[0], []kernel.Value{kernel.Of("B")})
		if len(rows) != 2 {
			t.Fatalf("the range of B has %d rows, want the one in use and the removed one", len(rows))
		}
	})
}

// TestUnknownFieldsMoveIntoColumns stores a row of a newer release and migrates.
func TestUnknownFieldsMoveIntoColumns(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		schema := bills.In(s.Catalog)
		b := newDice(3).row(schema, kernel.DeriveID("test", 1)).(*bill)
		b.Note, b.Number, b.Date = "kept", "N-1", 20260101
		want := show(b)
		note := schema.Field("note")
		kernel.PutUnknownFields(b, (&bill{Note: "kept"}).only(schema, note))
		b.Note = ""
		plain := newDice(4).row(schema, kernel.DeriveID("test", 2)).(*bill) // nothing moves, but it must be found
		plain.Number = "N-1"
		must(t, s.Upsert([]kernel.Row{b, plain}))
		for _, column := range []string{"note", kernel.FindColumn, kernel.SortColumn} {
			must(t, exec(s, `ALTER TABLE "bill" DROP COLUMN "`+column+`"`))
		}
		must(t, exec(s, `CREATE INDEX "ix_bill_gone" ON "bill" ("date")`))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		must(t, s.Atomic(s.Migrate))
		if got := show(s.Get(schema, b.ID)); got != want {
			t.Errorf("after the migration\n%s, want\n%s", got, want)
		}
		page, err := s.Query(nil, rowstore.Query{Entity: "bill", Terms: []string{"n-1"}, Removed: true})
		if err != nil || len(page.Rows) != 2 {
			t.Errorf("the computed column finds %d rows, %v", len(page.Rows), err)
		}
		n, err := s.Count(nil, rowstore.Query{Entity: "bill", Where: rowstore.Is("note", rowstore.Eq, "kept"), Removed: true}, 0)
		if err != nil || n != 1 {
			t.Errorf("the moved value finds %d rows, %v", n, err)
		}
		if exec(s, `DROP INDEX "ix_bill_gone"`) == nil {
			t.Error("an index that is no longer declared stayed")
		}
	})
}

// only is the record of one field.
func (b *bill) only(s *kernel.Schema, f *kernel.Field) []byte {
	one := s.New()
	f.Put(one, func() kernel.Value { s.Adopt(b); return f.Get(b) }())
	return kernel.Encode(nil, one)
}

func TestAtomicLeavesNothingBehind(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		row := newDice(1).row(seats.In(s.Catalog), kernel.DeriveID("test", 1))
		wrong := errors.New("wrong")
		err := s.Atomic(func() error { return errors.Join(s.Upsert([]kernel.Row{row}), wrong) })
		if !errors.Is(err, wrong) {
			t.Fatalf("got %v", err)
		}
		if s.Get(seats.In(s.Catalog), row.Base().ID) != nil {
			t.Fatal("a row of a failed transaction is there")
		}
		must(t, s.Atomic(func() error { return s.Upsert([]kernel.Row{row}) }))
	})
}

// TestScopeIsSees holds what lists show against Viewer.Sees, row by row.
func TestScopeIsSees(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		seen, hidden := 0, 0
		for seed := range uint64(6) {
			d := newDice(seed)
			rows := d.fill(s.Catalog, 24)
			must(t, s.Atomic(func() error { return s.Upsert(rows) }))
			for range 25 {
				v := d.viewer()
				for _, schema := range s.Catalog.Schemas {
					a, b := agree(t, s, v, schema)
					seen, hidden = seen+a, hidden+b
				}
			}
		}
		if seen < 1000 || hidden < 1000 {
			t.Errorf("the viewers saw %d rows and missed %d: they prove little", seen, hidden)
		}
	})
}

func agree(t *testing.T, s *rowstore.Session, v *kernel.Viewer, schema *kernel.Schema) (seen, hidden int) {
	t.Helper()
	held := map[kernel.ID]bool{}
	q := rowstore.Query{Entity: schema.Name, Removed: true, Retired: true, Limit: 7}
	for {
		page, err := s.Query(v, q)
		must(t, err)
		for _, r := range page.Rows {
			held[r.Base().ID] = true
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	must(t, s.Scan(schema, func(r kernel.Row) error {
		want := v.Sees(r, s.Get)
		if got := held[r.Base().ID]; got != want {
			t.Fatalf("%s: the list says %v, Sees says %v\n%+v\n%+v", schema.Name, got, want, v, r)
		}
		if want {
			seen++
		} else {
			hidden++
		}
		return nil
	}))
	return seen, hidden
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
