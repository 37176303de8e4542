package sqlite

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
	"heyi/syncserver/store/storetest"
)

func create(t testing.TB, c *kernel.Catalog, o Options) *store.Store {
	t.Helper()
	s, err := Create(filepath.Join(t.TempDir(), "company.db"), c, kernel.DeriveID("company"), kernel.DeriveID("history"), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closing(t testing.TB, s *store.Store) *store.Store {
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// The contract, with a cache that holds everything and with one that holds
// nearly nothing.
func TestContract(t *testing.T) {
	for name, rows := range map[string]int{"large cache": 100_000, "small cache": 7} {
		t.Run(name, func(t *testing.T) {
			o := Options{CacheRows: rows}
			open := map[string]*store.Store{}
			t.Cleanup(func() {
				for _, s := range open {
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				}
			})
			storetest.Run(t, storetest.Harness{
				Concurrent: true,
				New: func(t testing.TB, c *kernel.Catalog) authority.Store {
					s := create(t, c, o)
					open[s.Place()] = s
					return s
				},
				Reopen: func(t testing.TB, c *kernel.Catalog, s authority.Store) authority.Store {
					path := s.(*store.Store).Place()
					if err := open[path].Close(); err != nil {
						t.Fatal(err)
					}
					again, err := Open(path, c, o)
					if err != nil {
						t.Fatal(err)
					}
					open[path] = again
					return again
				},
			})
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	c := storetest.Catalog()
	if _, err := Open(filepath.Join(t.TempDir(), "none.db"), c, Options{}); !errors.Is(err, store.ErrNoCompany) {
		t.Errorf("a file that is not there: %v", err)
	}
	s := closing(t, create(t, c, Options{}))
	if _, err := Create(s.Place(), c, kernel.ID{}, kernel.ID{}, Options{}); !errors.Is(err, store.ErrExists) {
		t.Errorf("a company on top of another: %v", err)
	}
	age := func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE _state SET release = 99`)
		return err
	}
	if err := s.Side(age); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(s.Place(), c, Options{}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("a file of a newer release: %v", err)
	}
}

// A path may hold characters that mean something in a URL.
func TestOddPaths(t *testing.T) {
	c := storetest.Catalog()
	path := filepath.Join(t.TempDir(), "禾宜 100%?#&a=b.db")
	s, err := Create(path, c, kernel.DeriveID("company"), kernel.DeriveID("history"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(path, c, Options{}); err != nil {
		t.Fatal(err)
	}
	closing(t, s)
}
