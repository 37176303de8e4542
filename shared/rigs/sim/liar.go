package sim

import (
	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/replica"
)

// Liar is a workload with an enrolled device that says of its commands what it
// likes. It knows everything that was ever judged. What must be true of a run must
// be true in spite of it.
type Liar interface {
	Liar() replica.Identity
}

// lie sends copies of what others did, under forged ids, keys, times and versions.
func (w *World) lie() {
	liar, ok := w.workload.(Liar)
	if !ok || w.Server.desk == nil || len(w.Server.Disk.judged) == 0 || !w.Clock.Chance(25) {
		return
	}
	known := w.Server.Disk.judged
	if g := w.Server.writing; g != nil && g.Commit != nil && w.Clock.Chance(50) { // it may see what others get to see a moment later
		known = g.Commit.Judged
	}
	of := known[w.Clock.Between(0, int64(len(known))-1)].Call
	last, _ := w.Server.Disk.LastKey(liar.Liar().Device) // never errs
	call := kernel.Call{
		ID: of.ID, Origin: liar.Liar().Device, Key: last + 1, Author: liar.Liar().User, Name: of.Name, Version: of.Version, Args: of.Args, At: w.Clock.Now,
	}
	switch w.Clock.Between(0, 6) {
	case 0: // another's id
	case 1:
		call.Key = 1<<63 - 1
	case 2:
		call.Key = -w.Clock.Between(0, 9)
	case 3:
		call.Key += w.Clock.Between(1, 2*authority.KeyWindow)
		call.ID = kernel.NewID(w.Clock.Now, w.Clock.Random())
	case 4:
		call.At = kernel.Time(w.Clock.Between(1, 1<<42))
		call.ID = kernel.NewID(call.At, w.Clock.Random())
	case 5:
		call.Version = 99
		call.ID = kernel.NewID(w.Clock.Now, w.Clock.Random())
	case 6: // an id of its own, the time of another's
		call.ID = kernel.NewID(of.ID.Time(), w.Clock.Random())
	}
	w.Lies++
	w.Server.waiting = append(w.Server.waiting, authority.Order{Calls: []kernel.Call{call}})
	w.Server.survive(w.Server.work())
}
