package uithread

import (
	"sync"
	"time"
)

// Debounce runs a function once after calls have ceased for a while, as a
// search should while somebody types. It belongs to the UI thread.
type Debounce struct {
	dispatcher Dispatcher
	delay      time.Duration
	cancel     func()
	waiting    uint64
}

// NewDebounce returns a Debounce that waits for delay after the last Call.
func NewDebounce(d Dispatcher, delay time.Duration) *Debounce {
	return &Debounce{dispatcher: d, delay: delay, cancel: func() {}}
}

// Call runs f after the delay unless another Call or Cancel comes first.
func (d *Debounce) Call(f func()) {
	d.Cancel()
	turn := d.waiting
	d.cancel = d.dispatcher.After(d.delay, func() {
		if turn == d.waiting {
			f()
		}
	})
}

// Cancel drops the waiting call, if any.
func (d *Debounce) Cancel() {
	d.waiting++
	d.cancel()
}

// RefreshInterval is the shortest time between two refreshes of a screen.
const RefreshInterval = 100 * time.Millisecond

// Coalescer turns a burst of signals into at most ten refreshes a second: the
// first at once, then one per interval for as long as signals come. The last
// signal is always followed by a refresh.
type Coalescer struct {
	dispatcher Dispatcher
	refresh    func()

	mu      sync.Mutex
	cooling bool // a refresh ran within the last interval, or is posted
	again   bool // a signal came while cooling
	stopped bool
}

// NewCoalescer returns a Coalescer that calls refresh on the UI thread.
func NewCoalescer(d Dispatcher, refresh func()) *Coalescer {
	return &Coalescer{dispatcher: d, refresh: refresh}
}

// Signal asks for a refresh. It may be called from any goroutine and is cheap:
// of a burst only the first call reaches the UI thread.
func (c *Coalescer) Signal() {
	c.mu.Lock()
	if c.stopped || c.cooling {
		c.again = true
		c.mu.Unlock()
		return
	}
	c.cooling = true
	c.mu.Unlock()
	c.dispatcher.Do(c.run)
}

// Stop ends all refreshes, also the one that may be posted already.
func (c *Coalescer) Stop() {
	c.mu.Lock()
	c.stopped = true
	c.mu.Unlock()
}

func (c *Coalescer) run() {
	c.mu.Lock()
	stopped := c.stopped
	// Signals up to here are answered by this refresh; later ones are not.
	c.again = false
	c.mu.Unlock()
	if stopped {
		return
	}
	c.refresh()
	c.dispatcher.After(RefreshInterval, c.cooled)
}

func (c *Coalescer) cooled() {
	c.mu.Lock()
	again := c.again
	c.cooling = again
	c.mu.Unlock()
	if again {
		c.run()
	}
}
