package auth

import (
	"sync"
	"time"

	"heyi/shared/kernel"
)

// Throttled is the refusal of another try for a while.
var Throttled = kernel.Refuse("auth.throttled", "尝试次数太多,请 {seconds} 秒后再试", "Too many attempts; please try again in {seconds} seconds")

// throttle slows down whoever guesses: after some failures each further one
// doubles the wait. A key is an account or an address.
type throttle struct {
	free  int // failures without a wait
	first time.Duration
	most  time.Duration

	mu    sync.Mutex
	tries map[string]*tries
}

type tries struct {
	failures int
	until    time.Time // no try before
	last     time.Time
}

// triesMax bounds the keys that are remembered; a flood of addresses makes the
// oldest forgotten, never the memory full.
const triesMax = 50_000

func newThrottle(free int, first, most time.Duration) *throttle {
	return &throttle{free: free, first: first, most: most, tries: map[string]*tries{}}
}

// allow refuses a try that comes too early. A try that is allowed counts as a
// failure until [throttle.succeed]: several at once cannot slip through.
func (t *throttle) allow(key string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.tries[key]
	if k == nil || now.Sub(k.last) > t.most {
		t.forget(now)
		k = &tries{}
		t.tries[key] = k
	}
	if wait := k.until.Sub(now); wait > 0 {
		return Throttled.With(kernel.Int("seconds", int64(wait/time.Second)+1))
	}
	k.failures++
	k.last = now
	if over := k.failures - t.free; over > 0 {
		wait := t.first << min(over-1, 20)
		k.until = now.Add(min(wait, t.most))
	}
	return nil
}

func (t *throttle) succeed(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.tries, key)
}

// forget makes room: what is over, and if that is not enough, anything, an
// eighth at once so that a flood does not pay for a walk each time.
func (t *throttle) forget(now time.Time) {
	if len(t.tries) < triesMax {
		return
	}
	for key, k := range t.tries {
		if now.Sub(k.last) > t.most {
			delete(t.tries, key)
		}
	}
	for key := range t.tries {
		if len(t.tries) < triesMax/8*7 {
			return
		}
		delete(t.tries, key)
	}
}
