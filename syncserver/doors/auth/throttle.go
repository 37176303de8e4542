package auth

import (
	"net/netip"
	"sync"
	"time"

	"heyi/shared/kernel"
)

// Who guesses is slowed down, and nobody else (see decision 0016). A try counts
// against
//
//   - the account at the address it comes from, with waits that grow to a quarter of
//     an hour,
//   - the address, whatever the account, and the account, whatever the address, with
//     short waits: they are shared with honest people.
//
// A device that proves that its user has signed in on it before has a count of its
// own instead: nobody's guesses keep it out, and its successes help nobody else. Who has signed in from an address lately
// does not share in the counts of the address and of the account. A success takes
// back its own try and clears the first count; of others it clears nothing.

// Throttled is the refusal of another try for a while.
var Throttled = kernel.Refuse("auth.throttled", "尝试次数太多，请 {seconds} 秒后再试", "Too many attempts; please try again in {seconds} seconds")

// meter counts failures under keys. After some each further one doubles the wait.
type meter struct {
	free  int // failures without a wait
	first time.Duration
	most  time.Duration
	over  time.Duration // without a failure for so long they are forgotten

	mu    sync.Mutex
	tries map[string]*tries
}

type tries struct {
	failures int
	until    time.Time // no try before
	last     time.Time
}

// triesMax bounds the keys that are remembered; a flood of addresses makes some
// forgotten, never the memory full.
const triesMax = 20_000

func newMeter(free int, first, most, over time.Duration) *meter {
	return &meter{free: free, first: first, most: most, over: over, tries: map[string]*tries{}}
}

// wait is how long no try is allowed under a key.
func (m *meter) wait(key string, now time.Time) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k := m.tries[key]; k != nil {
		return k.until.Sub(now)
	}
	return 0
}

// count takes a try for a failure until takeBack: several at once cannot slip
// through.
func (m *meter) count(key string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.tries[key]
	if k == nil || now.Sub(k.last) > m.over {
		m.forget(now)
		k = &tries{}
		m.tries[key] = k
	}
	k.failures++
	k.last = now
	if over := k.failures - m.free; over > 0 {
		k.until = now.Add(min(m.first<<min(over-1, 20), m.most))
	}
}

// takeBack forgets one try.
func (m *meter) takeBack(key string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k := m.tries[key]; k != nil {
		k.failures = max(0, k.failures-1)
		k.until = now // the next try shows what others have failed
	}
}

func (m *meter) clear(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.tries, key)
}

// forget makes room: what is over, and if that is not enough, anything, an
// eighth at once so that a flood does not pay for a walk each time.
func (m *meter) forget(now time.Time) {
	if len(m.tries) < triesMax {
		return
	}
	for key, k := range m.tries {
		if now.Sub(k.last) > m.over {
			delete(m.tries, key)
		}
	}
	for key := range m.tries {
		if len(m.tries) < triesMax/8*7 {
			return
		}
		delete(m.tries, key)
	}
}

// throttle is all of them.
type throttle struct {
	pairs, devices, addresses, accounts *meter

	mu       sync.Mutex
	familiar map[string]time.Time // accounts at addresses where they have signed in
}

// familiarTime is how long an account is familiar at an address, familiarMax how
// many are remembered.
const (
	familiarTime = 90 * 24 * time.Hour
	familiarMax  = 20_000
)

func newThrottle() *throttle {
	return &throttle{
		pairs:     newMeter(5, 30*time.Second, 15*time.Minute, time.Hour),
		devices:   newMeter(20, time.Second, time.Minute, time.Hour),
		addresses: newMeter(50, 2*time.Second, 30*time.Second, 30*time.Minute),
		accounts:  newMeter(100, time.Second, 30*time.Second, 30*time.Minute),
		familiar:  map[string]time.Time{},
	}
}

// try is one attempt under way.
type try struct {
	t      *throttle
	counts []counted
	pair   string
}

type counted struct {
	meter *meter
	key   string
}

// begin lets an attempt through or says how long it must wait. device is that of a
// proof that the account has signed in on it, or empty.
func (t *throttle) begin(addr, account, device string, now time.Time) (*try, error) {
	addr = network(addr)
	a := &try{t: t, pair: addr + " " + account}
	if device != "" {
		a.counts = []counted{{t.devices, device + " " + account}}
	} else {
		a.counts = []counted{{t.pairs, a.pair}}
		if !t.isFamiliar(a.pair, now) {
			a.counts = append(a.counts, counted{t.addresses, addr}, counted{t.accounts, account})
		}
	}
	var wait time.Duration
	for _, c := range a.counts {
		wait = max(wait, c.meter.wait(c.key, now))
	}
	if wait > 0 {
		return nil, Throttled.With(kernel.Int("seconds", int64((wait+time.Second-1)/time.Second)))
	}
	for _, c := range a.counts {
		c.meter.count(c.key, now)
	}
	return a, nil
}

// passed notes a right password.
func (a *try) passed(now time.Time) {
	a.dropped(now)
	own := a.counts[0]
	own.meter.clear(own.key)
	a.t.mu.Lock()
	defer a.t.mu.Unlock()
	if len(a.t.familiar) >= familiarMax {
		clear(a.t.familiar) // who is not familiar any more only shares in more counts
	}
	a.t.familiar[a.pair] = now
}

// dropped takes an attempt back of which nothing is known.
func (a *try) dropped(now time.Time) {
	for _, c := range a.counts {
		c.meter.takeBack(c.key, now)
	}
}

func (t *throttle) isFamiliar(pair string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	last, ok := t.familiar[pair]
	return ok && now.Sub(last) < familiarTime
}

// network is what counts as one address: of IPv6 a whole /64, which one subscriber
// has to himself.
func network(addr string) string {
	ip, err := netip.ParseAddr(addr)
	if err != nil || ip.Unmap().Is4() {
		return addr
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return addr
	}
	return prefix.String()
}
