package org_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// What these tests have happen by itself: departments are stamped with the day of the
// run; one that is called so refuses.
const stubborn = "不让改"

var (
	notThis = kernel.Refuse("test.not_this", "不行", "no")

	_ = kernel.EveryRow(kernel.Daily(3).EachMissed(), "test.stamp", "盖章", "Stamp", org.Departments.All(),
		func(at kernel.Moment, d *org.Department) bool {
			return len(d.Name) < 20 && d.Name != "" && d.Name[0] != '2'
		},
		func(tx *kernel.Tx, d *org.Department, at kernel.Moment) error {
			if d.Name == stubborn {
				return notThis.With()
			}
			kernel.Set(tx, d, &d.Name, at.Date.String()+" "+d.Name)
			return nil
		})
	_ = kernel.Every(kernel.Workdays(4), "test.broken", "总是失败", "Always fails", func(*kernel.Tx, kernel.Moment) error { return notThis.With() })
)

// works runs what is due in parts of at most so many rows, and says what ran.
type works struct {
	*trial.World
	t    *testing.T
	ran  []string
	most int
}

func (w *works) run(parts int) {
	w.t.Helper()
	work := org.NewClockwork(w.Catalog, w.most)
	for range parts {
		part, _, err := work.Next(kernel.Walking(w.World), w.Now)
		if err != nil {
			w.t.Fatal(err)
		}
		if part == nil {
			return
		}
		_, err = w.Do(trial.System(), part)
		refusal, refused := kernel.AsRefusal(err)
		if err != nil && !refused {
			w.t.Fatal(err)
		}
		if work.Ran(part, refusal); refusal == nil {
			w.ran = append(w.ran, fmt.Sprintf("%s %s %d", part.Name, part.Due.Date(480), len(part.Rows)))
		}
	}
}

func (w *works) job(name string) *org.Job {
	j, _ := w.Get(org.Jobs.In(w.Catalog), org.JobRef(name).ID()).(*org.Job)
	return j
}

func working(t *testing.T, departments ...string) *works {
	w := &works{World: trial.Company(t, org.VatGeneral), t: t, most: 2}
	for _, name := range departments {
		if _, err := w.Add(trial.System(), "department", "name", name); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w *works) of(name string) (ran []string) {
	for _, r := range w.ran {
		if len(r) > len(name) && r[:len(name)] == name {
			ran = append(ran, r[len(name)+1:])
		}
	}
	return ran
}

const aDay = kernel.Time(24 * 3600_000)

// Nothing is due when the company has just been founded; then every moment comes once,
// in order, also those that were missed.
func TestWhatIsMissedIsMadeUpInOrder(t *testing.T) {
	w := working(t, "甲", "乙", "丙")
	w.run(100)
	if w.ran != nil {
		t.Errorf("a new company has missed %v", w.ran)
	}
	w.Now += 3 * aDay // 22 November, a Sunday
	w.run(100)
	if got, want := w.of("test.stamp"), []string{"2026-11-20 2", "2026-11-20 1", "2026-11-21 0", "2026-11-22 0"}; !slices.Equal(got, want) {
		t.Errorf("ran for %v, want %v", got, want)
	}
	if j := w.job("test.stamp"); j.State != org.JobDone || j.Due.Date(480) != 20261122 || j.Failed != 0 {
		t.Errorf("the job says %+v", j)
	}
	if j := w.job("test.broken"); j.State != org.JobDone || j.Failed != 1 || j.Due.Date(480) != 20261120 {
		t.Errorf("what fails holds up others or hides it: %+v", j)
	}
	dues := map[string]bool{}
	for _, r := range w.ran {
		dues[r] = true
	}
	w.ran = nil
	w.run(100)
	if w.ran != nil {
		t.Errorf("run again: %v", w.ran)
	}
}

// A run that is cut goes on where it stopped, whoever goes on.
func TestARunIsCutAndGoesOn(t *testing.T) {
	w := working(t, "甲", "乙", "丙", "丁", stubborn, "己")
	w.Now += aDay
	w.run(1)
	half := *w.job("test.stamp")
	if half.State != org.JobRunning || half.Rows != 2 || half.Total != 6 || half.Next.IsZero() {
		t.Fatalf("after one part: %+v", half)
	}
	w.run(100) // by another that knows nothing but the rows
	j := w.job("test.stamp")
	if j.State != org.JobDone || j.Rows != 5 || j.Failed != 1 || j.Total != 6 {
		t.Errorf("in the end: %+v", j)
	}
	left := 0
	_ = kernel.Each(w.Catalog, w, org.Departments, func(d *org.Department) error {
		if d.Name[0] != '2' {
			left++
		}
		return nil
	})
	if left != 1 {
		t.Errorf("%d departments have no stamp, want the one that refuses", left)
	}
}

// A part is taken once, for its moment, from where the run stands: no other is.
func TestAPartIsTakenOnce(t *testing.T) {
	w := working(t, "甲", "乙", "丙")
	w.Now += 2 * aDay
	part, _, err := org.NewClockwork(w.Catalog, 2).Next(kernel.Walking(w.World), w.Now)
	if err != nil || part == nil {
		t.Fatal(part, err)
	}
	early, late := *part, *part
	early.Due, late.Due = part.Due-aDay, part.Due+aDay
	w.Refused(t, org.NotDue, trial.System(), &early)
	w.Refused(t, org.NotDue, trial.System(), &late)
	w.Must(t, trial.System(), part)
	w.Refused(t, org.NotDue, trial.System(), part)
	w.Refused(t, kernel.NotAllowed, w.As(t, org.Boss), part)
	next := *part
	next.After, next.Rows, next.Done = part.Next, nil, true
	w.Must(t, trial.System(), &next)
	w.Refused(t, org.NotDue, trial.System(), &next)
	w.Refused(t, org.NoSuchJob, trial.System(), &org.RunJob{Name: "test.unknown", Due: part.Due})
}

// Nothing runs while the clock is in doubt, and everything afterwards.
func TestNothingRunsInDoubt(t *testing.T) {
	w := working(t, "甲")
	w.Now += aDay
	part, _, _ := org.NewClockwork(w.Catalog, 2).Next(kernel.Walking(w.World), w.Now)
	w.Must(t, trial.System(), &org.DoubtClock{Time: w.Now - aDay, Clock: w.Now})
	w.Refused(t, org.ClockInDoubt, trial.System(), part)
	w.run(100)
	if w.ran != nil {
		t.Errorf("in doubt %v ran", w.ran)
	}
	w.Must(t, trial.System(), &org.ConfirmClock{})
	w.run(100)
	if len(w.of("test.stamp")) == 0 {
		t.Error("confirmed, and nothing runs")
	}
}

// An administrator ends a run and begins one; nobody else does.
func TestJobsAreCancelledAndStarted(t *testing.T) {
	w := working(t, "甲", "乙", "丙", "丁")
	admin := w.As(t, org.Admin)
	w.Now += aDay
	w.run(1)
	cancel, start := &org.CancelJob{Job: org.JobRef("test.stamp")}, &org.StartJob{Job: org.JobRef("test.stamp")}
	if _, err := w.Do(w.As(t, org.Sales), cancel); err == nil {
		t.Error("a salesperson cancels what the company does")
	}
	w.Must(t, admin, cancel)
	w.run(100)
	if j := w.job("test.stamp"); j.State != org.JobCancelled || j.Rows != 2 {
		t.Errorf("cancelled, and then: %+v", j)
	}
	w.Must(t, admin, start)
	w.run(100)
	if j := w.job("test.stamp"); j.State != org.JobDone || j.Rows != 2 || j.Asked.ID() != admin.User {
		t.Errorf("started by hand: %+v", j)
	}
	if _, err := w.Do(admin, cancel); err == nil {
		t.Error("what is done is cancelled")
	}
	var refusal *kernel.Refusal
	if _, err := w.Do(admin, cancel); !errors.As(err, &refusal) || refusal.Sentence("zh", nil) == "" {
		t.Error("without a sentence")
	}
}
