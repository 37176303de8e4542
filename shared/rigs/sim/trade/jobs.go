package trade

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/sim"
)

// everyDay is what this company does with each customer on every single day, so that
// days which were missed are made up one by one.
const everyDay = "trade.day"

var _ = kernel.EveryRow(kernel.Daily(2).EachMissed(), everyDay, "每日记录", "Note each day", party.Parties.All(),
	func(at kernel.Moment, p *party.Party) bool { return p.Website != at.Date.String() },
	func(tx *kernel.Tx, p *party.Party, at kernel.Moment) error {
		kernel.Set(tx, p, &p.Website, at.Date.String())
		return nil
	})

// Move implements sim.Mover: the next part of what is due is run, in parts of a few
// rows; now and then somebody ends or begins a run, and a server that does not know
// yet that another has taken its place runs what it had found.
func (c *Company) Move(w *sim.World) (bool, error) {
	now := w.Clock.Now
	if c.work == nil || w.Clock.Chance(10) { // another server
		c.work = org.NewClockwork(c.Catalog, int(w.Clock.Between(1, 4)))
	}
	state, err := w.Server.Disk.State()
	if err != nil {
		return false, err
	}
	if c.history != state.History { // no server outlives a restore
		c.history, c.stale = state.History, nil
	}
	if c.stale != nil && w.Clock.Chance(30) {
		part := c.stale
		c.stale = nil
		return true, c.run(w, part)
	}
	part, _, err := c.work.Next(kernel.Walking(w.Server.Disk), now)
	if err != nil || part == nil {
		return false, err
	}
	if w.Clock.Chance(20) {
		c.stale = part
	}
	if w.Clock.Chance(6) {
		err = c.interfere(w, part)
	}
	if err != nil {
		return true, err
	}
	return true, c.run(w, part)
}

// run judges a part; where it is not due any more, that is said and nothing happens.
func (c *Company) run(w *sim.World, part *org.RunJob) error {
	judged, err := w.Judge(c.call(w, c.Catalog.CommandFor(part), part))
	if err == nil {
		c.work.Ran(part, judged[0].Refusal)
	}
	return err
}

// interfere cancels or starts the job by hand; that it cannot be done now is no harm.
func (c *Company) interfere(w *sim.World, part *org.RunJob) error {
	var args kernel.Command = &org.CancelJob{Job: org.JobRef(part.Name)}
	if w.Clock.Chance(40) {
		args = &org.StartJob{Job: org.JobRef(part.Name)}
	}
	_, err := w.Judge(c.call(w, c.Catalog.CommandFor(args), args))
	return err
}

// Runs is checked over the whole log, by a reckoning of its own of what is due when.
var (
	Runs    = sim.Promised("clock-once", "What is due by itself is run once for each moment that it is due at, or once for those that were missed, in order, part after part, and nothing is left out when all is quiet.")
	Stopped = sim.Promised("cancel-holds", "A run that was cancelled does nothing more.")
)

// running is where a job stands while the log is read.
type running struct {
	due   kernel.Time
	next  kernel.ID
	open  bool // between its first part and its last
	ended bool // by hand
	hand  bool // begun by hand
}

const zone = 480

// checkRuns reads the log and then looks whether anything is missing.
func (c *Company) checkRuns(w *sim.World) error {
	jobs := map[kernel.Ref[org.Job]]*running{}
	at := func(id kernel.Ref[org.Job]) *running {
		if jobs[id] == nil {
			jobs[id] = &running{}
		}
		return jobs[id]
	}
	last := kernel.Time(0)
	for call := range w.Server.Disk.Accepted() {
		spec := c.Catalog.Command(call.Name)
		switch call.Name {
		case "org.job.run", "org.job.cancel", "org.job.start":
		default:
			continue
		}
		decoded, err := spec.Decode(call.Args)
		if err != nil {
			return err
		}
		switch args := decoded.(type) {
		case *org.CancelJob:
			job := at(args.Job)
			job.open, job.ended, job.hand = false, true, false
		case *org.StartJob:
			job := at(args.Job)
			job.open, job.ended, job.hand, job.next = true, false, true, kernel.ID{}
			if args.Job != org.JobRef(everyDay) {
				job.due = call.Judged
			}
		case *org.RunJob:
			if err := at(org.JobRef(args.Name)).take(args, call.Judged, &last); err != nil {
				return err
			}
		}
	}
	return c.nothingLeft(w, jobs)
}

// take holds a part against where its job stands.
func (r *running) take(part *org.RunJob, judged kernel.Time, last *kernel.Time) error {
	switch {
	case part.Due > judged:
		return Runs.Broken("%s was run at %s for %s", part.Name, judged, part.Due)
	case r.open && part.Due != r.due:
		return Runs.Broken("%s was run for %s in the middle of its run for %s", part.Name, part.Due, r.due)
	case r.open && part.After != r.next:
		return Runs.Broken("%s for %s goes on behind %s and stood at %s", part.Name, part.Due, part.After, r.next)
	case r.open:
	case r.ended && part.Due == r.due:
		return Stopped.Broken("%s for %s was cancelled and goes on", part.Name, part.Due)
	case part.Due <= r.due:
		return Runs.Broken("%s was run for %s after %s", part.Name, part.Due, r.due)
	case !part.After.IsZero():
		return Runs.Broken("%s for %s begins in the middle", part.Name, part.Due)
	case part.Name == everyDay && r.due != 0 && dayOf(part.Due) != dayOf(r.due)+1:
		return Runs.Broken("%s was run for %s after %s, and days lie between", part.Name, part.Due, r.due)
	case part.Due < *last:
		return Runs.Broken("%s was run for %s after something that was due at %s", part.Name, part.Due, *last)
	}
	if !r.hand {
		*last = max(*last, part.Due)
	}
	r.due, r.next, r.open, r.ended = part.Due, part.Next, !part.Done, false
	r.hand = r.hand && r.open
	return nil
}

// dayOf counts days of the company.
func dayOf(t kernel.Time) int64 { return (int64(t) + zone*60_000) / (24 * 3600_000) }

// nothingLeft: in a history in which days go by, every job has run for its last day.
func (c *Company) nothingLeft(w *sim.World, jobs map[kernel.Ref[org.Job]]*running) error {
	if !w.HoursPass() {
		return nil
	}
	for _, timer := range c.Catalog.Timers() {
		job := jobs[org.JobRef(timer.Name)]
		if job == nil {
			job = &running{due: c.founded}
		}
		most := int64(daysOff)
		if timer.Name == everyDay {
			most = 1
		}
		switch {
		case job.open:
			return Runs.Broken("%s stands in the middle of its run for %s", timer.Name, job.due)
		case dayOf(w.Clock.Now) > dayOf(job.due)+most:
			return Runs.Broken("%s ran last for %s, and it is %s", timer.Name, job.due, w.Clock.Now)
		}
	}
	return nil
}

// daysOff is how many days may lie between two on which the company works.
const daysOff = 10
