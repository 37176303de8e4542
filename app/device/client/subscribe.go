package client

import (
	"sync"
	"time"
)

// refreshEvery is the shortest time between two changes a screen is told of, so
// that a burst of patches costs it ten redraws a second and no more.
const refreshEvery = 100 * time.Millisecond

// subscription tells one screen of changes, one at a time.
type subscription struct {
	clock   Clock
	deliver func(Change)

	mu      sync.Mutex
	waiting *Change // merged, to be delivered
	busy    bool    // delivering, or pausing after it
	ended   bool
}

// Subscribe has deliver called with what changes from now on, from a goroutine
// of the engine, never twice at a time. The first change comes at once, those
// that follow within a tenth of a second come as one. After unsubscribe has
// returned no call begins.
func (e *Engine) Subscribe(deliver func(Change)) (unsubscribe func()) {
	s := &subscription{clock: e.options.Clock, deliver: deliver}
	e.mu.Lock()
	e.subs[s] = struct{}{}
	e.mu.Unlock()
	return func() {
		e.mu.Lock()
		delete(e.subs, s)
		e.mu.Unlock()
		s.end()
	}
}

// changed makes the state anew and tells everybody.
func (e *Engine) changed(c Change) {
	if c.Whole || len(c.Keys) > 0 { // the company may have decided how many months a device holds
		e.reframe()
	}
	c.State = e.refresh()
	e.mu.RLock()
	defer e.mu.RUnlock()
	for s := range e.subs {
		s.add(c)
	}
}

func (e *Engine) dropSubscriptions() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for s := range e.subs {
		s.end()
	}
	clear(e.subs)
}

func (s *subscription) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended, s.waiting = true, nil
}

func (s *subscription) add(c Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	if s.waiting == nil {
		s.waiting = &Change{Idle: true}
	}
	s.waiting.merge(c)
	if !s.busy {
		s.busy = true
		go s.next()
	}
}

// next delivers what waits, then pauses.
func (s *subscription) next() {
	s.mu.Lock()
	c := s.waiting
	s.waiting = nil
	if c == nil {
		s.busy = false
	}
	s.mu.Unlock()
	if c == nil {
		return
	}
	s.deliver(*c)
	s.clock.After(refreshEvery, s.next)
}
