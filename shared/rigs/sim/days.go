package sim

import "heyi/shared/kernel"

// Mover is a workload whose company does things by itself when their time comes.
type Mover interface {
	// Move does one thing that is due, and tells whether there was one.
	Move(w *World) (bool, error)
}

// moved bounds what a company does by itself in one go.
const moved = 4

// letHoursPass lets nights and weekends go by, and the company do what has come due
// meanwhile, or some of it.
func (w *World) letHoursPass() {
	if w.faults.Hours == 0 {
		return
	}
	if w.Clock.Chance(w.faults.Hours) {
		w.Clock.Run(w.Clock.Now + kernel.Time(w.Clock.Between(1, 50))*3600_000)
	}
	for range w.Clock.Between(0, moved) {
		if !w.move() {
			return
		}
	}
}

// move does one thing that is due, if the server is there for it.
func (w *World) move() bool {
	mover, ok := w.workload.(Mover)
	if !ok || w.Server.desk == nil || w.Server.Disk.state.Recovering {
		return false
	}
	did, err := mover.Move(w)
	w.Server.survive(err)
	if did {
		w.Moved++
	}
	return did && err == nil
}

// movesOn does everything that is due, and tells whether there was anything.
func (w *World) movesOn() bool {
	for n := range 1000 {
		if !w.hours || !w.move() {
			return n > 0
		}
	}
	w.fail(Together.Broken("the company does things by itself without an end"))
	return false
}

// HoursPass tells whether the history is one in which hours go by.
func (w *World) HoursPass() bool { return w.hours }
