package trade_test

import (
	"os"
	"strconv"
	"testing"

	"heyi/shared/all"
	"heyi/shared/sim"
	"heyi/shared/sim/trade"
)

// TestSeeds runs the business under the usual weather, a restore, and a file that was
// put back without a word.
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
		for kind := range 3 {
			c := all.Catalog(all.Latest)
			weather := sim.AllFaults
			weather.Restore, weather.PutBack = kind == 1, kind == 2
			weather.Prune = 4 * int64(seed%2)
			company := &trade.Company{Catalog: c}
			w, err := sim.Run(c, company, seed, 80, weather)
			if err != nil {
				t.Fatalf("seed %d, kind %d: %v", seed, kind, err)
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
	t.Logf("%d histories, %d commands judged, %d adjusted, %d orders", 3*runs, judged, adjusted, sold)
}

// Clocks that lie break nothing: not the server's when it is set back a day, forward
// a year and to something else again, whether somebody believes it or not, and not
// those of devices.
func TestClocksThatLie(t *testing.T) {
	turned, closed, doubted, judged := 0, 0, 0, 0
	for seed := range uint64(16) {
		weather := sim.AllFaults
		weather.Restore = seed%4 == 3
		weather.ServerClock, weather.DeviceClock = 6*int64(seed%2), 3*int64(seed/2%2)
		if weather.ServerClock+weather.DeviceClock == 0 {
			weather.ServerClock, weather.DeviceClock = 15, 10
		}
		company := &trade.Company{Catalog: all.Catalog(all.Latest)}
		w, err := sim.Run(company.Catalog, company, seed, 80, weather)
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		turned += w.Turned
		closed += company.Closed
		judged += len(w.Verdicts)
		doubted += company.Doubted
	}
	if turned == 0 || closed == 0 || doubted == 0 {
		t.Errorf("%d clocks were turned, %d months closed, %d not: that way is not tried", turned, closed, doubted)
	}
	t.Logf("%d clocks turned, %d commands judged, %d months closed, %d refused while the time was in doubt", turned, judged, closed, doubted)
}

// Customers become one while others, offline, sell to both and take their money:
// nothing is lost, and what is owed stands under the one that stays.
func TestCustomersAreMerged(t *testing.T) {
	first, runs := uint64(1), uint64(12)
	if n, err := strconv.ParseUint(os.Getenv("SEED"), 10, 32); err == nil {
		first = n
	}
	if n, err := strconv.ParseUint(os.Getenv("RUNS"), 10, 32); err == nil {
		runs = n
	}
	judged, merged := 0, 0
	for seed := first; seed < first+runs; seed++ {
		company := &trade.Merging{Company: &trade.Company{Catalog: all.Catalog(all.Latest)}}
		weather := sim.AllFaults
		weather.Restore = seed%3 == 0
		w, err := sim.Run(company.Catalog, company, seed, 80, weather)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		judged += len(w.Verdicts)
		merged += company.Merged
	}
	if merged == 0 {
		t.Error("nobody was merged")
	}
	t.Logf("%d histories, %d commands judged, %d customers merged", runs, judged, merged)
}
