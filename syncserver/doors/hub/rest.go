package hub

import "time"

// rest lets a store that fails, most often for want of space, alone for a while
// that doubles from failure to failure. Devices that are turned away meanwhile have
// not been welcomed, so each waits longer too, and a full disk is not stormed.
type rest struct {
	pause time.Duration
	until time.Time
}

const (
	restFirst = 500 * time.Millisecond
	restMost  = 15 * time.Second
)

// failed notes a failure and tells how long the store is left alone.
func (r *rest) failed(now time.Time) time.Duration {
	r.pause = min(max(2*r.pause, restFirst), restMost)
	r.until = now.Add(r.pause)
	return r.pause
}

// recovered notes a commit: the next failure is a first one.
func (r *rest) recovered() { r.pause = 0 }

func (r *rest) holds(now time.Time) bool { return now.Before(r.until) }
