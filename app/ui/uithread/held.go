package uithread

import (
	"sync"
	"time"
)

// Held is the Dispatcher of a slow machine: nothing that was asked for happens, in
// the background or on the UI thread, before Release. A test that opens a page with
// it sees the page as people do while it loads; Immediate hides that time.
type Held struct {
	mu   sync.Mutex
	work []func()
}

// Do implements Dispatcher.
func (h *Held) Do(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.work = append(h.work, f)
}

// Go implements Dispatcher.
func (h *Held) Go(f func()) { h.Do(f) }

// After implements Dispatcher; every delay ends with Release.
func (h *Held) After(_ time.Duration, f func()) func() {
	off := false
	h.Do(func() {
		if !off {
			f()
		}
	})
	return func() { off = true }
}

// releases is how many rounds of work Release runs: what asks for more for ever is
// left waiting.
const releases = 100

// Release runs what waits, and what that asks for.
func (h *Held) Release() {
	for range releases {
		h.mu.Lock()
		work := h.work
		h.work = nil
		h.mu.Unlock()
		if len(work) == 0 {
			return
		}
		for _, f := range work {
			f()
		}
	}
}
