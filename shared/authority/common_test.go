package authority_test

import (
	"testing"

	"heyi/shared/authority"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/wire"
)

// patches are those that a device got since they were last asked for.
func (o *office) patches(name string) (list []*wire.Patch) {
	for _, m := range o.got[name] {
		if p, ok := m.(*wire.Patch); ok {
			list = append(list, p)
		}
	}
	delete(o.got, name)
	return list
}

// What everybody sees waits for more of its kind and travels once, as it is then.
func TestWhatEverybodySeesTravelsOnce(t *testing.T) {
	o := open(t)
	o.sit("kept", o.enrol("A01"))
	o.patches("kept")
	from := o.State().Version
	device := o.enrol("A02")
	o.run(&org.Revoke{Device: kernel.Ref[org.Device](device)})
	o.enrol("A03")
	if got := o.patches("kept"); len(got) != 0 || !o.Waits() {
		t.Fatalf("%d patches came before a pulse; something waits: %v", len(got), o.Waits())
	}
	o.Pulse()
	got := o.patches("kept")
	if len(got) != 1 || got[0].From != from || got[0].To != o.State().Version || string(got[0].Chain) != string(o.State().Chain) {
		t.Fatalf("after a pulse came %+v, want one from %d to %d", got, from, o.State().Version)
	}
	devices, seen := org.Devices.In(o.Catalog), map[kernel.ID]bool{}
	for _, r := range got[0].Rows {
		row, err := o.Catalog.SchemaByNumber(uint32(r.Entity)).Decode(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if id := row.Base().ID; seen[id] {
			t.Errorf("%s %s came twice", row.Base().Schema().Name, id)
		} else if seen[id] = true; id == device && row.Base().Schema() == devices && !row.(*org.Device).Revoked {
			t.Error("the device came as it was before it was revoked")
		}
	}
	if o.Pulse(); o.Waits() || len(o.patches("kept")) != 0 {
		t.Error("something waits after a pulse, or came twice")
	}
}

// Whoever gets something of his own gets with it what waited; a beat brings it, too, and
// so does the catch-up of a session that leaves the live feed.
func TestWhatWaitsComesWithTheNext(t *testing.T) {
	o := open(t)
	seat := o.sit("kept", o.enrol("A01"))
	o.patches("kept")
	from := o.State().Version
	o.enrol("A02")
	edit := o.Catalog.Command("seat.edit")
	push := &wire.Push{Calls: []wire.Call{{ID: o.id(), Key: 1, Name: edit.Name, Version: 1, At: noon, Args: edit.Encode(&kernel.EditRow{
		Row: o.seat, Changes: []kernel.Change{{Field: "name", Was: "老板", Becomes: "总经理"}},
	})}}}
	if err := o.Take([]authority.Order{{Seat: seat, Calls: seat.CallsOf(push)}}, noon); err != nil {
		t.Fatal(err)
	}
	if got := o.patches("kept"); len(got) != 1 || got[0].From != from || got[0].To != o.State().Version || len(got[0].Verdicts) != 1 {
		t.Errorf("with something of his own came %+v", got)
	}
	from = o.State().Version
	o.enrol("A03")
	if err := o.Beat(); err != nil {
		t.Fatal(err)
	}
	if got := o.patches("kept"); len(got) != 1 || got[0].From != from {
		t.Errorf("with a beat came %+v", got)
	}
	from = o.State().Version
	o.enrol("A04")
	if err := o.Prove(seat, &wire.Prove{}); err != nil {
		t.Fatal(err)
	}
	if got := o.patches("kept"); len(got) == 0 || got[0].From != from || got[len(got)-1].To != o.State().Version {
		t.Errorf("with a catch-up came %+v", got)
	}
	if o.Pulse(); len(o.patches("kept")) != 0 {
		t.Error("what the catch-up brought came again")
	}
}
