package postgres_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
	"heyi/syncserver/store/postgres"
	"heyi/syncserver/store/storetest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// at is a schema of a fresh database.
func at(t testing.TB) *postgres.Schema {
	t.Helper()
	s, err := postgres.At(pgtest.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func create(t testing.TB, at *postgres.Schema, c *kernel.Catalog, o store.Options) *store.Store {
	t.Helper()
	s, err := at.Create(t.Context(), c, kernel.DeriveID("company"), kernel.DeriveID("history"), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The contract, with a cache that holds everything and with one that holds nearly
// nothing.
func TestContract(t *testing.T) {
	for name, rows := range map[string]int{"large cache": 100_000, "small cache": 7} {
		t.Run(name, func(t *testing.T) {
			o := store.Options{CacheRows: rows}
			places, open := map[string]*postgres.Schema{}, map[string]*store.Store{}
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
					place := at(t)
					s := create(t, place, c, o)
					places[s.Place()], open[s.Place()] = place, s
					return s
				},
				Reopen: func(t testing.TB, c *kernel.Catalog, s authority.Store) authority.Store {
					place := s.(*store.Store).Place()
					if err := open[place].Close(); err != nil {
						t.Fatal(err)
					}
					again, err := places[place].Open(t.Context(), c, o)
					if err != nil {
						t.Fatal(err)
					}
					open[place] = again
					return again
				},
			})
		})
	}
}
