package demo_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
	"heyi/syncserver/demo"
)

// tablet is a device of somebody in the founded company, at the end of a wire
// that the test holds.
type tablet struct {
	t       *testing.T
	desk    *authority.Desk
	c       *company
	files   *sim.DeviceDisk
	replica *replica.Replica
	seat    *authority.Seat
	judged  map[kernel.ID]*kernel.Refusal
	key     byte
}

func (c *company) tablet(t *testing.T, desk *authority.Desk, who, series string) *tablet {
	t.Helper()
	d := &tablet{t: t, desk: desk, c: c, files: sim.NewDeviceDisk(), judged: map[kernel.ID]*kernel.Refusal{}}
	device := kernel.NewID(c.Now, [10]byte{9, series[1], series[2]})
	spec := c.catalog.Command("org.device.enrol")
	args := spec.Encode(&org.Enrol{Device: device, User: kernel.Ref[org.User](c.Members[who].User), Name: who, Series: series, Kind: "tablet"})
	call := kernel.Call{ID: kernel.NewID(c.Now, [10]byte{8, series[2]}), Key: 100_000 + int64(series[2]), Name: spec.Name, Version: 1, Args: args, At: c.Now}
	if err := desk.Take([]authority.Order{{Calls: []kernel.Call{call}}}, c.Now); err != nil {
		t.Fatal(err)
	}
	var err error
	id := replica.Identity{Device: device, User: c.Members[who].User}
	if d.replica, err = replica.Open(c.catalog, id, d.files, d.files.Outbox()); err != nil {
		t.Fatal(err)
	}
	d.connect()
	return d
}

func (d *tablet) receive(m wire.Message) {
	news, err := d.replica.Receive(m, d.c.Now)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, v := range news.Verdicts {
		d.judged[v.Call.ID] = v.Refusal
	}
}

func (d *tablet) connect() {
	d.t.Helper()
	id := d.replica.Identity
	session, welcome, err := d.desk.Connect(id.Device, id.User, d.replica.Hello(), d.c.Now)
	if err != nil {
		d.t.Fatal(err)
	}
	d.receive(welcome)
	d.seat = &authority.Seat{Session: session, Deliver: d.receive}
	if err := d.desk.Sit(d.seat); err != nil {
		d.t.Fatal(err)
	}
	for push := d.replica.Outgoing(); push != nil; push = d.replica.Outgoing() {
		order := authority.Order{Seat: d.seat, Calls: session.CallsOf(push), Reported: push.Reported}
		if err := d.desk.Take([]authority.Order{order}, d.c.Now); err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *tablet) cut() {
	d.desk.Leave(d.seat)
	d.replica.Lost()
}

func (d *tablet) tx() *kernel.Tx {
	author, err := d.replica.Author()
	if err != nil {
		d.t.Fatal(err)
	}
	return kernel.NewTx(d.c.catalog, d.files, author.Viewer, &kernel.Call{At: d.c.Now, Judged: d.c.Now}, author)
}

func (d *tablet) do(order *sales.Place) kernel.ID {
	d.t.Helper()
	d.key++
	saved, err := d.replica.Do(order, d.c.Now, [10]byte{7, d.key, d.replica.Identity.Device[8]})
	if err != nil {
		d.t.Fatal(err)
	}
	return saved.Call.ID
}

// Three orders wait on the tablet. When the network is back two pass, and one is
// told what is there and what can be done: three ways.
func TestTheTabletWithoutNetwork(t *testing.T) {
	c := found(t, at(frozen, "11:20"))
	a, err := authority.Open(c.catalog, c.ServerDisk)
	if err != nil {
		t.Fatal(err)
	}
	desk := authority.NewDesk(a)
	road, rival := c.tablet(t, desk, "林晓燕", "B01"), c.tablet(t, desk, "周志强", "B02")
	road.cut()
	orders, err := demo.Offline(road.tx())
	if err != nil {
		t.Fatal(err)
	}
	var ids []kernel.ID
	for _, o := range orders {
		ids = append(ids, road.do(o))
	}
	if n := len(road.replica.Pending()); n != 3 {
		t.Fatalf("%d orders wait", n)
	}
	taken, err := demo.Overtaking(rival.tx())
	if err != nil {
		t.Fatal(err)
	}
	sold := rival.do(taken)
	rival.cut()
	rival.connect()
	if refusal, known := rival.judged[sold]; !known || refusal != nil {
		t.Fatalf("周志强 sold nothing: %v", refusal)
	}
	road.connect()
	if n := len(road.replica.Pending()); n != 0 || len(road.judged) != 3 {
		t.Fatalf("%d orders still wait, %d are judged", n, len(road.judged))
	}
	for i, id := range ids[:2] {
		if road.judged[id] != nil {
			t.Errorf("order %d: %v", i+1, road.judged[id])
		}
	}
	last := road.judged[ids[2]]
	if last == nil || !errors.Is(last, sales.Short.With()) || len(last.Details) != 1 {
		t.Fatalf("the third order: %v", last)
	}
	if ways := sales.Short.Repairs; len(ways) != 3 {
		t.Errorf("it has %d ways out", len(ways))
	}
}
