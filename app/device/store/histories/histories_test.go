package histories_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/rigs/powerloss"
	"heyi/shared/rigs/sim"
	"heyi/shared/rigs/sim/trade"
)

// history is one of the business in which devices have real files.
func history(t testing.TB, kind sim.Kind, seed uint64) (w *sim.World, err error) {
	dir, err := os.MkdirTemp(powerloss.TempDir(t), "history")
	if err != nil {
		return nil, err
	}
	var devices []*device
	defer func() {
		for _, d := range devices {
			err = errors.Join(err, d.Close())
		}
		err = errors.Join(err, os.RemoveAll(dir))
	}()
	files := sim.Files{Device: func(c *kernel.Catalog) (sim.DeviceFile, error) {
		d, err := newDevice(filepath.Join(dir, fmt.Sprint(len(devices))), c)
		if err == nil {
			devices = append(devices, d)
		}
		return d, err
	}}
	return trade.OverFiles(files, all.Catalog(all.Latest), kind, seed)
}

// The business on devices with the files that they really have, which are killed, lose
// their power in the middle of writing and are opened again: they hold what the
// simulator's memory does.
func TestSeeds(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds a history")
	}
	var s sim.Sum
	kinds := append(slices.Clone(sim.Kinds), sim.Windows)
	sim.Seeds(t, kinds, 1, func(kind sim.Kind, seed uint64) (*sim.World, error) { return history(t, kind, seed) }, s.Add)
	if s.Histories == len(kinds) && s.Held < 10*s.Histories {
		t.Errorf("files were held against memory %d times", s.Held)
	}
	t.Log(s)
}
