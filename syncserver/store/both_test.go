package store_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
	"heyi/syncserver/store/postgres"
	"heyi/syncserver/store/sqlite"
	"heyi/syncserver/store/storetest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// place is where a test keeps a company.
type place struct {
	store.Database
	create func(c *kernel.Catalog) (*store.Store, error)
	open   func(c *kernel.Catalog) (*store.Store, error)
}

// both runs a test in a place of each database.
func both(t *testing.T, test func(t *testing.T, p place)) {
	company, history := kernel.DeriveID("company"), kernel.DeriveID("history")
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "company.db")
		test(t, place{
			sqlite.At(path),
			func(c *kernel.Catalog) (*store.Store, error) {
				return sqlite.Create(path, c, company, history, sqlite.Options{})
			},
			func(c *kernel.Catalog) (*store.Store, error) { return sqlite.Open(path, c, sqlite.Options{}) },
		})
	})
	t.Run("postgres", func(t *testing.T) {
		at, err := postgres.At(pgtest.Address(t))
		if err != nil {
			t.Fatal(err)
		}
		test(t, place{
			at,
			func(c *kernel.Catalog) (*store.Store, error) {
				return at.Create(t.Context(), c, company, history, store.Options{})
			},
			func(c *kernel.Catalog) (*store.Store, error) { return at.Open(t.Context(), c, store.Options{}) },
		})
	})
}

// found founds a company at a place; it is closed with the test.
func (p place) found(t *testing.T) (*store.Store, *storetest.Office) {
	t.Helper()
	c := storetest.Catalog()
	s := p.closing(t)(p.create(c))
	return s, storetest.Found(t, c, s)
}

func (p place) closing(t *testing.T) func(*store.Store, error) *store.Store {
	return func(s *store.Store, err error) *store.Store {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The log of changes is cut up to the floor, a few lines at a time; the floor never
// sinks and never passes the last version.
func TestPrune(t *testing.T) {
	both(t, func(t *testing.T, p place) {
		s, o := p.found(t)
		o.Work(20)
		last := o.State().Version
		for _, step := range []struct{ ask, floor int64 }{{-3, 0}, {5, 5}, {2, 5}, {last + 100, last}, {1, last}} {
			floor, err := s.RaiseFloor(step.ask)
			if err != nil || floor != step.floor {
				t.Fatalf("raised to %d: %d, want %d, %v", step.ask, floor, step.floor, err)
			}
			var kept int64
			must(t, s.SideQuery(`SELECT count(*) FROM _change WHERE version > $1`, floor).Scan(&kept))
			for gone := int64(1); gone > 0; {
				gone, err = s.DropChanges(3)
				if must(t, err); gone > 3 {
					t.Errorf("%d lines at once", gone)
				}
			}
			var below, above int64
			must(t, s.SideQuery(`SELECT count(*) FROM _change WHERE version <= $1`, floor).Scan(&below))
			must(t, s.SideQuery(`SELECT count(*) FROM _change WHERE version > $1`, floor).Scan(&above))
			if below > 0 || above != kept {
				t.Errorf("floor %d: %d lines below, %d of %d above", floor, below, above, kept)
			}
		}
		v, err := s.Read()
		must(t, err)
		defer v.Close()
		if err := v.Changes(last-1, func(*authority.Change) error { return nil }); !errors.Is(err, authority.ErrPruned) {
			t.Errorf("changes below the floor: %v", err)
		}
		before, err := s.VersionBefore(o.State().Judged + 1)
		if must(t, err); before > last {
			t.Errorf("version %d before the end, the last is %d", before, last)
		}
	})
}

// Who opened a company in an epoch that is over commits nothing, learns it from the
// state too, and leaves nothing behind.
func TestAnEpochThatIsOver(t *testing.T) {
	both(t, func(t *testing.T, p place) {
		s, o := p.found(t)
		o.Work(3)
		before := o.State()
		must(t, s.Side(func(tx *sql.Tx) error {
			_, err := tx.Exec(`UPDATE _state SET epoch = epoch + 1`)
			return err
		}))
		call := o.Random()
		if _, _, err := o.Authority.Judge([]kernel.Call{call}, before.Judged+9000); !errors.Is(err, authority.ErrMoved) {
			t.Fatalf("a commit of an epoch that is over: %v", err)
		}
		if _, err := s.State(); !errors.Is(err, authority.ErrMoved) {
			t.Errorf("the state of an epoch that is over: %v", err)
		}
		again := p.closing(t)(p.open(storetest.Catalog()))
		state, err := again.State()
		if j, failed := again.Verdict(call.Origin, call.Key); err != nil || failed != nil || j != nil || state.Version != before.Version {
			t.Errorf("left behind: %+v, version %d, was %d, %v %v", j, state.Version, before.Version, err, failed)
		}
	})
}

// A company of a newer release, or of a newer format, is refused and not touched.
func TestANewerRelease(t *testing.T) {
	both(t, func(t *testing.T, p place) {
		c := storetest.Catalog()
		for _, newer := range []string{`release = release + 1`, `release = release - 1, format = format + 1`} {
			s, err := p.create(c)
			if errors.Is(err, store.ErrExists) {
				s, err = p.open(c)
			}
			must(t, err)
			must(t, s.Side(func(tx *sql.Tx) error {
				_, err := tx.Exec(`UPDATE _state SET ` + newer)
				return err
			}))
			must(t, s.Close())
			if _, err := p.open(c); !errors.Is(err, store.ErrNewer) {
				t.Errorf("%s: %v", newer, err)
			}
			must(t, store.Beside(p, func(tx *sql.Tx) error {
				if newer == `release = release + 1` {
					return nil
				}
				_, err := tx.Exec(`UPDATE _state SET release = release + 1, format = format - 1`)
				return err
			}))
			must(t, store.Beside(p, func(tx *sql.Tx) error {
				_, err := tx.Exec(`UPDATE _state SET release = $1`, c.Release)
				return err
			}))
		}
	})
}

// A table that an earlier release made is brought to the declaration, rows and all.
func TestTablesOfAnEarlierRelease(t *testing.T) {
	both(t, func(t *testing.T, p place) {
		s, o := p.found(t)
		o.Work(2)
		must(t, s.Side(func(tx *sql.Tx) error {
			for _, text := range []string{`DROP INDEX _command_of`, `ALTER TABLE _command DROP COLUMN args_len`, `ALTER TABLE _command DROP COLUMN args_hash`, `ALTER TABLE _state DROP COLUMN epoch`} {
				if _, err := tx.Exec(text); err != nil {
					return err
				}
			}
			return nil
		}))
		again := p.closing(t)(p.open(storetest.Catalog()))
		v, err := again.Read()
		must(t, err)
		defer v.Close()
		var chain authority.Chain
		must(t, v.Commands(0, chain.Check))
		must(t, chain.End(v.State))
	})
}

// What the server alone knows goes over into the other place whole, whatever the
// databases are.
func TestSidesAreCopied(t *testing.T) {
	both(t, func(t *testing.T, p place) {
		from, _ := p.found(t)
		put := func(s *store.Store, line string) {
			must(t, s.Side(func(tx *sql.Tx) error {
				_, err := tx.Exec(`INSERT INTO _kept (what, "user", n) VALUES ($1, $2, $3)`, line, []byte{0, 255, byte(len(line))}, len(line))
				return err
			}))
		}
		lines := []string{"", "a", "B", "沙发", "重庆", "%_\\'", "😀"}
		for range 30 {
			lines = append(lines, lines[len(lines)-1]+"x")
		}
		for _, line := range lines {
			put(from, line)
		}
		both(t, func(t *testing.T, other place) {
			to, _ := other.found(t)
			put(to, "gone")
			must(t, store.CopySides(p, other))
			var got []string
			must(t, to.Side(func(tx *sql.Tx) error {
				rows, err := tx.Query(`SELECT what, n FROM _kept ORDER BY what`)
				if err != nil {
					return err
				}
				defer rows.Close()
				for rows.Next() {
					var what string
					var n int
					if err := rows.Scan(&what, &n); err != nil || n != len(what) {
						t.Errorf("%q: %d, %v", what, n, err)
					}
					got = append(got, what)
				}
				return rows.Err()
			}))
			slices.Sort(lines) // bytewise, as both databases do
			if !slices.Equal(got, lines) {
				t.Errorf("copied %q, want %q", got, lines)
			}
		})
	})
}

var _ = store.Declare(store.Table{
	Name:    "_kept",
	Columns: []store.Column{{Name: "what", Kind: store.Text}, {Name: "user", Kind: store.Bytes}, {Name: "n", Kind: store.Int}},
	Key:     []string{"what"},
	Indexes: []store.Index{{Name: "_kept_n", Columns: []string{"n", "what"}, Unique: true}},
})
