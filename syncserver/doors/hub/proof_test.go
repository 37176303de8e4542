package hub_test

import (
	"testing"

	"heyi/shared/sync/wire"
	"heyi/syncserver/doors/hub"
)

// A device that asks what it should hold is answered for one version and stays on the
// live feed; a question that nobody should answer ends the connection.
func TestADeviceAsksWhatItShouldHold(t *testing.T) {
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
				if m.Proof {
					return m
				}
			}
		}
	}
	d.say(&wire.Prove{})
	whole := answer()
	if whole.From != whole.To || whole.Partial || len(whole.Chain) == 0 || len(whole.Sums) == 0 {
		t.Errorf("%+v", whole)
	}
	number := whole.Sums[0].Entity
	d.say(&wire.Prove{Of: []wire.Part{{Entity: number, Buckets: []int64{0}}}, Rows: true})
	rows := answer()
	buckets, _, all, err := wire.NewTally(wire.Part{Entity: number}).Differ(whole.Sums[0])
	if err != nil || len(buckets) != 1 || int64(len(rows.Rows)) != all {
		t.Errorf("%d rows of %d, %v", len(rows.Rows), all, err)
	}
	calls := d.calls(1, "")
	d.say(&wire.Push{Calls: calls})
	if v := d.verdict(calls[0].ID); v.Refused {
		t.Errorf("%+v", v)
	}
	d.say(&wire.Prove{Of: []wire.Part{{Entity: number, Depth: 40, Finer: 40}}})
	d.told(hub.BadFrame)
}
