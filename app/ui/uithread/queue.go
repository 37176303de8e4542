package uithread

import (
	"sync"
	"time"
)

// patience is how long Queue waits for background work before it declares the
// test broken. It is never waited for in a test that passes.
const patience = 3 * time.Minute

// Queue is the Dispatcher of tests: the goroutine that calls Next, Drain,
// Until or Advance is the UI thread, and time moves only through Advance.
type Queue struct {
	work chan func()

	mu     sync.Mutex
	now    time.Duration
	timers []*queueTimer
}

type queueTimer struct {
	at time.Duration
	f  func()
}

// NewQueue returns an empty queue at time zero.
func NewQueue() *Queue {
	return &Queue{work: make(chan func(), 4096)}
}

// Do implements Dispatcher: f waits until the test runs it.
func (q *Queue) Do(f func()) { q.work <- f }

// Go implements Dispatcher with a real goroutine.
func (q *Queue) Go(f func()) { go f() }

// After implements Dispatcher: f runs within Advance.
func (q *Queue) After(d time.Duration, f func()) func() {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := &queueTimer{at: q.now + d, f: f}
	q.timers = append(q.timers, t)
	return func() { q.remove(t) }
}

func (q *Queue) remove(t *queueTimer) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, other := range q.timers {
		if other == t {
			q.timers = append(q.timers[:i], q.timers[i+1:]...)
			return true
		}
	}
	return false
}

// Next waits for one function and runs it. It panics when none comes.
func (q *Queue) Next() {
	select {
	case f := <-q.work:
		f()
	case <-time.After(patience):
		panic("uithread: nothing was dispatched; the test waits for work that never comes")
	}
}

// Drain runs what is queued now, and what that queues, and returns how many
// functions ran. It does not wait for goroutines.
func (q *Queue) Drain() int {
	for n := 0; ; n++ {
		select {
		case f := <-q.work:
			f()
		default:
			return n
		}
	}
}

// Until runs dispatched functions until done says so. It panics when done does
// not hold and no more work comes.
func (q *Queue) Until(done func() bool) {
	for !done() {
		q.Next()
	}
}

// Advance moves the clock and runs the delayed functions that fall due, in the
// order of their times.
func (q *Queue) Advance(d time.Duration) {
	q.mu.Lock()
	end := q.now + d
	q.mu.Unlock()
	for {
		t := q.due(end)
		if t == nil {
			break
		}
		t.f()
	}
	q.mu.Lock()
	q.now = end
	q.mu.Unlock()
}

func (q *Queue) due(end time.Duration) *queueTimer {
	q.mu.Lock()
	defer q.mu.Unlock()
	best := -1
	for i, t := range q.timers {
		if t.at <= end && (best < 0 || t.at < q.timers[best].at) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	t := q.timers[best]
	q.timers = append(q.timers[:best], q.timers[best+1:]...)
	q.now = max(q.now, t.at)
	return t
}
