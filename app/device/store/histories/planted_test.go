//go:build planted

package histories_test

import (
	"testing"

	"heyi/shared/rigs/sim"
	"heyi/shared/rigs/sim/planted"
	"heyi/shared/rigs/tree"
)

func devices(t *testing.T) planted.Workload {
	return planted.Workload{Name: "devices", Root: tree.Root(), Files: "app/", Run: func(kind sim.Kind, seed uint64) error {
		_, err := history(t, kind, seed)
		return err
	}}
}

func TestPlantedBugs(t *testing.T)   { planted.Replay(t, devices(t)) }
func TestPlantedSearch(t *testing.T) { planted.Search(t, devices(t)) }
