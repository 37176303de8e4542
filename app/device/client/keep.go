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
	since := kernel.Date(0)
	if from := e.options.Window; from != nil {
		since = from(kernel.Moment{Catalog: e.options.Catalog, Reader: e.store, At: e.serverNow()})
	}
	if first := st.Version == 0 || st.Loading; first && since != 0 {
		since = max(since, e.today().AddMonths(-recentMonths).MonthStart())
	}
	return e.replica.HoldFrom(since)
}

// recentMonths are those that a first load brings beside the one that goes on: with them
// every figure of a home can be worked out.
const recentMonths = 1

// dayZone is where days begin on a device, in minutes: in a zone that no company is far
// from.
const dayZone = 480

// serverNow is what time it is on the server, as far as the device knows.
func (e *Engine) serverNow() kernel.Time { return e.now() + kernel.Time(e.replica.State().Offset) }

func (e *Engine) today() kernel.Date { return e.serverNow().Date(dayZone) }

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
