package sim_test

import (
	"flag"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sim"
)

var (
	seedFlag = flag.Uint64("seed", 1, "first seed")
	runsFlag = flag.Int("runs", 60, "number of seeds")
)

func history(t *testing.T, seed uint64, faults sim.Faults) *sim.World {
	t.Helper()
	c := kernel.NewCatalog(1, kernel.Lock{})
	w, err := sim.Run(c, &counterWorkload{c: c, devices: 4, free: 120e6}, seed, 120, faults)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	return w
}

// The usual weather: cuts, power losses of either side, in and between commits.
func TestHistoriesComeTogether(t *testing.T) {
	faults, judged, adjusted := 0, 0, 0
	for i := range *runsFlag {
		w := history(t, *seedFlag+uint64(i), sim.AllFaults)
		faults += w.Faulty
		judged += len(w.Verdicts)
		adjusted += w.Mismatch
	}
	if faults == 0 || judged == 0 {
		t.Fatal("nothing happened")
	}
	t.Logf("%d histories, %d faults, %d commands judged, %d adjusted", *runsFlag, faults, judged, adjusted)
}

// A server comes back from an old backup under live devices.
func TestARestoreLosesNothing(t *testing.T) {
	for i := range *runsFlag {
		faults := sim.AllFaults
		faults.Restore = true
		history(t, *seedFlag+uint64(i), faults)
	}
}

func TestSameSeedSameTrace(t *testing.T) {
	for i := range 5 {
		seed := *seedFlag + uint64(i)
		a, b := history(t, seed, sim.AllFaults), history(t, seed, sim.AllFaults)
		if a.Clock.Trace() != b.Clock.Trace() || a.Clock.Steps != b.Clock.Steps {
			t.Fatalf("seed %d gave two traces", seed)
		}
	}
}
