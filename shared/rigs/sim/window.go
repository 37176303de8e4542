package sim

import (
	"slices"

	"heyi/shared/kernel"
)

// Frames is checked whenever a device starts, and in lulls of those that are connected.
var Frames = Promised("window-kept",
	"A device holds documents from the month on that its user wants, and every older one that he has opened until he lets go of it, through restarts, cuts and restores.")

// Windows is the kind of history in which devices hold documents from some month on
// only, while older ones are opened and let go of and the months move. It is tried with
// documents of many months.
var Windows = Kind{"windows", func(seed uint64) Faults {
	f := AllFaults
	f.Window = 75
	f.Prune = 4 * int64(seed%2)
	f.Restore, f.PutBack = seed%5 == 1, seed%5 == 3
	if seed%4 == 2 {
		f.Hurt = 3
	}
	if seed%3 == 0 { // they stay connected for long
		f.Cut, f.Thin, f.DeviceCrash = 2, 10, 1
	}
	return f
}}

// someMonth is one that a window may begin with: among the documents' or behind them
// all, so that only open ones are held.
func (w *World) someMonth() kernel.Date {
	return w.Clock.Now.Date(480).MonthStart().AddMonths(int(w.Clock.Between(-3, 1)))
}

// openOld has people open documents that their devices may not hold, and let go of them;
// now and then a window moves.
func (w *World) openOld() {
	if w.faults.Window == 0 {
		return
	}
	for _, d := range w.Devices {
		switch n := w.Clock.Between(1, 100); {
		case n <= 4:
			w.fail(w.pin(d))
		case n <= 6 && len(d.pins) > 0:
			id := d.pins[w.Clock.Rand.IntN(len(d.pins))]
			d.pins = slices.DeleteFunc(slices.Clone(d.pins), func(pin kernel.ID) bool { return pin == id })
			w.LetGo++
			w.trace("%s lets go of %s", d, id)
			w.fail(d.Replica.LetGo(id))
		case n == 7 && w.Clock.Chance(40):
			d.since = 0
			if w.Clock.Chance(w.faults.Window) {
				d.since = w.someMonth()
			}
			w.Reframed++
			w.trace("%s holds from %s on", d, d.since)
			w.fail(d.Replica.HoldFrom(d.since))
		}
		d.pump()
	}
}

// pin opens a document of the company, whether or not the user may see it.
func (w *World) pin(d *Device) error {
	var old []kernel.Row
	for _, s := range w.Catalog.Schemas {
		if s.Aged() {
			old = append(old, rowsOf(s, w.Server.Disk)...)
		}
	}
	if len(old) == 0 {
		return nil
	}
	id := old[w.Clock.Rand.IntN(len(old))].Base().ID
	if !slices.Contains(d.pins, id) {
		d.pins = append(slices.Clone(d.pins), id)
	}
	w.Opened++
	w.trace("%s opens %s", d, id)
	return d.Replica.Pin(id)
}

// checkWants: nothing that the user has asked for is forgotten.
func (w *World) checkWants(d *Device) error {
	if wants := d.Replica.State().Wants; !sameSet(wants.Pins, d.pins) {
		return Frames.Broken("%s wants %d older documents, %d were opened", d, len(wants.Pins), len(d.pins))
	}
	return nil
}

// checkKeeps: a connected device holds what its user wants.
func (w *World) checkKeeps(d *Device) error {
	st, pins := d.Replica.State(), d.pins
	if d.since == 0 {
		pins = nil
	}
	if st.From != d.since || !sameSet(st.Pins, pins) {
		return Frames.Broken("%s holds from %s on with %d older documents, and is to hold from %s on with %d", d, st.From, len(st.Pins), d.since, len(pins))
	}
	return nil
}

func sameSet(a, b []kernel.ID) bool {
	in := func(list []kernel.ID) func(kernel.ID) bool {
		return func(id kernel.ID) bool { return !slices.Contains(list, id) }
	}
	return !slices.ContainsFunc(a, in(b)) && !slices.ContainsFunc(b, in(a))
}
