package stock

import (
	"sort"

	"heyi/shared/kernel"
)

// Flow is what is firmly expected on a day: supply is positive, demand negative.
type Flow struct {
	Date kernel.Date
	Qty  kernel.Qty
}

// PromiseBasis says what a promise stands on.
type PromiseBasis uint8

// The bases of a promise.
const (
	FromStock  PromiseBasis = iota + 1 // it is there
	FromSupply                         // bought goods will have come
	FromLead                           // it must be bought: when that arrives
)

// Promise is the day from which a quantity can be delivered (F3): the first day
// from which on what is available, with all firm supply and less all firm demand,
// never falls below it; else the day of arrives, by which what is ordered today will
// have come. available is on hand less reserved. A promise never takes from a later
// firm demand.
func Promise(today kernel.Date, available kernel.Qty, expected []Flow, qty kernel.Qty, arrives kernel.Date) (kernel.Date, PromiseBasis) {
	flows := append([]Flow(nil), expected...)
	sort.SliceStable(flows, func(i, j int) bool { return flows[i].Date < flows[j].Date })
	// From the end: lowest is the least that is ever available from a day on.
	level := available
	for _, f := range flows {
		level += f.Qty
	}
	best, basis := arrives, FromLead
	lowest := level
	for i := len(flows) - 1; i >= 0; i-- {
		if i+1 == len(flows) || flows[i+1].Date != flows[i].Date { // all of a day count together
			lowest = min(lowest, level)
			if lowest >= qty && flows[i].Date <= best {
				best, basis = max(flows[i].Date, today), FromSupply
			}
		}
		level -= flows[i].Qty
	}
	if lowest = min(lowest, level); lowest >= qty {
		return today, FromStock
	}
	return best, basis
}
