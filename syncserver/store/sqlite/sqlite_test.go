package sqlite

import (
	"errors"
	"path/filepath"
	"testing"

	"heyi/shared/authority"
	"heyi/shared/kernel"
	"heyi/syncserver/store/storetest"
)

func create(t testing.TB, c *kernel.Catalog, o Options) *Store {
	t.Helper()
	s, err := Create(filepath.Join(t.TempDir(), "company.db"), c, kernel.DeriveID("company"), kernel.DeriveID("history"), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closing(t testing.TB, s *Store) *Store {
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
			open := map[string]*Store{}
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
					open[s.Path()] = s
					return s
				},
				Reopen: func(t testing.TB, c *kernel.Catalog, s authority.Store) authority.Store {
					path := s.(*Store).Path()
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
	if _, err := Open(filepath.Join(t.TempDir(), "none.db"), c, Options{}); !errors.Is(err, ErrNoCompany) {
		t.Errorf("a file that is not there: %v", err)
	}
	s := closing(t, create(t, c, Options{}))
	if _, err := Create(s.Path(), c, kernel.ID{}, kernel.ID{}, Options{}); !errors.Is(err, ErrExists) {
		t.Errorf("a company on top of another: %v", err)
	}
	if _, err := s.conn.ExecContext(t.Context(), `UPDATE _state SET release = 99`); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(s.Path(), c, Options{}); !errors.Is(err, ErrNewer) {
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
