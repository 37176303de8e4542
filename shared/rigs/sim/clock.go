package sim

import (
	"container/heap"
	"math/rand/v2"

	"github.com/cespare/xxhash/v2"

	"heyi/shared/kernel"
)

// Clock is virtual time: a queue of events, each at an instant of its own.
type Clock struct {
	Now   kernel.Time
	Rand  *rand.Rand
	queue events
	seq   int64
	trace *xxhash.Digest
	Steps int
}

// NewClock starts at an instant with a seed.
func NewClock(seed uint64, start kernel.Time) *Clock {
	return &Clock{Now: start, Rand: rand.New(rand.NewPCG(seed, seed^0x9e3779b97f4a7c15)), trace: xxhash.New()}
}

type event struct {
	at  kernel.Time
	seq int64 // breaks ties, so that order never depends on anything but the seed
	run func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].seq < e[j].seq
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	*e = (*e)[:last]
	return x
}

// After runs f in some milliseconds.
func (c *Clock) After(ms int64, f func()) {
	c.seq++
	heap.Push(&c.queue, event{c.Now + kernel.Time(ms), c.seq, f})
}

// Between is a random number from low to high, both included.
func (c *Clock) Between(low, high int64) int64 { return low + c.Rand.Int64N(high-low+1) }

// Chance is true in percent of the cases.
func (c *Clock) Chance(percent int64) bool { return c.Rand.Int64N(100) < percent }

// Random is the randomness of an id.
func (c *Clock) Random() (b [10]byte) {
	for i := range b {
		b[i] = byte(c.Rand.Uint32())
	}
	return b
}

// Run executes events until the instant, or until none is left.
func (c *Clock) Run(until kernel.Time) {
	for len(c.queue) > 0 && c.queue[0].at <= until {
		e := heap.Pop(&c.queue).(event)
		c.Now = e.at
		c.Steps++
		e.run()
	}
	c.Now = max(c.Now, until)
}

// Note adds a line to the trace.
func (c *Clock) Note(line string) { _, _ = c.trace.WriteString(line + "\n") }

// Trace is the hash of everything noted.
func (c *Clock) Trace() uint64 { return c.trace.Sum64() }
