package hub

import (
	"context"
	"sync"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// clock is the company's time. It follows the server's clock as long as that is
// plausible: it never goes back, and it does not follow a jump of more than a day
// that passed in no time by the monotonic clock. Then it runs on from where it was
// and is in doubt, until an administrator says that the server's clock is right, or
// that has come back. While no server ran nobody knows how much time has passed: off
// for a holiday is not a jump. After longer it follows in doubt, and not at all when
// judging by it could not be made good again.
type clock struct {
	wall    func() kernel.Time
	elapsed func() time.Duration

	mu    sync.Mutex
	last  kernel.Time   // given out
	base  kernel.Time   // the time at from
	from  time.Duration // of elapsed
	doubt *Doubt
	shown bool // the company's row bears the doubt
}

// Doubt is a jump of the server's clock that nobody has confirmed.
type Doubt struct {
	Time kernel.Time // as it was to be expected
	Wall kernel.Time // as the server's clock showed
	Held bool        // the company's time has not followed
	over bool        // the server's clock has come back
}

const (
	// jumpMost is how far the server's clock may be off what was to be expected, while
	// it runs.
	jumpMost = 24 * 3600_000
	// offMost is how long a server may have been off without anybody being asked: a
	// Spring Festival and the weekends beside it.
	offMost = 16 * 24 * 3600_000
	// awayMost is how long a server may have been away for its clock to be followed
	// when it comes back.
	awayMost = 31 * 24 * 3600_000
)

var started = time.Now()

// newClock begins with the latest time that the company is known to have been
// served or judged at, 0 for a new one. hold lets it stay behind a long pause.
func newClock(wall func() kernel.Time, elapsed func() time.Duration, latest kernel.Time, hold bool) *clock {
	c := &clock{wall: wall, elapsed: elapsed, last: latest, from: elapsed()}
	w := wall()
	c.base = w
	if gap := w - latest; latest != 0 && (gap > offMost || gap < -jumpMost) {
		c.doubt = &Doubt{Time: latest, Wall: w, Held: gap < 0 || hold && gap > awayMost}
		if c.doubt.Held {
			c.base = latest
		}
	}
	return c
}

// now is the company's time.
func (c *clock) now() kernel.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, e := c.wall(), c.elapsed()
	own := c.base + kernel.Time((e - c.from).Milliseconds())
	switch gap := w - own; {
	case gap > jumpMost || gap < -jumpMost:
		if c.doubt == nil {
			c.doubt = &Doubt{Time: own, Wall: w}
		}
		c.doubt.Held = true
	default:
		if c.doubt != nil && c.doubt.Held {
			c.doubt.Held, c.doubt.over = false, true
		}
		own, c.base, c.from = w, w, e
	}
	c.last = max(c.last, own)
	return c.last
}

// trust follows the server's clock from now on.
func (c *clock) trust() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.from = c.wall(), c.elapsed()
	c.doubt, c.shown = nil, false
}

// show notes that the company's row bears the doubt, settle that it is over.
func (c *clock) show() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown = c.doubt != nil
}

func (c *clock) settle() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.doubt != nil && c.doubt.over {
		c.doubt, c.shown = nil, false
	}
}

// Clock tells the company's time, the server's, and the doubt about it, nil if there
// is none.
func (h *Hub) Clock() (now, wall kernel.Time, doubt *Doubt) {
	now = h.clock.now()
	h.clock.mu.Lock()
	defer h.clock.mu.Unlock()
	if d := h.clock.doubt; d != nil {
		copied := *d
		doubt = &copied
	}
	return now, h.clock.wall(), doubt
}

// TrustClock follows the server's clock from now on, whatever it has done.
func (h *Hub) TrustClock() { h.clock.trust() }

// mindClock brings the clock and the company's row together: a doubt is written
// there, where every device sees it and no month is closed; its end there, by
// whoever may say so, is its end here.
func (h *Hub) mindClock() {
	row, _ := h.Store.Get(org.Companies.In(h.Catalog), org.TheCompany.ID()).(*org.Company)
	if row == nil {
		return // not founded yet
	}
	h.clock.now()
	switch doubted := row.ClockDoubt != 0; h.clock.step(doubted) {
	case tell:
		_, wall, d := h.Clock()
		h.Log.Error("the server's clock has jumped; no month is closed until an administrator confirms the time: heyi-server clock",
			"expected", d.Time.String(), "clock", wall.String(), "followed", !d.Held)
		h.later(&org.DoubtClock{Time: d.Time, Clock: d.Wall}, h.clock.show)
	case trusted:
		h.Log.Warn("the server's clock was confirmed", "clock", h.clock.wall().String())
		h.clock.trust()
	case back:
		h.Log.Warn("the server's clock has come back", "clock", h.clock.wall().String())
		h.later(&org.ConfirmClock{}, h.clock.settle)
	}
}

type step uint8

const (
	nothing step = iota
	tell
	trusted
	back
)

func (c *clock) step(doubted bool) step {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.doubt == nil:
	case !doubted && c.shown:
		return trusted
	case !doubted:
		return tell
	case c.doubt.over:
		return back
	default:
		c.shown = true
	}
	return nothing
}

// later gives a command of the clock, one at a time; what fails is tried at the next
// beat.
func (h *Hub) later(args kernel.Command, done func()) {
	if !h.minding.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer h.minding.Store(false)
		ctx, cancel := context.WithTimeout(h.quitting, 10*time.Second)
		defer cancel()
		if _, err := h.Run(ctx, args); err != nil {
			h.Log.Warn("the clock's command failed", "error", err)
			return
		}
		done()
	}()
}
