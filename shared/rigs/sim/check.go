package sim

import (
	"errors"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// What must be true when the faults have stopped.
var (
	Together = Promised("come-together", "When faults stop, every device comes to an empty outbox and everything of its server within bounded time.")
	Once     = Promised("judged-once", "What a device showed as saved is judged exactly once, and the device learns what became of it; no two commands are accepted under one id.")
	Scope    = Promised("scope-rows", "A device with an empty outbox holds exactly the rows that its user may see.")
	Books    = Promised("books-balance", "Every invariant and audit of every module holds over the rows of the server.")
	Audit    = Promised("audit-chain", "The audit chain covers everything that was judged.")
	Times    = Promised("judged-in-time", "Nothing is judged at a time before what was judged earlier.")
	Sums     = Promised("sums-add-up", "Quantities, numbers and counts agree with the documents that they are of.")
)

// check holds the finished run against what must be true of every run.
func (w *World) check() error {
	for _, d := range w.Devices {
		if err := w.checkSaved(d); err != nil {
			return err
		}
		if err := errors.Join(w.checkRows(d), w.checkFile(d)); err != nil {
			return err
		}
	}
	if err := w.Server.Disk.checkFile(w.Catalog); err != nil {
		return err
	}
	findings, err := kernel.Verify(w.Catalog, w.Server.Disk)
	if err != nil {
		return err
	}
	if len(findings) > 0 {
		return Books.Broken("%s by %s", findings[0].Rule, findings[0].Key)
	}
	for _, check := range []func() error{w.checkChain, w.checkTime, w.checkRestored, w.checkSums, w.replay} {
		if err := check(); err != nil {
			return err
		}
	}
	err = w.workload.Check(w)
	if broken := (*Broken)(nil); err != nil && !errors.As(err, &broken) {
		return Sums.Broken("%v", err)
	}
	return err
}

// checkSaved: what a device showed as saved was judged exactly once.
func (w *World) checkSaved(d *Device) error {
	count := map[kernel.ID]int{}
	for _, j := range w.Server.Disk.judged {
		if j.Call.Origin == d.ID.Device { // a liar may have sent the id, too
			count[j.Call.ID]++
		}
	}
	for id, name := range d.Saved {
		refusedBefore := w.Verdicts[id].Refusal != nil // by a history that a restore has cut off
		if n := count[id]; n != 1 && !(n == 0 && refusedBefore && (w.faults.Restore || w.faults.PutBack)) {
			return Once.Broken("%s: %s %s was judged %d times", d, name, id, n)
		}
		if _, ok := w.Verdicts[id]; !ok {
			return Once.Broken("%s never learned what became of %s %s", d, name, id)
		}
		if s := w.shown[id]; s != nil && !w.faults.PutBack {
			if err := s.checkKept(w.Catalog); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkRows: a replica with an empty outbox equals what its user may see, by what
// the server's rows are and not by what was noted of them on the way.
func (w *World) checkRows(d *Device) error {
	author, err := kernel.Identify(w.Catalog, w.Server.Disk, d.ID.Device, d.ID.User)
	if err != nil {
		return nil //nolint:nilerr // it was sent off
	}
	eyes, want := d.eyes(author), kernel.NewMemory()
	for _, s := range w.Catalog.Schemas {
		mine := d.Catalog.Schema(s.Name)
		if mine == nil {
			continue // of a newer release
		}
		err := w.Server.Disk.Scan(s, func(row kernel.Row) error {
			if !eyes.Sees(row, w.Server.Disk.Get) {
				return nil
			}
			again, err := mine.Decode(kernel.Encode(nil, row))
			if err == nil {
				want.Put(again)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if what := differs(d.Catalog, want, d.Disk); what != "" {
		return Scope.Broken("%s %s", d, what)
	}
	return nil
}

func (w *World) checkChain() error {
	var chain authority.Chain
	accepted := map[kernel.ID]bool{}
	for i := range w.Server.Disk.judged {
		if j := &w.Server.Disk.judged[i]; j.Refusal == nil {
			if accepted[j.Call.ID] {
				return Once.Broken("%s was accepted twice under the id %s", j.Call.Name, j.Call.ID)
			}
			accepted[j.Call.ID] = true
		}
		if err := chain.Check(&w.Server.Disk.judged[i]); err != nil {
			return Audit.Broken("%v", err)
		}
	}
	if err := chain.End(w.Server.Disk.state); err != nil {
		return Audit.Broken("%v", err)
	}
	return nil
}
