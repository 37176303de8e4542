//go:build planted

package sim_test

import (
	"testing"

	"heyi/shared/rigs/sim"
	"heyi/shared/rigs/sim/planted"
	"heyi/shared/rigs/tree"
)

var counter = planted.Workload{Name: "counter", Root: tree.Root(), Core: true, Run: func(kind sim.Kind, seed uint64) error {
	_, err := history(kind, seed)
	return err
}}

var windows = planted.Workload{Name: "archive", Root: tree.Root(), Core: true, Kinds: []sim.Kind{sim.Windows}, Run: func(kind sim.Kind, seed uint64) error {
	_, err := archive(kind, seed)
	return err
}}

func TestPlantedBugs(t *testing.T) {
	planted.Replay(t, counter)
	planted.Replay(t, windows)
}

func TestPlantedSearch(t *testing.T) {
	planted.Search(t, windows)
	planted.Search(t, counter)
}
