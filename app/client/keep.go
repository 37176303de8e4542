package client

import (
	"slices"
	"time"

	"heyi/shared/kernel"
)

// PinOffline says why an older document cannot be shown.
var PinOffline = kernel.Refuse("device.older_offline",
	"本机只存 {since} 起的单据，这张更早，在服务器上。现在没有联网，联网后再打开，会自动取来",
	"This device holds documents from {since} on, and this one is older: it is on the server. You are offline now; open it again when you are connected, and it is fetched")

// keepEvery is how often the engine looks whether another month has begun.
const keepEvery = time.Hour

// holdMonths has the device hold the documents of the months that it is to, and what is
// open. As a month begins, the oldest leaves. A first load brings what is open and recent:
// its user goes to work while the months before come.
func (e *Engine) holdMonths() error {
	st := e.replica.State()
	now := e.now() + kernel.Time(st.Offset)
	since := kernel.Date(0)
	if from := e.options.Window; from != nil {
		since = from(kernel.Moment{Catalog: e.options.Catalog, Reader: e.store, At: now})
	}
	if first := st.Version == 0 || st.Loading; first && since != 0 {
		since = max(since, now.Date(recentZone).AddMonths(-recentMonths).MonthStart())
	}
	return e.replica.HoldFrom(since)
}

// What is recent in a first load: the month that goes on and the one before, with which
// every figure of a home can be worked out, in a zone that no company is far from.
const (
	recentMonths = 1
	recentZone   = 480
)

// reframe holds other months, where the company has decided so or another has begun.
func (e *Engine) reframe() {
	if e.replica == nil || e.usable() != nil {
		return
	}
	if err := guarded(e.holdMonths); err != nil { // what it holds it goes on with
		e.options.Log.Error("the window could not be moved", "err", err)
	}
	e.pump()
}

func (e *Engine) keepLater() {
	e.timer("keep", keepEvery, func() {
		e.reframe()
		e.keepLater()
	})
}

// foldAfter is how long the engine has other things to do after its start, foldAgain how
// long it rests between two days.
const (
	foldAfter = 5 * time.Second
	foldAgain = 20 * time.Millisecond
)

// dayZone is where days are over on a device, in minutes: in a zone that no company is far
// from.
const dayZone = 480

func (e *Engine) today() kernel.Date {
	return (e.now() + kernel.Time(e.replica.State().Offset)).Date(dayZone)
}

// foldLater counts the days that are over into the sums of the file, one at a time.
func (e *Engine) foldLater(delay time.Duration) {
	e.timer("fold", delay, func() {
		next := keepEvery
		if e.replica != nil && !e.replica.State().Loading {
			more, err := e.store.FoldSums(e.today().AddDays(-1))
			if err != nil {
				e.options.Log.Error("sums of days that are over were not kept", "err", err)
			} else if more {
				next = foldAgain
			}
		}
		e.foldLater(next)
	})
}

// Pin fetches a document older than the device's window and keeps it, current as all
// others, until [Engine.LetGo]. It returns before the document has come. Offline it is
// refused, unless the device has it.
func (e *Engine) Pin(id kernel.ID) error {
	return e.run(func() error {
		if err := e.usable(); err != nil {
			return err
		}
		st := e.replica.State()
		if !e.replica.Keeps() && !slices.Contains(st.Pins, id) {
			return PinOffline.With(kernel.Figure("since", st.From))
		}
		if err := e.replica.Pin(id); err != nil {
			return err
		}
		e.pump()
		return nil
	})
}

// LetGo leaves an older document to the server.
func (e *Engine) LetGo(id kernel.ID) error {
	return e.run(func() error {
		if err := e.usable(); err != nil {
			return err
		}
		if err := e.replica.LetGo(id); err != nil {
			return err
		}
		e.pump()
		return nil
	})
}

// Windowed tells whether a device with such a state may lack rows of an entity because
// they are older than what it holds.
func (s State) Windowed(schema *kernel.Schema) bool {
	return s.Since != 0 && schema != nil && schema.Aged()
}
