package main

import (
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"heyi/shared/rigs/pgtest"
	"heyi/shared/rigs/trial/await"
	"heyi/syncserver/companies/company"
)

// envClock gives a process of a test a clock of its own: how far it is off at the start,
// and "back" after it for one that runs backwards, half an hour each second.
const envClock = "HEYI_TEST_CLOCK"

func wrongClock(is string) {
	by, back := strings.CutSuffix(is, "back")
	off, err := time.ParseDuration(by)
	if err != nil {
		return
	}
	begun := time.Now()
	company.Clock = func() time.Time {
		if back {
			return begun.Add(off - 1800*time.Since(begun))
		}
		return time.Now().Add(off)
	}
}

// startAt runs a server of the place on a machine with such a clock.
func (p place) startAt(t *testing.T, clock string) *process {
	t.Helper()
	t.Setenv(envClock, clock)
	defer os.Unsetenv(envClock)
	return p.start(t)
}

// Servers whose clocks are an hour apart, or run backwards, take over from each other
// all the same: who holds the lease is a matter of the database's clock alone, nothing
// is judged before what was judged before it, and nothing that was acknowledged is
// lost. One whose clock is days off says so and leaves the company to the others.
func TestServersWithDifferentClocks(t *testing.T) {
	early := foundedAt(t, pgtest.Address(t))
	late, backwards, lost := early, early, early
	late.dir, backwards.dir, lost.dir = filepath.Join(t.TempDir(), "late"), filepath.Join(t.TempDir(), "back"), filepath.Join(t.TempDir(), "lost")

	first := early.startAt(t, "1h")
	b := enrolledAt(t, first)
	last := lost.startAt(t, "-72h") // stands by with every right to, but for its clock
	stop := make(chan struct{})
	var gone sync.WaitGroup
	gone.Go(func() { b.keepGoing(t, last.url, stop) }) // it passes on what comes
	b.growing(t, 20, await.Patience)
	for _, next := range []struct {
		place
		clock string
	}{{late, "-1h"}, {backwards, "0sback"}, {early, "1h"}} {
		p := next.startAt(t, next.clock)
		b.growing(t, 10, await.Patience)
		first.kill(t)
		b.growing(t, 10, await.Patience)
		time.Sleep(time.Second) // for one that runs backwards to go on with it
		first = p
	}
	first.kill(t)
	time.Sleep(4 * time.Second) // twice a lease
	if status, code, zh, en := said(t, http.MethodPost, last.url+"/api/v1/signin", "", signInBody); status != http.StatusServiceUnavailable {
		t.Errorf("the server whose clock is days off has taken over: %d %s %s %s", status, code, zh, en)
	}
	if log := last.log.String(); !strings.Contains(log, "相差超过一天") || !strings.Contains(log, "more than a day apart") {
		t.Errorf("it does not say why:\n%s", log)
	}
	first = backwards.startAt(t, "0s")
	b.growing(t, 20, await.Patience)
	close(stop)
	gone.Wait()
	b.settle(t, first)
	stopped(t, last)
	stopped(t, first)
	db, err := sql.Open("pgx", early.store)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var judged, back int
	err = db.QueryRow(`SELECT count(*), count(*) FILTER (WHERE step < 0) FROM (SELECT judged - lag(judged) OVER (ORDER BY version) AS step FROM heyi._command) c`).Scan(&judged, &back)
	if err != nil || back > 0 || judged < len(b.calls) {
		t.Errorf("%d of %d commands were judged before the one before them: %v", back, judged, err)
	}
	sound(t, early)
}
