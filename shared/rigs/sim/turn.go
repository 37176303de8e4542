package sim

import (
	"fmt"

	"heyi/shared/kernel"
)

// ClockMinder is a workload that is told of a jump of the server's clock, as a server
// tells its company.
type ClockMinder interface {
	ClockJumped(w *World, before, after kernel.Time) error
}

const day = 24 * 3600_000

// turns are by how much a clock may be off, in milliseconds.
var turns = []kernel.Time{-365 * day, -day - 1, -3600_000, 0, 3600_000, day + 1, 365 * day}

// turnClocks sets the server's and the devices' clocks to something else. The server
// of the simulator follows its clock wherever that goes: what must be true of a run
// must be true also when an administrator has believed it.
func (w *World) turnClocks() {
	turn := func(ahead *kernel.Time) {
		*ahead = turns[w.Clock.Rand.IntN(len(turns))]
		w.Faulty++
		w.Turned++
	}
	if w.faults.ServerClock > 0 && w.Clock.Chance(w.faults.ServerClock) {
		before := w.Server.now()
		w.serverTurned = true
		turn(&w.Server.ahead)
		w.Clock.Note(fmt.Sprintf("the server's clock shows %d", w.Server.now()))
		if by := w.Server.now() - before; by > day || by < -day {
			w.jump = [2]kernel.Time{before, w.Server.now()}
		}
	}
	for _, d := range w.Devices {
		if w.faults.DeviceClock > 0 && w.Clock.Chance(w.faults.DeviceClock) {
			turn(&d.ahead)
			w.Clock.Note(fmt.Sprintf("the clock of device %s shows %d", d.ID.Device, d.now()))
		}
	}
	w.tellJump()
}

// tellJump tells the company of a jump until it has been noted durably.
func (w *World) tellJump() {
	minder, ok := w.workload.(ClockMinder)
	if !ok || w.jump[1] == 0 || w.Server.desk == nil || w.Server.Disk.state.Recovering {
		return
	}
	err := minder.ClockJumped(w, w.jump[0], w.jump[1])
	if err == nil {
		w.jump = [2]kernel.Time{}
	}
	w.Server.survive(err)
}

// checkTime: nothing was judged before what was judged earlier.
func (w *World) checkTime() error {
	last := kernel.Time(0)
	for _, j := range w.Server.Disk.judged {
		if j.Call.Judged < last {
			return Times.Broken("%s was judged at %s, after something judged at %s", j.Call.Name, j.Call.Judged, last)
		}
		last = j.Call.Judged
	}
	return nil
}
