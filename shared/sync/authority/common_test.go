package authority_test

import (
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// patches are those that a device got since they were last asked for.
func (o *office) patches(name string) (list []*wire.Patch) {
	for _, m := range o.got[name] {
		switch m := m.(type) {
		case *wire.Patch:
			list = append(list, m)
		case *wire.Framed:
			list = append(list, m.Patch)
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
	o.Pulse(9)
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
	if o.Pulse(9); o.Waits() || len(o.patches("kept")) != 0 {
		t.Error("something waits after a pulse, or came twice")
	}
}

// A pulse is for so many devices, those first that wait longest; a device that has left
// is not among them.
func TestAPulseIsForSoMany(t *testing.T) {
	o := open(t)
	names := []string{"first", "second", "third", "fourth"}
	seats := map[string]*authority.Seat{}
	for i, name := range names {
		seats[name] = o.sit(name, o.enrol("A0"+string(rune('1'+i))))
	}
	o.Pulse(9)
	o.got = map[string][]wire.Message{}
	o.enrol("A05")
	o.Leave(seats["second"])
	for i, want := range [][]string{{"first"}, {"first", "third"}, {"first", "third", "fourth"}} {
		o.Pulse(1)
		var have []string
		for _, name := range names {
			if len(o.got[name]) == 1 {
				have = append(have, name)
			}
		}
		if !slices.Equal(have, want) || o.Waits() != (i < 2) {
			t.Errorf("after pulse %d %q have it, want %q; somebody waits: %v", i+1, have, want, o.Waits())
		}
	}
}

// Devices that wait for the same get the same frame; whoever is busy waits on, and gets
// what has come meanwhile with it.
func TestDevicesThatWaitForTheSameGetOneFrame(t *testing.T) {
	o := open(t)
	busy := false
	for i, name := range []string{"a", "b", "slow"} {
		seat := o.sit(name, o.enrol("A0"+string(rune('1'+i))))
		if name == "slow" {
			seat.Busy = func() bool { return busy }
		}
	}
	o.Pulse(9)
	o.got = map[string][]wire.Message{}
	busy = true
	from := o.State().Version
	o.enrol("A05")
	o.Pulse(9)
	a, b := o.got["a"], o.got["b"]
	if len(a) != 1 || len(b) != 1 || a[0] != b[0] || len(o.got["slow"]) != 0 || !o.Waits() {
		t.Fatalf("a got %v, b %v, slow %v", a, b, o.got["slow"])
	}
	m, err := wire.Decode(wire.Encode(a[0]))
	if p, ok := m.(*wire.Patch); err != nil || !ok || p.From != from || p.To != o.State().Version || len(p.Rows) == 0 {
		t.Errorf("the frame holds %+v: %v", m, err)
	}
	o.enrol("A06")
	busy = false
	o.Pulse(9)
	if got := o.patches("slow"); len(got) != 1 || got[0].From != from || got[0].To != o.State().Version || o.Waits() {
		t.Errorf("who was busy got %+v", got)
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
	if o.Pulse(9); len(o.patches("kept")) != 0 {
		t.Error("what the catch-up brought came again")
	}
}

// What only some see comes at once, but where many are told it, by a pulse, in one frame
// for all of them; what has waited comes with what comes at once.
func TestWhatManyAreToldWaits(t *testing.T) {
	s := openShop(t)
	mine := s.mine()
	note := mine.Note
	edit := func(becomes string) {
		s.command(s.Catalog.Command("party.edit"), &kernel.EditRow{Row: mine.ID, Changes: []kernel.Change{{Field: "note", Was: note, Becomes: becomes}}})
		note = becomes
	}
	names := []string{"a", "b", "c"}
	for i, name := range names {
		s.sit(name, s.enrol("A0"+string(rune('2'+i))))
	}
	s.Pulse(9)
	s.got = map[string][]wire.Message{}
	s.Many = len(names)
	edit("at once")
	for _, name := range names {
		if got := s.patches(name); len(got) != 1 || s.Waits() {
			t.Errorf("%s got %d patches at once, and something waits: %v", name, len(got), s.Waits())
		}
	}
	s.Many--
	from := s.State().Version
	edit("later")
	edit("later still")
	if n := len(s.got); n != 0 || !s.Waits() {
		t.Fatalf("%d devices got it before a pulse; something waits: %v", n, s.Waits())
	}
	s.Pulse(9)
	if s.got["a"][0] != s.got["b"][0] || s.got["a"][0] != s.got["c"][0] {
		t.Error("it comes in several frames")
	}
	for _, name := range names {
		got := s.patches(name)
		if len(got) != 1 || got[0].From != from || got[0].To != s.State().Version {
			t.Fatalf("%s got %+v", name, got)
		}
		seen := 0
		for _, r := range got[0].Rows {
			if row, err := s.Catalog.SchemaByNumber(uint32(r.Entity)).Decode(r.Body); err == nil && row.Base().ID == mine.ID {
				if p, ok := row.(*party.Party); ok && p.Note == note {
					seen++
				}
			}
		}
		if seen != 1 {
			t.Errorf("%s has the customer %d times as he is, want once", name, seen)
		}
	}
}
