package main

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/tools/habit"
	"heyi/syncserver/companies/company"
)

// Two servers at one store, whose leader is killed while it does what is due: what is
// due is done once, whoever does it, also on the next day.
func TestJobsRunOnceWhoeverRunsThem(t *testing.T) {
	const most = 23 * time.Hour // that a server's clock may be off the database's
	now := company.Clock
	company.Clock = func() time.Time { return time.Now().Add(-most) }
	at := foundedAt(t, pgtest.Address(t))
	company.Clock = now
	founded := kernel.Time(time.Now().Add(-most).UnixMilli())
	other := at
	other.dir = filepath.Join(t.TempDir(), "other")
	for _, ahead := range []time.Duration{0, most} {
		leader := at.startAt(t, ahead.String())
		standby := other.startAt(t, ahead.String())
		from := at.partsRun(t)
		for wait := 0; ahead > 0 && at.partsRun(t) < from+2 && wait < 5000; wait++ { // in the middle, if it comes to that
			time.Sleep(time.Millisecond)
		}
		leader.kill(t)
		await.Until(t, "every job is done after the leader was killed", func() bool { return at.finished(t, founded, ahead) },
			func() any { return at.jobsRun(t) }, leader.log, standby.log)
		stopped(t, standby)
	}
	sound(t, at)
	for what, n := range at.jobsRun(t) {
		if n != 1 {
			t.Errorf("%s has run %d times", what, n)
		}
	}
}

// query reads the store behind the servers' backs.
func (p place) query(t *testing.T, text string, visit func(scan func(...any) error) error, args ...any) {
	t.Helper()
	db, err := sql.Open("pgx", p.store)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(text, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := visit(rows.Scan); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

const accepted = `name = 'org.job.run' AND coalesce(length(refusal), 0) = 0`

func (p place) partsRun(t *testing.T) (n int) {
	t.Helper()
	p.query(t, `SELECT count(*) FROM heyi._command WHERE `+accepted, func(scan func(...any) error) error { return scan(&n) })
	return n
}

// finished tells whether everything is done that has come due since the company was
// founded, by a clock that is ahead.
func (p place) finished(t *testing.T, founded kernel.Time, ahead time.Duration) bool {
	t.Helper()
	days := kernel.Days{Zone: 480, Works: func(d kernel.Date) bool { return habit.IsWorkday(int64(d)) }}
	now, done := kernel.Time(time.Now().Add(ahead).UnixMilli()), true
	for _, timer := range all.Catalog(all.Latest).Timers() {
		due, _ := timer.Rhythm.Due(founded, now, days)
		there := due == 0 // on a weekend, say
		p.query(t, `SELECT 1 FROM heyi.job WHERE name = $1 AND state = 'done' AND due = $2`, func(func(...any) error) error {
			there = true
			return nil
		}, timer.Name, int64(due))
		done = done && there
	}
	return done
}

// jobsRun counts the runs that came to their end by job and moment.
func (p place) jobsRun(t *testing.T) map[string]int {
	t.Helper()
	ran := map[string]int{}
	spec := all.Catalog(all.Latest).Command("org.job.run")
	p.query(t, `SELECT args FROM heyi._command WHERE `+accepted+` ORDER BY version`, func(scan func(...any) error) error {
		var data []byte
		if err := scan(&data); err != nil {
			return err
		}
		args, err := spec.Decode(data)
		if part, ok := args.(*org.RunJob); ok && part.Done {
			ran[fmt.Sprint(part.Name, " ", part.Due)]++
		}
		return err
	})
	return ran
}
