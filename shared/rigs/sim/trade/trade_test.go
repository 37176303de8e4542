package trade_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/rigs/litetest"
	"heyi/shared/rigs/sim"
	"heyi/shared/rigs/sim/trade"
	"heyi/shared/rowstore"
)

// databaseEach is of how many histories one has databases beside its disks.
const databaseEach = 16

// moneyEach is of how many histories one is mostly about money.
const moneyEach = 5

// mistakenEach is of how many histories one is about documents that are taken back.
const mistakenEach = 5

// catalog is that of histories with databases, which are used again.
var catalog = all.Catalog(all.Latest)

// open are databases that histories have used, for the next.
var open []*rowstore.Session

// databases are those of a history, one after the other.
func databases() func(*kernel.Catalog) *rowstore.Session {
	used := 0
	return func(c *kernel.Catalog) *rowstore.Session {
		if used == len(open) {
			made, _, err := litetest.Make(c) // until the program ends
			if err != nil {
				panic(err)
			}
			open = append(open, made)
		}
		used++
		return open[used-1]
	}
}

// tally is what a run's company did.
type tally struct{ sold, merged, closed, doubted, reversed int }

func (s *tally) history(kind sim.Kind, seed uint64) (*sim.World, error) {
	company := &trade.Company{Catalog: all.Catalog(all.Latest), Money: seed%moneyEach == 2, Mistaken: seed%mistakenEach == 3}
	if seed%databaseEach == 1 {
		company.Catalog, company.Databases = catalog, databases()
	}
	w, err := sim.Run(company.Catalog, company, seed, trade.Steps, kind.Weather(seed))
	s.sold += company.Sold
	s.merged += company.Merged
	s.closed += company.Closed
	s.doubted += company.Doubted
	s.reversed += company.Reversed
	return w, err
}

// The business under all kinds of weather. Clocks that lie break nothing: not the
// server's when it is set back a day, forward a year and to something else again,
// whether somebody believes it or not, and not those of devices.
func TestSeeds(t *testing.T) {
	var s sim.Sum
	var did tally
	sim.Seeds(t, sim.Kinds, 98, did.history, s.Add)
	s.Tried(t)
	if s.Histories > 100 && (did.sold == 0 || did.merged == 0 || did.closed == 0 || did.doubted == 0 || did.reversed == 0 || s.Lies == 0) {
		t.Errorf("%d orders, %d customers merged, %d months closed, %d not, %d documents reversed, %d lies: that way is not tried", did.sold, did.merged, did.closed, did.doubted, did.reversed, s.Lies)
	}
	t.Logf("%v; %d orders, %d customers merged, %d months closed, %d refused while the time was in doubt, %d documents reversed", s, did.sold, did.merged, did.closed, did.doubted, did.reversed)
}

// The business while modules are switched off and on again, with what is unfinished in them
// and with devices that do not know yet.
func TestModules(t *testing.T) {
	var s sim.Sum
	switched, late := 0, 0
	sim.Seeds(t, sim.Kinds[:3], 30, func(kind sim.Kind, seed uint64) (*sim.World, error) {
		company := &trade.Company{Catalog: all.Catalog(all.Latest), Modular: true}
		w, err := sim.Run(company.Catalog, company, seed, trade.Steps, kind.Weather(seed))
		switched, late = switched+company.Switches, late+company.Late
		return w, err
	}, s.Add)
	if s.Histories > 20 && (switched == 0 || late == 0) {
		t.Errorf("%d modules switched, %d facts of modules that were off: that way is not tried", switched, late)
	}
	t.Logf("%v; %d modules switched, %d facts of modules that were off", s, switched, late)
}

// The business on devices that hold some months only.
func TestWindows(t *testing.T) {
	var s sim.Sum
	var did tally
	sim.Seeds(t, []sim.Kind{sim.Windows}, 30, did.history, s.Add)
	s.TriedWindows(t)
	t.Log(s)
}
