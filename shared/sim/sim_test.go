package sim_test

import (
	"os"
	"strconv"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sim"
)

// seeds reads SEED and RUNS, so that a failing history is run again by its seed:
// make sim SEED=31 RUNS=1.
func seeds(t *testing.T) (first uint64, runs int) {
	t.Helper()
	first, runs = 1, 60
	for name, set := range map[string]func(uint64){
		"SEED": func(n uint64) { first = n }, "RUNS": func(n uint64) { runs = int(n) },
	} {
		if text := os.Getenv(name); text != "" {
			n, err := strconv.ParseUint(text, 10, 32)
			if err != nil {
				t.Fatalf("%s=%s: %v", name, text, err)
			}
			set(n)
		}
	}
	return first, runs
}

func history(t *testing.T, seed uint64, faults sim.Faults) *sim.World {
	t.Helper()
	c, old := kernel.NewCatalog(2, kernel.Lock{}), kernel.NewCatalog(1, kernel.Lock{})
	w, err := sim.Run(c, &counterWorkload{c: c, old: old, devices: 4, free: 120e6}, seed, 120, faults)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	return w
}

// Every other device runs the release before the server's. Every seed runs three
// times:
// in the usual weather of cuts and of power losses of either side, in and between
// commits; with a server that comes back from an old backup under live devices; and
// with one whose file was put back by somebody who told nobody.
func TestSeeds(t *testing.T) {
	first, runs := seeds(t)
	faults, judged, adjusted, stacked, fallen, updated, together, resumed, parted := 0, 0, 0, 0, 0, 0, 0, 0, 0
	for i := range runs {
		for kind := range 3 {
			weather := sim.AllFaults
			weather.Restore, weather.PutBack = kind == 1, kind == 2
			weather.Prune = 4 * int64(i%2)
			w := history(t, first+uint64(i), weather)
			faults += w.Faulty
			judged += len(w.Verdicts)
			adjusted += w.Mismatch
			stacked += w.Stacked
			fallen += w.Fallen
			updated += w.Updated
			together += w.Together
			resumed += w.Resumed
			parted += w.Parted
		}
	}
	if runs > 20 && (stacked == 0 || fallen == 0) {
		t.Errorf("%d groups were judged on top of one being written, %d fell with it: that way is not tried", stacked, fallen)
	}
	if runs > 20 && (updated == 0 || together == 0) {
		t.Errorf("%d devices went on with a newer release, %d times several messages were taken in: that way is not tried", updated, together)
	}
	if runs > 20 && (resumed == 0 || parted == 0) {
		t.Errorf("%d catch-ups went on after a cut, %d devices came from a lost log: that way is not tried", resumed, parted)
	}
	if faults == 0 || judged == 0 {
		t.Fatal("nothing happened")
	}
	t.Logf("%d histories, %d faults, %d commands judged, %d adjusted; %d groups judged on top of one being written, %d fell with it; %d devices updated; %d times several messages at once; %d catch-ups went on after a cut; %d devices from a lost log",
		3*runs, faults, judged, adjusted, stacked, fallen, updated, together, resumed, parted)
}

func TestSameSeedSameTrace(t *testing.T) {
	first, _ := seeds(t)
	for seed := first; seed < first+5; seed++ {
		a, b := history(t, seed, sim.AllFaults), history(t, seed, sim.AllFaults)
		if a.Clock.Trace() != b.Clock.Trace() || a.Clock.Steps != b.Clock.Steps {
			t.Fatalf("seed %d gave two traces", seed)
		}
	}
}
