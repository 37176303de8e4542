package main

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"heyi/shared/all"
	"heyi/shared/habit"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/rowstore/pgtest"
)

// Two servers at one store, whose leader is killed while it does what is due: what is
// due is done once, whoever does it, day after day.
func TestJobsRunOnceWhoeverRunsThem(t *testing.T) {
	at := foundedAt(t, pgtest.Address(t))
	other := at
	other.dir = filepath.Join(t.TempDir(), "other")
	timers := len(all.Catalog(all.Latest).Timers())
	for i, clock := range []string{"48h", "96h", "144h"} {
		leader := at.startAt(t, clock)
		standby := other.startAt(t, clock)
		from := at.partsRun(t)
		for end := time.Now().Add(5 * time.Second); i > 0 && at.partsRun(t) < from+i && time.Now().Before(end); { // in the middle, if it comes to that
			time.Sleep(time.Millisecond)
		}
		leader.kill(t)
		for end := time.Now().Add(2 * time.Minute); at.finished(t, time.Duration(48*(i+1))*time.Hour) < timers; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("two minutes after the leader was killed not every job is done: %v\n%s\n%s", at.jobsRun(t), leader.log, standby.log)
			}
		}
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

// finished counts the jobs that are done with what is due some time from now.
func (p place) finished(t *testing.T, ahead time.Duration) (n int) {
	t.Helper()
	days := kernel.Days{Zone: 480, Works: func(d kernel.Date) bool { return habit.IsWorkday(int64(d)) }}
	now := kernel.Time(time.Now().Add(ahead).UnixMilli())
	for _, timer := range all.Catalog(all.Latest).Timers() {
		due, _ := timer.Rhythm.Due(now-30*24*3600_000, now, days)
		p.query(t, `SELECT 1 FROM heyi.job WHERE name = $1 AND state = 'done' AND due = $2`, func(scan func(...any) error) error {
			n++
			return nil
		}, timer.Name, int64(due))
	}
	return n
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
