package sim

import (
	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// What a restore must keep.
var (
	Order = Promised("restore-order", "After a restore, what was accepted is judged again in the order in which it was judged before, whatever devices' clocks say and whoever reports first.")
	Keeps = Promised("restore-keeps", "After a restore on which all devices have reported, everything is accepted again whose acceptance a device knew of.")
)

// lost is what a backup had forgotten: the log behind it, and what of that devices
// knew to be accepted.
type lost struct {
	branch int64
	log    []authority.Judged
	known  map[kernel.ID]bool
}

// losing notes what the server is about to forget.
func (w *World) losing(backup *ServerDisk) *lost {
	l := &lost{branch: backup.state.Version, known: map[kernel.ID]bool{}}
	for _, j := range w.Server.Disk.judged {
		if j.Version > l.branch {
			l.log = append(l.log, j)
		}
	}
	for _, d := range w.Devices {
		entries, _ := d.Disk.Outbox().Entries() // in memory
		for _, e := range entries {
			if e.Accepted > l.branch {
				l.known[e.Call.ID] = true
			}
		}
	}
	return l
}

// checkRestored holds the log of the restored server against the one before.
func (w *World) checkRestored() error {
	l := w.lost
	if l == nil || w.Server.Disk.state.Recovering {
		return nil
	}
	now := map[callKey]*authority.Judged{} // a liar may have sent the ids, too
	for i := range w.Server.Disk.judged {
		j := &w.Server.Disk.judged[i]
		now[callKey{j.Call.Origin, j.Call.Key}] = j
	}
	strict, last := true, int64(0)
	for i := range l.log {
		j := &l.log[i]
		if j.Refusal != nil {
			continue
		}
		if !l.known[j.Call.ID] { // by the server alone, or its device had not heard of it: it comes later or never
			strict = false
			continue
		}
		again := now[callKey{j.Call.Origin, j.Call.Key}]
		if again == nil {
			return Keeps.Broken("%s, accepted as version %d, is gone", j.Call.Name, j.Version)
		}
		if again.Version < last {
			return Order.Broken("%s was version %d and is version %d, behind what came after it", j.Call.Name, j.Version, again.Version)
		}
		if last = again.Version; strict && again.Refusal != nil && !w.clocksTurn() {
			return Keeps.Broken("%s, accepted as version %d, is refused as %d: %s", j.Call.Name, j.Version, again.Version, again.Refusal.Code)
		}
	}
	return nil
}

func (w *World) clocksTurn() bool { return w.Turned > 0 }
