package hub_test

import (
	"fmt"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/authority"
)

// ran counts for which moments each job was run to its end.
func (o *office) ran() map[string]int {
	o.t.Helper()
	view, err := o.store.View()
	must(o.t, err)
	defer view.Close()
	ran := map[string]int{}
	must(o.t, view.CommandsOf(kernel.ID{}, func(j *authority.Judged) error {
		if j.Call.Name != "org.job.run" || j.Refusal != nil {
			return nil
		}
		args, err := o.Catalog.Command(j.Call.Name).Decode(j.Call.Args)
		if part, ok := args.(*org.RunJob); ok && part.Done {
			ran[fmt.Sprint(part.Name, " ", part.Due)]++
		}
		return err
	}))
	return ran
}

// idle waits until every job stands at the last moment that was due.
func (o *office) idle(due kernel.Time) {
	o.t.Helper()
	await.Until(o.t, "every job has run for "+due.String(), func() bool {
		view, err := o.store.Read()
		must(o.t, err)
		defer view.Close()
		for _, timer := range o.Catalog.Timers() {
			job, _ := view.Get(org.Jobs.In(o.Catalog), org.JobRef(timer.Name).ID()).(*org.Job)
			if job == nil || job.State != org.JobDone || job.Due.Date(480) != due.Date(480) {
				return false
			}
		}
		return true
	})
}

// A day brings every job once; a week in which no server ran is made up for once, and
// so is what a failing store held up. Nobody's restart runs anything twice.
func TestJobsRunByTheCompanysClock(t *testing.T) {
	o, c := raiseAt(t, "2026-12-01 02:00:00") // ten in the morning, a Tuesday
	time.Sleep(50 * time.Millisecond)
	if ran := o.ran(); len(ran) != 0 {
		t.Errorf("founded, and %v has run", ran)
	}
	c.pass(day)
	o.idle(kernel.Time(c.wall.Load()))
	timers := len(o.Catalog.Timers())
	if ran := o.ran(); len(ran) != timers {
		t.Errorf("after a day: %v", ran)
	}
	broken := error(kernel.StoreError{Err: fmt.Errorf("the disk is gone")})
	o.store.before.Store(&broken)
	c.pass(day)
	time.Sleep(50 * time.Millisecond)
	o.store.before.Store(nil)
	o.idle(kernel.Time(c.wall.Load()))

	o.restart(c, 7*day, nil) // Thursday
	o.idle(kernel.Time(c.wall.Load()))
	o.restart(c, time.Hour, nil)
	c.pass(time.Hour)
	time.Sleep(50 * time.Millisecond)
	ran := o.ran()
	if len(ran) != 3*timers {
		t.Errorf("three times of %d jobs: %v", timers, ran)
	}
	for what, n := range ran {
		if n != 1 {
			t.Errorf("%s has run %d times", what, n)
		}
	}
}

// A clock that jumps runs nothing, until somebody has said that it is right.
func TestAJumpRunsNoJob(t *testing.T) {
	o, c := raiseAt(t, "2026-12-01 02:00:00")
	c.turn(40 * day)
	await.Until(o.t, "the company is told", o.doubted)
	c.pass(time.Minute)
	time.Sleep(50 * time.Millisecond)
	if ran := o.ran(); len(ran) != 0 {
		t.Errorf("in doubt %v ran", ran)
	}
	_, err := o.Run(t.Context(), &org.ConfirmClock{})
	must(t, err)
	c.pass(time.Minute)
	await.Until(t, "what is due runs", func() bool { return len(o.ran()) == len(o.Catalog.Timers()) })
}

// What a run does reaches who is connected, like anything else; one that is started by
// hand runs at once.
func TestAJobIsStartedByHand(t *testing.T) {
	o, c := raiseAt(t, "2026-12-01 02:00:00")
	c.pass(day)
	o.idle(kernel.Time(c.wall.Load()))
	name := o.Catalog.Timers()[0].Name
	before := len(o.ran())
	c.pass(time.Minute)
	_, err := o.Run(t.Context(), &org.StartJob{Job: org.JobRef(name)})
	must(t, err)
	await.Until(t, "it has run", func() bool { return len(o.ran()) == before+1 })
	o.idle(kernel.Time(c.wall.Load()))
}
