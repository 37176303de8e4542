package sim

import (
	"errors"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

// Device is a real replica on a simulated disk and network.
type Device struct {
	ID      replica.Identity
	Name    string
	Replica *replica.Replica
	Disk    *DeviceDisk
	Catalog *kernel.Catalog
	Saved   map[kernel.ID]string // what its user was told is saved

	world   *World
	conn    *Conn
	inbox   []wire.Message // arrived and not taken in yet
	refused int
	ahead   kernel.Time // by which its clock is off
	life    int
	digest  int64       // of its catalogue
	since   kernel.Date // start of the window that its user wants, 0 for all
	pins    []kernel.ID // older documents that he has opened
	hurt    bool        // rows of its file were damaged, and it has not proved itself since

	comparing []*replica.Comparison // which read its rows beside it
}

func (d *Device) String() string { return d.Name }

// now is the time by the device's clock.
func (d *Device) now() kernel.Time { return d.world.Clock.Now + d.ahead }

func (d *Device) start() error {
	r, err := replica.Open(d.Catalog, d.ID, d.Disk.store(), d.Disk.Outbox())
	if err != nil {
		return err
	}
	r.Pushes, r.ProofRows = d.world.portion, d.world.portion.Rows
	d.Replica, d.digest = r, replica.CatalogDigest(d.Catalog)
	d.life++
	if err := d.world.checkWants(d); err != nil {
		d.world.fail(err)
	}
	return r.HoldFrom(d.since)
}

// Do runs a command as the user of the device would. It tells whether the device
// said "saved".
func (d *Device) Do(name string, args []byte) (replica.Saved, error) {
	saved, err := d.Replica.DoEncoded(name, args, d.now(), d.world.Clock.Random())
	if err == nil {
		d.Saved[saved.Call.ID] = name
		d.world.trace("%s saves %d %s %s", d, saved.Call.Key, name, saved.Call.ID)
		d.remember(saved)
		d.pump()
		return saved, nil
	}
	refusal, ok := kernel.AsRefusal(err)
	if !ok {
		d.world.fail(GoesOn.Broken("%s: %s: %v", d, name, err))
	}
	d.world.fail(d.world.checkFact(name, refusal))
	return saved, err
}

// connect opens a new connection; the server may still hear the old one.
func (d *Device) connect() {
	if d.conn != nil {
		d.conn.ToDevice.closed = true
	}
	c := &Conn{}
	d.inbox = nil
	life := d.life
	c.ToServer = &Pipe{clock: d.world.Clock, deliver: func(frame []byte) { d.world.Server.receive(c, d, frame) }}
	c.ToDevice = &Pipe{clock: d.world.Clock, deliver: func(frame []byte) {
		if d.life == life && d.conn == c {
			d.receive(frame)
		}
	}}
	d.conn = c
	if f := d.world.faults; f.Thin > 0 && d.world.Clock.Chance(f.Thin) {
		carries := f.Carries
		if carries == 0 {
			carries = 20_000
		}
		c.ToDevice.left, c.ToDevice.died = d.world.Clock.Between(carries*3/10, carries), d.cut
		d.world.Thin++
	}
	c.ToServer.Send(wire.Encode(d.Replica.Hello()))
	d.prove()
}

// cut ends the connection for the device at once, for the server a little later.
func (d *Device) cut() {
	if d.conn == nil {
		return
	}
	old := d.conn
	d.conn, d.inbox = nil, nil
	old.ToDevice.closed = true
	d.Replica.Lost()
	d.world.Clock.After(d.world.Clock.Between(0, 400), func() {
		old.close()
		if s := d.world.Server; s.desk != nil && s.seats[old] != nil {
			s.desk.Leave(s.seats[old])
			delete(s.seats, old)
		}
	})
}

func (d *Device) receive(frame []byte) {
	m, err := replica.Decode(d.Catalog, frame)
	if err != nil {
		d.world.fail(GoesOn.Broken("%s: %v", d, err))
		return
	}
	// A busy device lets what arrives wait and takes it in together.
	if d.inbox = append(d.inbox, m); len(d.inbox) > 1 {
		return
	}
	conn := d.conn
	d.world.Clock.After(d.world.Clock.Between(0, 40), func() {
		if d.conn == conn {
			d.take()
		}
	})
}

func (d *Device) take() {
	messages := d.inbox
	d.inbox = nil
	d.traceTaken(messages)
	if len(messages) > 1 {
		d.world.Together++
	}
	if len(d.Replica.Pending()) > 0 && slices.ContainsFunc(messages, bringsVerdicts) {
		d.beforeVerdicts(d.world.Clock.Chance(50) && takenAtOnce(messages))
	}
	d.Disk.failing = d.world.Clock.Chance(d.world.faults.Behind)
	news, err := d.Replica.ReceiveAll(messages, d.now())
	d.Disk.failing = false
	if errors.Is(err, errDark) {
		d.world.Faulty++
		d.crash()
		return
	}
	if err != nil {
		d.world.fail(GoesOn.Broken("%s: %v", d, err))
		return
	}
	for _, v := range news.Verdicts {
		d.world.judged(d, v)
	}
	if news.Compare != nil {
		d.compare(news.Compare)
	}
	if _, welcomed := messages[len(messages)-1].(*wire.Welcome); welcomed && d.world.Clock.Chance(d.world.faults.Early) {
		d.world.Faulty++
		d.cut()
		return
	}
	d.pump()
}

// takenAtOnce tells whether the messages move the device in one step, so that what it
// shows before them is what the verdicts in them are compared with.
func takenAtOnce(messages []wire.Message) bool {
	steps, alone := 0, false
	for _, m := range messages {
		p, ok := m.(*replica.Ahead)
		alone = alone || !ok || p.Partial || p.Rescope || p.Repin || p.From == 0
		if !ok || !p.Partial {
			steps++
		}
	}
	return steps == 1 || !alone
}

func bringsVerdicts(m wire.Message) bool {
	p, ok := m.(*replica.Ahead)
	return ok && len(p.Verdicts) > 0
}

// pump pushes what waits.
func (d *Device) pump() {
	if d.conn == nil {
		return
	}
	for push := d.Replica.Outgoing(); push != nil; push = d.Replica.Outgoing() {
		d.conn.ToServer.Send(wire.Encode(push))
	}
	if keep := d.Replica.Keeping(); keep != nil {
		d.conn.ToServer.Send(wire.Encode(keep))
	}
	if ask := d.Replica.Asking(); ask != nil {
		d.conn.ToServer.Send(wire.Encode(ask))
	}
}

// crash is a power loss: the replica may fall back, the outbox does not. A device
// of an older release may find the server's program when it starts again.
func (d *Device) crash() {
	d.world.Clock.Note("device " + d.ID.Device.String() + " crashes")
	d.cut()
	d.looksAway()
	if err := d.Disk.Crash(d.world.Clock, d.Catalog); err != nil {
		d.world.fail(GoesOn.Broken("%s: %v", d, err))
		return
	}
	st, _, _ := d.Disk.Load() // in memory
	odds := int64(30)
	if st.Loading {
		odds = 60
	}
	if newest := d.world.Catalog; d.Catalog != newest && d.world.Clock.Chance(odds) {
		d.world.Updated++
		if err := d.Disk.Migrate(d.Catalog, newest); err != nil {
			d.world.fail(GoesOn.Broken("%s: %v", d, err))
		}
		d.Catalog = newest
	}
	d.world.fail(d.world.checkFile(d))
	if err := d.start(); err != nil {
		d.world.fail(GoesOn.Broken("%s: restart: %v", d, err))
	}
	d.forgetShown(st.LastKey)
	d.learnKept()
}

// lose takes the device's rows away, and all that is kept with them, as a file does
// that is damaged. The outbox is another file.
func (d *Device) lose() {
	d.world.Clock.Note("device " + d.ID.Device.String() + " loses its rows")
	d.cut()
	d.looksAway()
	if err := d.Disk.Lose(d.Catalog); err != nil {
		d.world.fail(GoesOn.Broken("%s: %v", d, err))
		return
	}
	d.pins = nil
	if err := d.start(); err != nil {
		d.world.fail(GoesOn.Broken("%s: restart without rows: %v", d, err))
	}
	d.forgetShown(0)
	d.forgetTold()
}
