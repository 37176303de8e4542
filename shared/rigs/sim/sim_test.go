package sim_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/sim"
)

func history(kind sim.Kind, seed uint64) (*sim.World, error) {
	c, old := kernel.NewCatalog(2, kernel.Lock{}), kernel.NewCatalog(1, kernel.Lock{})
	return sim.Run(c, &counterWorkload{c: c, old: old, devices: 4, free: 25e6}, seed, 120, kind.Weather(seed))
}

// Every other device runs the release before the server's.
func TestSeeds(t *testing.T) {
	var s sim.Sum
	sim.Seeds(t, sim.Kinds, 205, history, s.Add)
	s.Tried(t)
	t.Log(s)
}

func TestSameSeedSameTrace(t *testing.T) {
	for _, kind := range sim.Kinds {
		for seed := range uint64(3) {
			a, err := history(kind, seed)
			if err != nil {
				t.Fatal(err)
			}
			b, err := history(kind, seed)
			if err != nil {
				t.Fatal(err)
			}
			if a.Clock.Trace() != b.Clock.Trace() || a.Clock.Steps != b.Clock.Steps {
				t.Fatalf("%s %d gave two traces", kind.Name, seed)
			}
		}
	}
}
