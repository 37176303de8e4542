package org

import (
	"cmp"

	"heyi/shared/kernel"
)

// Clockwork finds what the company has to do by itself, one part after another. What
// has been done stands in the company's rows alone, so whoever goes on after a crash,
// or on another server, goes on where it stands.
type Clockwork struct {
	Catalog *kernel.Catalog

	usual  int             // rows of a part
	most   int             // rows of the next one; fewer after one that writes too much or is refused
	failed kernel.Ref[Job] // what is refused by itself is passed over
}

// partMost is how many rows a part acts on, unless they write more than a command may.
const partMost = 400

// NewClockwork finds parts of at most so many rows, 0 for the usual number.
func NewClockwork(c *kernel.Catalog, most int) *Clockwork {
	if most == 0 {
		most = partMost
	}
	return &Clockwork{Catalog: c, usual: most, most: most}
}

// Next is the part to run now. Without one, wake is when there will be, 0 for never.
// A run that has begun goes on before others begin; these come in the order in which
// they were due.
func (w *Clockwork) Next(all kernel.Walker, now kernel.Time) (part *RunJob, wake kernel.Time, err error) {
	defer kernel.Catch(&err)
	tx := kernel.NewTx(w.Catalog, all, nil, &kernel.Call{At: now, Judged: now}, &kernel.Author{System: true})
	c, p := Companies.Get(tx, TheCompany)
	if p != kernel.Found || c.ClockDoubt != 0 {
		return nil, 0, nil
	}
	var first *turn
	for _, t := range w.Catalog.Timers() {
		next := turnOf(tx, c, t)
		switch {
		case next.due == 0:
			if next.wake != 0 && (wake == 0 || next.wake < wake) {
				wake = next.wake
			}
		case first == nil || next.before(first):
			first = &next
		}
	}
	if first == nil {
		return nil, wake, nil
	}
	at := c.moment(first.due)
	at.Catalog = w.Catalog
	part, err = w.partOf(all, first, at)
	return part, now, err
}

// before is the order of what is due.
func (t *turn) before(o *turn) bool {
	if t.going != o.going {
		return t.going
	}
	return cmp.Or(cmp.Compare(t.due, o.due), cmp.Compare(t.timer.Name, o.timer.Name)) < 0
}

func (w *Clockwork) partOf(all kernel.Walker, t *turn, at kernel.Moment) (*RunJob, error) {
	part := &RunJob{Name: t.timer.Name, Due: t.due, After: t.after, Next: t.after}
	most := w.most
	if w.failed == JobRef(t.timer.Name) {
		part.Failed, most = true, 1
	}
	var err error
	part.Rows, part.Done, err = t.timer.Next(all, at, t.after, most)
	if n := len(part.Rows); n > 0 {
		part.Next = part.Rows[n-1]
	}
	if err != nil || !t.after.IsZero() {
		return part, err
	}
	if part.Total = int64(len(part.Rows)); !part.Done { // else there are no more
		part.Total, err = t.timer.Count(all, at)
	}
	return part, err
}

// Ran takes note of what became of a part. A part that is refused is tried again with
// half of its rows; one row that is refused by itself is passed over and counted, so
// that it holds up nothing.
func (w *Clockwork) Ran(part *RunJob, refusal *kernel.Refusal) {
	switch {
	case refusal == nil:
		w.failed = kernel.Ref[Job]{}
		w.most = min(2*w.most, w.usual)
	case refusal.Code == NotDue.Name || refusal.Code == ClockInDoubt.Name: // the company has moved on
	case len(part.Rows) > 1:
		w.most = (len(part.Rows) + 1) / 2
	default:
		w.failed = JobRef(part.Name)
	}
}
