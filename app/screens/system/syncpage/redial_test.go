package syncpage_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/app/rigs/demotest"
	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/uithread"
	"heyi/app/view"
)

// still is a clock by which no pause ends.
type still struct{ client.SystemClock }

func (still) After(time.Duration, func()) (stop func()) { return func() {} }

// Who has a network again does not wait for the next attempt: the page says that there
// is no connection and makes one.
func TestConnectNow(t *testing.T) {
	s := demotest.Serve(t)
	who := s.Enrol(demotest.Manager)
	var up atomic.Bool
	open := func(o client.Options) *view.Desk {
		o.Catalog, o.Enrolment = viewtest.Catalog, who
		engine, err := client.Open(o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = engine.Close() }) // a second time it is closed already
		return &view.Desk{Engine: engine, Catalog: viewtest.Catalog}
	}
	first := open(client.Options{})
	demotest.Settled(t, first)
	if err := first.Engine.Close(); err != nil {
		t.Fatal(err)
	}
	desk := open(client.Options{Clock: still{}, Dial: func(ctx context.Context, e client.Enrolment) (client.Conn, error) {
		if !up.Load() {
			return nil, errors.New("no network")
		}
		return client.DialWebSocket(ctx, e)
	}})
	page := func() *screentest.Window {
		return screentest.Open(t, desk, uithread.Immediate{}, areas, common.SyncRoute)
	}
	demotest.Until(t, desk, "the first attempt has failed", func(st client.State) bool { return st.Link == client.Offline && st.Version > 0 })
	w := page()
	up.Store(true)
	w.Tap("立即重连")
	demotest.Until(t, desk, "it is connected", func(st client.State) bool { return st.Link == client.Online })
	if w = page(); w.Shows("立即重连") {
		t.Errorf("offered while connected: %q", w.Texts())
	}
	demotest.Away(t, desk)
	if w = page(); w.Shows("立即重连") {
		t.Errorf("offered to who wants no connection: %q", w.Texts())
	}
}
