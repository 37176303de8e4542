package hub_test

import (
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
	"heyi/syncserver/doors/hub"
)

// A device changes its window while it is connected: it is told what it holds from
// then on, and stays on the live feed. More pins than any screen shows end the
// connection.
func TestADeviceChangesItsWindow(t *testing.T) {
	o := raise(t, hub.Config{})
	d := o.connect(o.enrol("A01"))
	answer := func() *wire.Patch {
		t.Helper()
		for {
			switch m := d.hear().(type) {
			case nil:
				t.Fatal("the connection ended before the answer")
			case *wire.Bye:
				t.Fatalf("turned away: %+v", m.Refusal)
			case *wire.Patch:
				if m.Rescope || m.Repin {
					return m
				}
			}
		}
	}
	one, two := kernel.DeriveID("one"), kernel.DeriveID("two")
	d.say(&wire.Keep{Since: 20260601, Pins: []kernel.ID{one}})
	if p := answer(); !p.Rescope || p.Since != 20260601 || !slices.Equal(p.Pins, []kernel.ID{one}) || p.Partial {
		t.Errorf("another window: %+v", p)
	}
	d.say(&wire.Keep{Since: 20260601, Pins: []kernel.ID{one, two}})
	if p := answer(); !p.Repin || p.Since != 20260601 || len(p.Pins) != 2 {
		t.Errorf("one pin more: %+v", p)
	}
	calls := d.calls(1, "")
	d.say(&wire.Push{Calls: calls})
	if v := d.verdict(calls[0].ID); v.Refused {
		t.Errorf("%+v", v)
	}
	d.say(&wire.Keep{Since: 20260601, Pins: make([]kernel.ID, wire.MaxPins+1)})
	d.told(hub.TooManyPins)
}
