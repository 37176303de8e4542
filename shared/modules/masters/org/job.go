package org

import "heyi/shared/kernel"

// Job is something that the company does by itself, with its last run. It runs as a
// chain of commands, so one that was cut goes on where it stopped.
type Job struct {
	kernel.Record
	Name   kernel.Choice    `zh:"事项" en:"Job" of:"timer" is:"title,listed,derived"`
	State  kernel.State     `zh:"状态" en:"State" is:"listed,derived"`
	Due    kernel.Time      `zh:"应运行于" en:"Due" is:"listed,derived"`
	Rows   int64            `zh:"已处理" en:"Rows" is:"listed,derived"`
	Total  int64            `zh:"应处理" en:"Of" is:"listed,derived"` // as many as there were when the run began
	Failed int64            `zh:"未能处理" en:"Failed" is:"listed,derived"`
	Begun  kernel.Time      `zh:"开始时间" en:"Begun" is:"derived"`
	Ended  kernel.Time      `zh:"结束时间" en:"Ended" is:"listed,derived"`
	Asked  kernel.Ref[User] `zh:"手动运行人" en:"Run by" is:"derived"`
	Next   kernel.ID        `is:"derived"` // where the walk goes on
}

// The life of a run.
const (
	JobRunning   kernel.State = "running"
	JobDone      kernel.State = "done"
	JobCancelled kernel.State = "cancelled"
)

var seeJobs = See(runsJobs, "org.job", "自动事项", "Jobs", Admin)

// Jobs are what the company does by itself.
var Jobs = kernel.Define[Job]("job", kernel.Spec{
	Zh: "自动事项", En: "Job", Kept: true, Scope: kernel.Scope{seeJobs.All()},
	States: []kernel.Option{
		{Code: "running", Zh: "运行中", En: "Running"}, {Code: "done", Zh: "已完成", En: "Done"}, {Code: "cancelled", Zh: "已取消", En: "Cancelled"},
	},
})

// JobRef is the row of a timer.
func JobRef(name string) kernel.Ref[Job] { return kernel.Ref[Job](kernel.DeriveID("job", name)) }

// RunJob is a part of a run: rows by their ids, from where on they were looked for,
// and where the walk stands after them. It says for which moment it runs and up to
// where the run had come, so none is taken twice, out of order, or too early.
type RunJob struct {
	Name   string      `zh:"事项" en:"Job" text:"word" is:"required" max:"120"`
	Due    kernel.Time `zh:"应运行于" en:"Due" is:"required" day:"any"`
	After  kernel.ID   `zh:"接着" en:"After"`
	Rows   []kernel.ID `zh:"数据" en:"Rows" max:"2000"`
	Next   kernel.ID   `zh:"处理到" en:"Up to"`
	Failed bool        `zh:"未能处理" en:"Failed"` // the rows are passed over, because acting on them is refused
	Done   bool        `zh:"已完成" en:"Done"`
	Total  int64       `zh:"应处理" en:"Of" range:"0..1000000000000"` // with the first part: how many rows there are
}

// StartJob runs a job now, without waiting for its time.
type StartJob struct {
	Job kernel.Ref[Job] `zh:"事项" en:"Job" is:"required"`
}

// CancelJob ends a run where it stands. What it has done stays; the job runs again
// when its time comes.
type CancelJob struct {
	Job kernel.Ref[Job] `zh:"事项" en:"Job" is:"required"`
}

var (
	_ = kernel.Intent[RunJob]("org.job.run", "运行自动事项", "Run a job", kernel.OfSystem())
	_ = kernel.Intent[StartJob]("org.job.start", "立即运行自动事项", "Run the job now", kernel.Moves(Jobs, kernel.From(JobDone, JobCancelled), kernel.To(JobRunning)), For(runsJobs, Admin))
	_ = kernel.Intent[CancelJob]("org.job.cancel", "取消运行自动事项", "Cancel the job", kernel.Moves(Jobs, kernel.From(JobRunning), kernel.To(JobCancelled)), For(runsJobs, Admin))

	// NoSuchJob is the refusal of a job that this program does not have, NotDue of a
	// part that another one was run instead of.
	NoSuchJob = kernel.Refuse("org.no_job", "本程序没有自动事项 {job}", "This program has no job {job}")
	NotDue    = kernel.Refuse("org.job_not_due", "「{job}」现在不该运行这一步：它已经运行过、已被取消或时间未到", "{job} is not due for this part: it has been run, was cancelled, or its time has not come")
)

// jobsStep is the step of a release from which on a company runs jobs.
const jobsStep = "org.jobs"

var runsJobs = UpgradeRoles(55, jobsStep, "系统管理员可以运行和取消自动事项", "Administrators may run and cancel jobs")

// turn is what a job has to run next.
type turn struct {
	timer *kernel.Timer
	due   kernel.Time // 0: nothing before wake
	wake  kernel.Time // 0 for never
	after kernel.ID
	going bool // a run that has begun
	row   *Job
}

// turnOf works out a job's next part. One that has never run begins with what comes
// after the company has learned to run jobs.
func turnOf(tx *kernel.Tx, c *Company, t *kernel.Timer) turn {
	next := turn{timer: t}
	if c.HasOff(t.Module) { // a run that has begun goes on when the module is on again
		return next
	}
	last := kernel.Time(0)
	if row, p := Jobs.Get(tx, JobRef(t.Name)); p == kernel.Found {
		next.row, last = row, row.Due
		if row.State == JobRunning {
			next.due, next.after, next.going = row.Due, row.Next, true
			return next
		}
	} else if mark, p := Upgradeds.Get(tx, UpgradedRef(jobsStep)); p == kernel.Found {
		last = mark.At
	} else {
		return next // not upgraded yet
	}
	works := Workdays(tx)
	next.due, next.wake = t.Rhythm.Due(last, tx.Judged(), kernel.Days{
		Zone: int(c.Zone), Works: func(d kernel.Date) bool { return works(int64(d)) },
	})
	return next
}

// Predict leaves all to the settlement, which alone may write settled fields.
func (r RunJob) Predict(*kernel.Tx) error { return nil }

// Settle runs the part and notes how far the run has come. Nothing is run while the
// clock is in doubt.
func (r RunJob) Settle(tx *kernel.Tx) error {
	c, err := OfCompany(tx)
	if err != nil {
		return err
	}
	if doubt := c.Doubted(); doubt != nil {
		return doubt
	}
	timer := tx.Catalog.TimerNamed(r.Name)
	if timer == nil {
		return NoSuchJob.With(kernel.Text("job", r.Name))
	}
	next := turnOf(tx, c, timer)
	if next.due == 0 || next.due != r.Due || next.after != r.After {
		return NotDue.With(kernel.Words("job", timer.Zh, timer.En))
	}
	if !r.Failed && (timer.Walks(tx.Catalog) == nil || len(r.Rows) > 0) {
		if err := timer.Run(tx, c.moment(r.Due), r.Rows); err != nil {
			return err
		}
	}
	r.note(tx, next)
	return nil
}

// moment is what a run for an instant goes by.
func (c *Company) moment(due kernel.Time) kernel.Moment {
	return kernel.Moment{At: due, Date: due.Date(int(c.Zone)), Zone: int(c.Zone)}
}

// note writes down how far the run has come.
func (r RunJob) note(tx *kernel.Tx, next turn) {
	row := next.row
	if row == nil {
		row = Jobs.Insert(tx, &Job{Record: kernel.Record{ID: JobRef(r.Name).ID()}, Name: kernel.Choice(r.Name)})
	}
	if !next.going {
		kernel.Set(tx, row, &row.Due, r.Due)
		kernel.Set(tx, row, &row.Asked, kernel.Ref[User]{})
		begin(tx, row)
		kernel.Set(tx, row, &row.Begun, tx.Judged())
	}
	if r.Failed {
		kernel.Set(tx, row, &row.Failed, row.Failed+max(int64(len(r.Rows)), 1))
	} else {
		kernel.Set(tx, row, &row.Rows, row.Rows+int64(len(r.Rows)))
	}
	if r.After.IsZero() {
		kernel.Set(tx, row, &row.Total, r.Total)
	}
	kernel.Set(tx, row, &row.Next, r.Next)
	kernel.Set(tx, row, &row.State, JobRunning)
	if r.Done {
		kernel.Set(tx, row, &row.State, JobDone)
		kernel.Set(tx, row, &row.Ended, tx.Judged())
	}
}

// begin sets a run to its beginning.
func begin(tx *kernel.Tx, row *Job) {
	kernel.Set(tx, row, &row.Next, kernel.ID{})
	kernel.Set(tx, row, &row.Rows, 0)
	kernel.Set(tx, row, &row.Failed, 0)
	kernel.Set(tx, row, &row.Total, 0)
	kernel.Set(tx, row, &row.Ended, 0)
}

// Predict begins the run anew.
func (s StartJob) Predict(tx *kernel.Tx) error {
	row, err := Jobs.Need(tx, s.Job)
	if err != nil {
		return err
	}
	if err := onlyOn(tx, string(row.Name)); err != nil {
		return err
	}
	begin(tx, row)
	kernel.Set(tx, row, &row.Asked, kernel.Ref[User](tx.Author.User))
	kernel.Set(tx, row, &row.Begun, tx.At())
	return nil
}

// Settle says for when it runs: for now, unless every moment has a run of its own.
func (s StartJob) Settle(tx *kernel.Tx) error {
	row, err := Jobs.Need(tx, s.Job)
	if err != nil {
		return err
	}
	timer := tx.Catalog.TimerNamed(string(row.Name))
	if timer == nil {
		return NoSuchJob.With(kernel.Text("job", string(row.Name)))
	}
	if !timer.Rhythm.Each() {
		kernel.Set(tx, row, &row.Due, tx.Judged())
	}
	return nil
}

// Predict notes when the run ended.
func (c CancelJob) Predict(tx *kernel.Tx) error {
	row, err := Jobs.Need(tx, c.Job)
	if err == nil {
		kernel.Set(tx, row, &row.Ended, tx.At())
	}
	return err
}
