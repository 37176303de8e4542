package client_test

import (
	"testing"
	"time"

	"heyi/app/device/client"
)

// hurried is a clock on which a minute takes a second.
type hurried struct {
	client.SystemClock
	since time.Time
}

const hurry = 60

func (h hurried) Now() time.Time { return h.since.Add(time.Since(h.since) * hurry) }

func (h hurried) After(d time.Duration, f func()) (stop func()) {
	return h.SystemClock.After(d/hurry, f)
}

// What a connected device holds is of now, for as long as nothing happens in the company:
// its figures begin to age when the connection ends, from then on, also for who starts
// the program anew in a cellar.
func TestRowsDoNotAgeWhileTheyFollowTheServer(t *testing.T) {
	c := found(t)
	who, clock := c.enrol(boss), hurried{since: time.Now()}
	hurriedly := func(o *client.Options) { o.Clock = clock }
	e := open(t, who, hurriedly)
	first := until(t, e, "the first sync is whole", synced)
	age := func(s client.State) time.Duration { return time.Duration(s.Now-s.AsOf) * time.Millisecond }
	s := until(t, e, "three minutes have passed without a change", func(s client.State) bool {
		return s.Now >= first.Now+3*60_000
	})
	if synced(s) && age(s) > time.Minute {
		t.Errorf("connected, and the rows are %s old", age(s))
	}
	caughtUp(t, c, e)
	must(t, e.SetFlight(true))
	left := e.State()
	if left.AsOf < first.Now+2*60_000 {
		t.Errorf("the connection ended at %d, and the rows are of %d", left.Now, left.AsOf)
	}
	s = until(t, e, "two minutes have passed without a connection", func(s client.State) bool { return s.Now >= left.Now+2*60_000 })
	if s.AsOf != left.AsOf || age(s) < 2*time.Minute {
		t.Errorf("without a connection the rows went from %d to %d, and are %s old", left.AsOf, s.AsOf, age(s))
	}
	must(t, e.Close())
	e = open(t, who, hurriedly, func(o *client.Options) { o.Flight = true })
	if s = e.State(); s.AsOf != left.AsOf {
		t.Errorf("after a restart the rows are of %d instead of %d", s.AsOf, left.AsOf)
	}
}
