package hub

import (
	"sync"

	"heyi/shared/sync/wire"
)

// lane is what waits to be written to one connection. It is bounded in bytes:
// whoever is beyond the bound when something new comes is too slow.
type lane struct {
	wake  chan struct{} // something is there
	spare chan struct{} // something was taken

	mu     sync.Mutex
	list   []wire.Message
	bytes  int
	limit  int
	closed bool // nothing is added any more
}

func newLane(limit int) *lane {
	return &lane{wake: make(chan struct{}, 1), spare: make(chan struct{}, 1), limit: limit}
}

// put adds a message and never blocks. It tells whether the lane can take it.
func (l *lane) put(m wire.Message) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return true
	}
	if l.bytes > l.limit {
		return false
	}
	l.list = append(l.list, m)
	l.bytes += sizeOf(m)
	signal(l.wake)
	return true
}

// last makes a message the last one; instead drops what waits before it.
func (l *lane) last(m wire.Message, instead bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	if instead {
		l.list, l.bytes = nil, 0
	}
	l.list = append(l.list, m)
	l.closed = true
	signal(l.wake)
}

// take is the next message, nil when none waits.
func (l *lane) take() wire.Message {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) == 0 {
		return nil
	}
	m := l.list[0]
	l.list[0] = nil
	l.list = l.list[1:]
	l.bytes -= sizeOf(m)
	signal(l.spare)
	return m
}

// busyFrom is how many messages wait for a connection that does not keep up.
const busyFrom = 4

// busy tells whether what can wait had better.
func (l *lane) busy() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.list) >= busyFrom
}

// full tells whether a catch-up should wait before it adds more.
func (l *lane) full() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bytes > l.limit/4 && !l.closed
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// sizeOf is roughly what a message holds in memory.
func sizeOf(m wire.Message) int {
	size := 256
	rows := func(list []wire.Row) {
		for _, r := range list {
			size += len(r.Body) + 64
		}
	}
	switch m := m.(type) {
	case *wire.Patch:
		rows(m.Rows)
		size += 256 * len(m.Verdicts)
		for _, s := range m.Sums {
			size += len(s.Packed) + 64
		}
	case *wire.Framed: // which others hold, too
		size += len(m.Frame)
	case *wire.Seen:
		rows(m.Rows)
		size += len(m.Table)
	}
	return size
}
