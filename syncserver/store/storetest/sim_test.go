package storetest_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store/storetest"
)

// The simulator's disk is a store like any other: what its runs prove of the
// authority holds for the others as far as they agree with it.
func TestServerDisk(t *testing.T) {
	storetest.Run(t, storetest.Harness{
		New: func(testing.TB, *kernel.Catalog) authority.Store {
			return sim.NewServerDisk(kernel.DeriveID("history"))
		},
		Reopen: func(_ testing.TB, _ *kernel.Catalog, s authority.Store) authority.Store {
			return s.(*sim.ServerDisk).Copy()
		},
	})
}
