//go:build planted

package trade_test

import (
	"testing"

	"heyi/shared/rigs/sim"
	"heyi/shared/rigs/sim/planted"
	"heyi/shared/rigs/tree"
)

var business = planted.Workload{Name: "trade", Root: tree.Root(), Run: func(kind sim.Kind, seed uint64) error {
	_, err := new(tally).history(kind, seed)
	return err
}}

func TestPlantedBugs(t *testing.T)   { planted.Replay(t, business) }
func TestPlantedSearch(t *testing.T) { planted.Search(t, business) }
