package histories_test

import (
	"errors"
	"os"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/rigs/powerloss"
	"heyi/shared/rigs/sim"
	"heyi/shared/rigs/sim/trade"
)

// history is one of the business on a server with a real file.
func history(t testing.TB, kind sim.Kind, seed uint64) (w *sim.World, err error) {
	dir, err := os.MkdirTemp(powerloss.TempDir(t), "history")
	if err != nil {
		return nil, err
	}
	var file *company
	defer func() {
		if file != nil {
			err = errors.Join(err, file.close())
		}
		err = errors.Join(err, os.RemoveAll(dir))
	}()
	files := sim.Files{Company: func(c *kernel.Catalog, history kernel.ID) (sim.CompanyFile, error) {
		var err error
		file, err = newCompany(dir, c, history)
		return file, err
	}}
	return trade.OverFiles(files, all.Catalog(all.Latest), kind, seed)
}

// The business on a server with the file that it really has, which is killed, loses its
// power in the middle of a commit, is pruned, backed up, restored and exchanged for an
// older one: it holds what the simulator's memory does.
func TestSeeds(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds a history")
	}
	var s sim.Sum
	kinds := append(slices.Clone(sim.Kinds), sim.Windows)
	sim.Seeds(t, kinds, 2, func(kind sim.Kind, seed uint64) (*sim.World, error) { return history(t, kind, seed) }, s.Add)
	if s.Histories == 2*len(kinds) && s.Held < s.Histories {
		t.Errorf("the file was held against memory %d times", s.Held)
	}
	t.Log(s)
}
