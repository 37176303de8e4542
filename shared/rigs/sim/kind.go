package sim

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
)

// Kind is a kind of history: under which weather it runs.
type Kind struct {
	Name    string
	Weather func(seed uint64) Faults
}

// Kinds are all of them, as make test and the search for planted bugs run them.
var Kinds = []Kind{
	{"usual", func(seed uint64) Faults {
		f := AllFaults
		f.Prune = 4 * int64(seed%2)
		return f
	}},
	// The devices stay connected for long: what is wrong is not mended by a reconnect.
	{"calm", func(uint64) Faults { return Faults{Cut: 1, CommitCrash: 1} }},
	// The server comes back from an old backup under live devices.
	{"restore", func(seed uint64) Faults {
		f := AllFaults
		f.Restore = true
		f.Prune = 4 * int64(seed%2)
		return f
	}},
	// Somebody puts an older file in the place of the server's and says nothing.
	{"put-back", func(seed uint64) Faults {
		f := AllFaults
		f.PutBack, f.Thin = true, 50
		f.Prune = 4 * int64(seed%2)
		return f
	}},
	// Clocks are set to something else: the server's, the devices', or both.
	{"clocks", func(seed uint64) Faults {
		f := AllFaults
		f.Restore = seed%4 >= 2
		f.ServerClock, f.DeviceClock = 6*int64(seed%2), 6*int64(seed/2%2)
		if f.ServerClock+f.DeviceClock == 0 {
			f.ServerClock, f.DeviceClock = 15, 10
		}
		return f
	}},
	// Days go by, and the company does by itself what is due.
	{"days", func(seed uint64) Faults {
		f := AllFaults
		f.Hours, f.CommitCrash, f.Stutter = 20, 8, 4
		f.Restore = seed%4 == 0
		return f
	}},
	// Rows of devices are damaged in their files, and they prove themselves.
	{"hurt", func(seed uint64) Faults {
		f := AllFaults
		f.Hurt = 3
		f.Prune = 4 * int64(seed%2)
		f.Restore = seed%4 == 3
		return f
	}},
	// Links carry next to nothing before they die, and devices begin anew: every catch-up
	// takes many connections, while people go on.
	{"thin", func(seed uint64) Faults {
		return Faults{Cut: 3, Lose: 6, DeviceCrash: 2, Thin: 95, Carries: []int64{1500, 4000, 9000}[seed%3], Twice: 5, Slow: 20}
	}},
	// Nothing stays whole for long: disks stutter and are slow, connections end where it
	// hurts, messages come twice, devices lose what they hold.
	{"rough", func(seed uint64) Faults {
		f := AllFaults
		f.Stutter, f.Slow, f.Twice, f.Early, f.Lose, f.Behind, f.DeviceCrash = 30, 60, 40, 15, 4, 10, 6
		f.Restore, f.Prune = seed%3 == 0, 4*int64(seed%2)
		return f
	}},
}

// KindOf finds one by its name.
func KindOf(name string) (Kind, error) {
	for _, k := range append(Kinds, Windows) {
		if k.Name == name {
			return k, nil
		}
	}
	return Kind{}, fmt.Errorf("sim: there is no kind of history %q", name)
}

// Garbage is how much more than what lives may lie about, in percent: a history is small
// and leaves much behind, and a sixth of the time went into cleaning up.
const Garbage = 400

// Seeds runs so many histories of every kind, or those that SEED, RUNS and KIND ask
// for. What fails says how it is run again. see is told of every world.
func Seeds(t *testing.T, kinds []Kind, runs int, run func(kind Kind, seed uint64) (*World, error), see func(*World)) {
	t.Helper()
	defer debug.SetGCPercent(debug.SetGCPercent(Garbage))
	first := uint64(1)
	if testing.Short() {
		runs = max(runs/10, 3)
	}
	if n, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64); err == nil {
		first = n
	}
	if n, err := strconv.Atoi(os.Getenv("RUNS")); err == nil {
		runs = n
	}
	for _, kind := range kinds {
		if only := os.Getenv("KIND"); only != "" && !strings.Contains(only, kind.Name) {
			continue
		}
		for seed := first; seed < first+uint64(runs); seed++ {
			w, err := run(kind, seed)
			if err != nil {
				t.Errorf("broken promise: %v\n    again: make sim SEED=%d RUNS=1 KIND=%s", err, seed, kind.Name)
				continue
			}
			see(w)
		}
	}
}
