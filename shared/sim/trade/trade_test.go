package trade_test

import (
	"os"
	"strconv"
	"testing"

	"heyi/shared/all"
	"heyi/shared/sim"
	"heyi/shared/sim/trade"
)

// TestSeeds runs the business under the usual weather and a restore.
func TestSeeds(t *testing.T) {
	first, runs := uint64(1), uint64(12)
	if n, err := strconv.ParseUint(os.Getenv("SEED"), 10, 32); err == nil {
		first = n
	}
	if n, err := strconv.ParseUint(os.Getenv("RUNS"), 10, 32); err == nil {
		runs = n
	}
	judged, adjusted, sold, lies := 0, 0, 0, 0
	for seed := first; seed < first+runs; seed++ {
		for _, restore := range []bool{false, true} {
			c := all.Catalog(all.Latest)
			weather := sim.AllFaults
			weather.Restore = restore
			weather.Prune = 4 * int64(seed%2)
			company := &trade.Company{Catalog: c}
			w, err := sim.Run(c, company, seed, 80, weather)
			if err != nil {
				t.Fatalf("seed %d, restore %v: %v", seed, restore, err)
			}
			judged += len(w.Verdicts)
			adjusted += w.Mismatch
			sold += company.Sold
			lies += w.Lies
		}
	}
	if lies == 0 {
		t.Error("nobody lied")
	}
	if sold == 0 {
		t.Error("nobody sold anything")
	}
	t.Logf("%d histories, %d commands judged, %d adjusted, %d orders", 2*runs, judged, adjusted, sold)
}
