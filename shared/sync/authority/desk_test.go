package authority_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

// office is a founded company with two enrolled devices at its desk.
type office struct {
	*authority.Desk
	t    *testing.T
	key  int64
	got  map[string][]wire.Message
	user kernel.ID
	seat kernel.ID
}

const noon = kernel.Time(1_763_700_000_000)

func (o *office) id() kernel.ID {
	o.key++
	return kernel.NewID(noon, [10]byte{byte(o.key >> 8), byte(o.key)})
}

// run judges a command of the server itself.
func (o *office) run(args kernel.Command) {
	o.t.Helper()
	o.command(o.Catalog.CommandFor(args), args)
}

func (o *office) command(spec *kernel.CommandSpec, args kernel.Command) {
	o.t.Helper()
	id := o.id()
	call := kernel.Call{ID: id, Key: o.key, Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(args), At: noon}
	err := o.Take([]authority.Order{{Calls: []kernel.Call{call}, Done: func(judged []authority.Judged) {
		if judged[0].Refusal != nil {
			o.t.Fatalf("%s: %v", spec.Name, judged[0].Refusal)
		}
	}}}, noon)
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) enrol(name string) kernel.ID {
	device := o.id()
	o.run(&org.Enrol{Device: device, User: kernel.Ref[org.User](o.user), Name: name, Series: name, Kind: "tablet"})
	return device
}

func (o *office) sit(name string, device kernel.ID) *authority.Seat {
	session, _, err := o.Connect(device, o.user, &wire.Hello{Device: device}, noon)
	if err != nil {
		o.t.Fatal(err)
	}
	seat := &authority.Seat{Session: session, Deliver: func(m wire.Message) { o.got[name] = append(o.got[name], m) }}
	if err := o.Sit(seat); err != nil {
		o.t.Fatal(err)
	}
	return seat
}

// roles gives the only seat other roles.
func (o *office) roles(names string) {
	o.t.Helper()
	o.command(o.Catalog.Command("seat.edit"), &kernel.EditRow{Row: o.seat, Changes: []kernel.Change{{Field: "roles", Was: org.Boss, Becomes: names}}})
}

func open(t *testing.T) *office {
	t.Helper()
	c := kernel.NewCatalog(1, kernel.Lock{})
	disk := sim.NewServerDisk(kernel.NewID(noon, [10]byte{1}))
	a, err := authority.Open(c, disk)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{Desk: authority.NewDesk(a), t: t, got: map[string][]wire.Message{}}
	o.run(&org.Setup{
		Company: org.SetupCompany{Name: "禾宜", Zone: 480, Vat: org.VatGeneral, Start: 20251101, CreditPolicy: org.CreditStop},
		Seats:   []org.SetupSeat{{Name: "老板", Roles: []string{org.Boss}}},
		Users:   []org.SetupUser{{Name: "陈国栋", Mobile: "19900000101", Seat: "老板"}},
	})
	_ = disk.Scan(org.Users.In(c), func(row kernel.Row) error { // visit never errs
		o.user, o.seat = row.Base().ID, row.(*org.User).Seat.ID()
		return nil
	})
	return o
}

// A revoked device is told to forget; the group that revoked it goes on for
// everybody else.
func TestARevokedDeviceLeavesTheDesk(t *testing.T) {
	o := open(t)
	lost, kept := o.enrol("A01"), o.enrol("A02")
	o.sit("lost", lost)
	o.sit("kept", kept)
	o.got = map[string][]wire.Message{}
	o.run(&org.Revoke{Device: kernel.Ref[org.Device](lost)})
	o.Pulse(9)
	o.run(&org.Enrol{Device: o.id(), User: kernel.Ref[org.User](o.user), Name: "A03", Series: "A03", Kind: "tablet"})
	o.Pulse(9)

	if len(o.got["lost"]) != 1 {
		t.Fatalf("the revoked device got %d messages, want its bye alone", len(o.got["lost"]))
	}
	if bye, ok := o.got["lost"][0].(*wire.Bye); !ok || !bye.Wipe || bye.Refusal.Code != org.UnknownDevice.Name {
		t.Errorf("the revoked device got %+v", o.got["lost"][0])
	}
	if len(o.got["kept"]) != 2 || len(o.Seats()) != 1 {
		t.Errorf("the other device got %d patches, want 2; %d seats are taken", len(o.got["kept"]), len(o.Seats()))
	}
}

// Who is shut out while his session is filled is found when he would sit down, or
// at the next beat where he is filled again.
func TestShutOutMeanwhile(t *testing.T) {
	o := open(t)
	lost, kept := o.enrol("A01"), o.enrol("A02")
	session, _, err := o.Connect(lost, o.user, &wire.Hello{Device: lost}, noon)
	if err != nil {
		t.Fatal(err)
	}
	o.run(&org.Revoke{Device: kernel.Ref[org.Device](lost)})
	seat := &authority.Seat{Session: session, Deliver: func(m wire.Message) { o.got["lost"] = append(o.got["lost"], m) }}
	if err := o.Sit(seat); err != nil {
		t.Fatal(err)
	}
	o.sit("kept", kept)
	if len(o.got["lost"]) != 1 || len(o.Seats()) != 1 {
		t.Fatalf("the revoked device got %d messages; %d seats are taken", len(o.got["lost"]), len(o.Seats()))
	}
	if bye, ok := o.got["lost"][0].(*wire.Bye); !ok || !bye.Wipe {
		t.Errorf("the revoked device got %+v", o.got["lost"][0])
	}
	slow := o.enrol("A03")
	again := o.sit("slow", slow)
	again.Refill = func() {} // it never comes to its end
	o.roles(org.Boss + " " + org.Finance)
	o.run(&org.Revoke{Device: kernel.Ref[org.Device](slow)})
	o.got = map[string][]wire.Message{}
	if err := o.Beat(); err != nil {
		t.Fatal(err)
	}
	if len(o.got["slow"]) != 1 || len(o.Seats()) != 1 {
		t.Errorf("after a beat the revoked device got %d messages; %d seats are taken", len(o.got["slow"]), len(o.Seats()))
	}
}

// A device that lost its file gets the verdicts of all it ever did, in parts
// that fit a frame, and knows every one of them.
func TestManyVerdicts(t *testing.T) {
	o := open(t)
	device, many := o.enrol("A01"), 2*wire.PartRows+10
	var calls []kernel.Call
	for n := range many {
		id := o.id()
		calls = append(calls, kernel.Call{ID: id, Origin: device, Key: int64(n) + 1, Author: o.user, Name: "no.such.command", At: noon})
	}
	if err := o.Take([]authority.Order{{Calls: calls}}, noon); err != nil {
		t.Fatal(err)
	}
	disk := sim.NewDeviceDisk()
	r, err := replica.Open(o.Catalog, replica.Identity{Device: device, User: o.user}, disk, disk.Outbox())
	if err != nil {
		t.Fatal(err)
	}
	session, welcome, err := o.Connect(device, o.user, r.Hello(), noon)
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	take := func(m wire.Message) {
		frame := wire.Encode(m)
		if len(frame) > wire.MaxFrame {
			t.Fatalf("a frame of %d bytes", len(frame))
		}
		heard, err := wire.Decode(frame)
		if err != nil {
			t.Fatal(err)
		}
		news, err := r.Receive(heard, noon)
		if err != nil {
			t.Fatal(err)
		}
		known += len(news.Verdicts)
	}
	take(welcome)
	if err := o.Sit(&authority.Seat{Session: session, Deliver: take}); err != nil {
		t.Fatal(err)
	}
	if known != many {
		t.Errorf("the device knows %d verdicts of %d", known, many)
	}
}
