package hub

import (
	"time"

	"heyi/shared/sync/authority"
)

// pulse sends what waits for others like it: by a timer, or with a group where the
// executor has no time to look at timers. It belongs to the executor.
type pulse struct {
	timer *time.Timer
	due   time.Time // zero when nothing waits
}

func newPulse() *pulse {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return &pulse{timer: t}
}

// pulseMost is for how many devices a pulse sends what waits: it is sent by the executor,
// where others wait for their verdicts. With more of them each waits for several pulses,
// and more travels at once.
const pulseMost = 50

// follow takes note of what a group has left waiting, and sends what has waited for so
// long.
func (p *pulse) follow(d *authority.Desk, most time.Duration) {
	switch now := time.Now(); {
	case !d.Waits():
	case p.due.IsZero():
		p.due = now.Add(most)
		p.timer.Reset(most)
	case now.After(p.due):
		p.beat(d, most)
	}
}

// beat sends what waits; a desk that was given up has nothing.
func (p *pulse) beat(d *authority.Desk, most time.Duration) {
	p.due = time.Time{}
	if d != nil {
		d.Pulse(pulseMost)
		p.follow(d, most)
	}
}
