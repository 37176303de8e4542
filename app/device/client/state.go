package client

import (
	"maps"

	"heyi/shared/kernel"
)

// Link is how the engine and the server stand.
type Link uint8

// The links.
const (
	Offline    Link = iota
	Connecting      // on its way
	Online          // the server has welcomed this device
)

// State is what the status bar shows. Times are by the server's clock as far as
// the device knows it; Now is when the state was made.
type State struct {
	Link    Link
	Flight  bool // the user wants no connection
	Loading bool // the first sync is not complete
	Version int64
	AsOf    kernel.Time // the rows are as they were then; Now while they follow the server
	Now     kernel.Time
	Offset  kernel.Time // by which this device's clock is corrected, in milliseconds

	Apart kernel.Time // by which the server's clock is off Now, because it is not believed; 0 otherwise

	FirstSync FirstSync // while Loading

	Since kernel.Date // closed documents of months before it are on the server only; 0 when this device holds all
	Pins  []kernel.ID // older ones that it holds besides

	Waiting   int         // commands the server has not judged
	Oldest    kernel.Time // when the oldest of them was given; 0 when none waits
	Doubtful  int         // of them, those whose prediction no longer holds
	Anew      int         // accepted before the server was restored from a backup, and brought to it again
	Attention int         // refused and adjusted ones that the user has not seen

	Stopped *kernel.Refusal // why the server ended the connection, until it welcomes again
	Trouble *kernel.Refusal // why the files cannot be used, or take nothing new: a full disk
	Wiped   bool            // the company's data is gone from this device
}

// Pausing tells that there is no connection and the next attempt is yet to come, which
// [Engine.Redial] makes now.
func (s State) Pausing() bool { return s.Link == Offline && !s.Flight }

// NoRoom tells that a device shows what it has and does not follow the server.
var NoRoom = kernel.Refuse("device.no_room",
	"本机存储空间已满，服务器上的新内容暂时收不到，看到的可能不是最新。请清理空间，之后会自动继续",
	"The device's storage is full, so nothing new is taken from the server and what you see may be old. Free some space; it goes on by itself")

// State is where the engine stands.
func (e *Engine) State() State {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.state
}

// Now is the time by the server's clock, as far as the device knows it.
func (e *Engine) Now() kernel.Time {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.now() + e.offset
}

// stand notes that the rows are current, if they are: a connection over which nothing comes
// brings no news because there is none. How long it lasts is measured and not read off the
// device's clock, which somebody may set meanwhile. One that is dead is known to be within
// [wire.SilenceMost].
func (e *Engine) stand() {
	l, at := &e.line, e.replica.State()
	switch {
	case at.Version == 0 || at.Loading:
		l.stood = 0
	case l.online && e.replica.Current() && !e.cramped:
		l.stood = max(l.stood, l.metAt+kernel.Time(e.options.Clock.Now().Sub(l.met).Milliseconds()))
	}
}

// refresh makes the state from what the goroutine knows.
func (e *Engine) refresh() State {
	s := State{Flight: e.line.flight, Link: e.line.link(), Stopped: e.line.stopped, Attention: e.refused, Now: e.now()}
	offset := kernel.Time(0)
	switch {
	case e.issues != nil:
		s.Trouble, _ = kernel.AsRefusal(e.issues)
	case e.cramped:
		s.Trouble = NoRoom.With()
	}
	if r := e.replica; r != nil {
		e.stand()
		at := r.State()
		s.Loading, s.Version, s.AsOf = at.Loading || at.Version == 0, at.Version, max(at.AsOf, e.line.stood)
		if s.Loading {
			s.FirstSync = e.line.pace.firstSync(at.Resume.Done, at.Resume.Total, e.options.Clock.Now())
		}
		s.Since, s.Pins = at.From, at.Pins
		offset, s.Apart = kernel.Time(at.Offset), r.Apart()
		s.Anew = r.Anew()
		pending := r.Pending()
		s.Waiting = len(pending)
		for _, p := range pending {
			if p.Failed != nil {
				s.Doubtful++
			}
		}
		if len(pending) > 0 {
			s.Oldest = pending[0].Call.At
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	s.Wiped = e.state.Wiped
	e.history = kernel.ID{}
	if e.replica != nil && e.line.online {
		e.history = e.replica.State().History
	}
	s.Now, s.Offset = s.Now+offset, offset
	if s.Link == Online && e.state.Link != Online { // the lane asks whether there is a connection
		go e.ringFiles()
	}
	e.state, e.offset = s, offset
	return s
}

// Change is what screens are told: the rows that changed since they were last
// told, and the state now.
type Change struct {
	Keys  map[kernel.Key]bool
	Whole bool // any row may have changed
	Idle  bool // nothing has changed but the time, once a minute
	State State
}

// Touches tells whether a row of the entity may have changed.
func (c Change) Touches(entity string) bool {
	if c.Whole {
		return true
	}
	for k := range c.Keys {
		if k.Schema.Name == entity {
			return true
		}
	}
	return false
}

// Has tells whether the row may have changed.
func (c Change) Has(s *kernel.Schema, id kernel.ID) bool {
	return c.Whole || c.Keys[kernel.Key{Schema: s, ID: id}]
}

// maxKeys is how many rows a change names; more is the whole.
const maxKeys = 4096

// merge adds a newer change.
func (c *Change) merge(newer Change) {
	c.State, c.Idle = newer.State, c.Idle && newer.Idle
	if c.Whole = c.Whole || newer.Whole || len(c.Keys)+len(newer.Keys) > maxKeys; c.Whole {
		c.Keys = nil
		return
	}
	if c.Keys == nil {
		c.Keys = make(map[kernel.Key]bool, len(newer.Keys))
	}
	maps.Copy(c.Keys, newer.Keys)
}
