package hub_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
	"heyi/syncserver/doors/hub"
)

// turned is a server's clock and the time that really passes.
type turned struct {
	wall atomic.Int64 // milliseconds
	ran  atomic.Int64
}

const day = 24 * time.Hour

// pass lets time go by; turn sets the clock without that.
func (c *turned) pass(d time.Duration) {
	c.wall.Add(d.Milliseconds())
	c.ran.Add(int64(d))
}
func (c *turned) turn(d time.Duration) { c.wall.Add(d.Milliseconds()) }

func (c *turned) config() hub.Config {
	return hub.Config{
		Now:     func() kernel.Time { return kernel.Time(c.wall.Load()) },
		Elapsed: func() time.Duration { return time.Duration(c.ran.Load()) },
		Beat:    5 * time.Millisecond,
	}
}

func raiseAt(t *testing.T, at string) (*office, *turned) {
	t.Helper()
	c := &turned{}
	start, err := time.Parse(time.DateTime, at)
	must(t, err)
	c.wall.Store(start.UnixMilli())
	return raise(t, c.config()), c
}

// restart opens the company as after a restart of the server, which was off for some
// time by the clock.
func (o *office) restart(c *turned, off time.Duration, change func(*hub.Config)) {
	o.t.Helper()
	must(o.t, o.Close(o.t.Context()))
	c.turn(off)
	config := c.config()
	config.Catalog, config.Store, config.Random, config.Log = o.Catalog, o.store, random, o.Log
	if change != nil {
		change(&config)
	}
	var err error
	o.Hub, err = hub.Open(config)
	must(o.t, err)
	o.t.Cleanup(func() { _ = o.Hub.Close(o.t.Context()) })
}

// judgedAt judges something and tells when that was.
func (o *office) judgedAt() kernel.Time {
	o.t.Helper()
	j, err := o.RunEncoded(o.t.Context(), "department.add", o.Catalog.Command("department.add").Encode(&kernel.AddRow{
		Values: []kernel.FieldValue{{Field: "name", Value: "部门 " + newID().String()}},
	}))
	must(o.t, err)
	return j.Call.Judged
}

func (o *office) doubted() bool {
	o.t.Helper()
	view, err := o.store.Read()
	must(o.t, err)
	defer view.Close()
	return view.Get(org.Companies.In(o.Catalog), org.TheCompany.ID()).(*org.Company).ClockDoubt != 0
}

func (o *office) closing(month int64, want error) {
	o.t.Helper()
	_, err := o.Run(o.t.Context(), &ledger.ClosePeriod{Month: month})
	if want == nil && err != nil || want != nil && !errors.Is(err, want) {
		o.t.Errorf("closing %d: %v, want %v", month, err, want)
	}
	if r, refused := kernel.AsRefusal(err); refused && (r.Sentence("zh", nil) == "" || len(r.Sentence("en", nil)) == 0) {
		o.t.Errorf("%s has no sentence", r.Code)
	}
}

// A clock that jumps is not followed: judgements go on where they were, no month is
// closed, everybody is told, and it ends when an administrator says that the time is
// right or the clock has come back.
func TestAJumpOfTheClock(t *testing.T) {
	for _, jump := range []time.Duration{365 * day, 2 * day, -25 * time.Hour, -400 * day} {
		o, c := raiseAt(t, "2026-12-05 02:00:00")
		before := o.judgedAt()
		c.turn(jump)
		c.pass(time.Minute)
		if after := o.judgedAt(); after < before || after > before+kernel.Time(time.Hour.Milliseconds()) {
			t.Errorf("jump of %s: judged at %s, then at %s", jump, before, after)
		}
		await.Until(o.t, "the company is told", o.doubted)
		if o.log.count(`"the server's clock has jumped`) == 0 {
			t.Error("the log does not tell")
		}
		o.closing(202611, org.ClockInDoubt.With())
		now, wall, doubt := o.Clock()
		if doubt == nil || !doubt.Held || wall-now > 0 != (jump > 0) {
			t.Errorf("clock: %s, %s, %+v", now, wall, doubt)
		}

		c.turn(-jump)
		await.Until(o.t, "the clock has come back", func() bool { return !o.doubted() })
		if o.judgedAt() < before {
			t.Error("judged before the last judgement")
		}
		o.closing(202611, nil)

		c.turn(jump) // and now it is right
		await.Until(o.t, "the company is told again", o.doubted)
		_, err := o.Run(t.Context(), &org.ConfirmClock{})
		must(t, err)
		await.Until(o.t, "the clock is trusted", func() bool { _, _, d := o.Clock(); return d == nil })
		c.pass(time.Minute)
		at, last := o.judgedAt(), kernel.Time(c.wall.Load())
		if jump > 0 && at != last || at < before {
			t.Errorf("jump of %s, confirmed: judged at %s, the clock shows %s", jump, at, last)
		}
		if !o.doubted() {
			continue
		}
		t.Error("in doubt again after it was confirmed")
	}
}

// Small corrections are followed, and what was judged is never before what was
// judged earlier.
func TestSmallCorrectionsOfTheClock(t *testing.T) {
	o, c := raiseAt(t, "2026-12-05 02:00:00")
	last := o.judgedAt()
	for _, turn := range []time.Duration{time.Second, -3 * time.Second, time.Hour, -2 * time.Hour, 20 * time.Hour, -20 * time.Hour} {
		c.pass(time.Second)
		c.turn(turn)
		at := o.judgedAt()
		if at < last {
			t.Errorf("after %s: judged at %s, before %s", turn, at, last)
		}
		last = at
	}
	c.pass(10 * day) // nobody worked, the server ran
	if at := o.judgedAt(); at != kernel.Time(c.wall.Load()) || o.doubted() {
		t.Errorf("after ten quiet days: %s, in doubt: %v", at, o.doubted())
	}
}

// After a restart the last judgement, and when the server last ran, are what the
// clock is compared with.
func TestTheClockAfterARestart(t *testing.T) {
	o, c := raiseAt(t, "2026-12-05 02:00:00")
	last := o.judgedAt()
	again := func(away time.Duration, change func(*hub.Config), doubt, held bool) {
		t.Helper()
		o.restart(c, away, change)
		now, wall, d := o.Clock()
		if (d != nil) != doubt || d != nil && d.Held != held || held && now > last+60_000 || !held && now != max(wall, last) {
			t.Errorf("away for %s: %s, the clock shows %s, %+v", away, now, wall, d)
		}
		at := o.judgedAt()
		if at < last {
			t.Errorf("away for %s: judged at %s, after %s", away, at, last)
		}
		last = at
		if doubt {
			await.Until(o.t, "the company is told", o.doubted)
			o.closing(202611, org.ClockInDoubt.With())
		}
	}
	hold := func(h *hub.Config) { h.Hold = true }
	again(time.Hour, hold, false, false)
	again(-2*day, hold, true, true)
	again(2*day, hold, false, false) // right again, and nobody has confirmed: still told
	o.closing(202611, org.ClockInDoubt.With())
	_, err := o.Run(t.Context(), &org.ConfirmClock{})
	must(t, err)
	again(365*day, hold, true, true)
	again(-365*day, hold, false, false)
	_, err = o.Run(t.Context(), &org.ConfirmClock{})
	must(t, err)
	for _, off := range []time.Duration{2 * day, 3 * day, 8 * day, 16 * day} { // a weekend to a Spring Festival
		again(off, hold, false, false)
		if o.doubted() {
			t.Errorf("off for %s, somebody has to confirm the time", off)
		}
	}
	again(20*day, hold, true, false)
	_, err = o.Run(t.Context(), &org.ConfirmClock{})
	must(t, err)
	again(20*day, func(h *hub.Config) { h.Seen = kernel.Time(c.wall.Load()) }, false, false) // served, and nobody worked
}
