package sim

import (
	"errors"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// Server is the real authority on a simulated disk and network.
type Server struct {
	Disk *ServerDisk

	world *World
	desk  *authority.Desk
	seats map[*Conn]*authority.Seat
	ahead kernel.Time // by which its clock is off
	life  int         // raised by every restart, so that events of the last life do nothing

	waiting []authority.Order  // not judged yet
	next    *authority.Drafted // judged on top of what is being written
	writing *authority.Drafted
	pulsing bool // what waits is about to be sent
	proves  bool // a device is about to be filled because it asked what it should hold
}

// now is the time by the server's clock.
func (s *Server) now() kernel.Time { return s.world.Clock.Now + s.ahead }

var errCrash = errors.New("sim: the power failed")

func (s *Server) start() error {
	a, err := authority.Open(s.world.Catalog, s.Disk.store())
	if err != nil {
		return err
	}
	a.Broken = func(call *kernel.Call, failure error) {
		s.world.fail(GoesOn.Broken("command %s broke: %v", call.Name, failure))
	}
	a.Parts = s.world.portion
	s.desk, s.seats = authority.NewDesk(a), map[*Conn]*authority.Seat{}
	s.desk.Awaited, s.desk.Many = s.world.devices, s.world.many
	s.life++
	return nil
}

// crash ends the server; its disk keeps what was committed.
func (s *Server) crash() {
	s.world.Clock.Note("server crashes")
	s.hangUp()
	if s.next != nil {
		s.world.Fallen++
	}
	s.desk, s.seats, s.waiting, s.next, s.writing = nil, nil, nil, nil, nil
	s.Disk.failNext, s.Disk.stutter = nil, 0
	s.Disk.Forget()
	if s.Disk.file != nil {
		s.world.fail(s.Disk.file.Fall(s.world.Clock.Now%3 > 0))
	}
	s.life++
	life := s.life
	s.world.Clock.After(s.world.Clock.Between(50, 3000), func() {
		if s.life != life {
			return // it failed again meanwhile
		}
		if s.Disk.file != nil {
			s.world.Held++
			s.world.fail(s.Disk.rise(s.world.Catalog))
		}
		if err := s.start(); err != nil {
			s.world.fail(GoesOn.Broken("the server: %v", err))
		}
	})
}

// hangUp ends all connections, also of those who have not sat down.
func (s *Server) hangUp() {
	for _, d := range s.world.Devices {
		if d.conn != nil {
			d.conn.ToDevice.closed = true
		}
	}
}

// prune cuts the log of changes somewhere. The executor learns of it a moment later,
// as it does of what another goroutine has written.
func (s *Server) prune() {
	floor := s.world.Clock.Between(0, s.Disk.state.Version)
	if s.world.Clock.Chance(50) { // where it matters
		d := s.world.Devices[s.world.Clock.Rand.IntN(len(s.world.Devices))]
		floor = min(d.Replica.State().Version+s.world.Clock.Between(0, 2), s.Disk.state.Version)
	}
	s.world.Clock.Note("log cut")
	s.world.fail(s.Disk.Prune(floor))
	life := s.life
	s.world.Clock.After(s.world.Clock.Between(0, 300), func() {
		if s.life == life && s.desk != nil {
			s.desk.Pruned(floor)
		}
	})
}

// receive handles a frame of a device.
func (s *Server) receive(c *Conn, device *Device, frame []byte) {
	if s.desk == nil { // nobody listens
		c.ToDevice.closed = true
		return
	}
	m, err := wire.Decode(frame)
	if err != nil {
		s.world.fail(GoesOn.Broken("the server: %v", err))
		return
	}
	switch m := m.(type) {
	case *wire.Hello:
		err = s.hello(c, device, m)
	case *wire.Push:
		err = s.push(c, m)
	case *wire.Prove:
		err = s.prove(c, m)
	case *wire.Keep:
		err = s.keep(c, m)
	}
	s.survive(err)
}

func (s *Server) survive(err error) {
	switch {
	case errors.Is(err, errCrash):
		s.crash()
	case err != nil:
		s.world.fail(GoesOn.Broken("the server: %v", err))
	}
}

func (s *Server) hello(c *Conn, device *Device, m *wire.Hello) error {
	if err := s.drain(); err != nil {
		return err
	}
	session, welcome, err := s.desk.Connect(m.Device, device.ID.User, m, s.now())
	if err != nil {
		return err
	}
	seat := &authority.Seat{
		Session: session, Deliver: func(m wire.Message) { c.ToDevice.Send(wire.Encode(m)) }, Busy: func() bool { return s.world.Clock.Chance(10) },
	}
	if welcome.Resumed {
		s.world.Resumed++
	}
	if welcome.Parted {
		s.world.Parted++
	}
	seat.Refill = func() {
		if !s.proves {
			s.world.Refilled++
		}
		s.survive(s.fill(c, seat))
	}
	seat.Deliver(welcome)
	return s.fill(c, seat)
}

// fill brings a session up to date beside the executor: commits may fall before it
// sits down.
func (s *Server) fill(c *Conn, seat *authority.Seat) error {
	view, err := s.Disk.store().View()
	if err != nil {
		return err
	}
	life := s.life
	s.world.Clock.After(s.world.Clock.Between(1, 60), func() {
		if s.life != life || c.ToDevice.closed {
			_ = view.Close() // of a server that may be gone
			return
		}
		err := seat.Fill(view, func(p *wire.Patch) error {
			seat.Deliver(p)
			return nil
		})
		if err == nil {
			err = s.drain()
		}
		if err == nil {
			err = s.desk.Sit(seat)
		}
		if errors.Is(err, authority.ErrPruned) || errors.Is(err, authority.ErrNarrowed) { // welcomed before the log was cut or its scope was: it comes again
			c.ToDevice.closed = true
			return
		}
		if err != nil {
			s.survive(err)
			return
		}
		s.seats[c] = seat
		early := c.early
		c.early = nil
		for _, push := range early {
			if s.life == life {
				s.survive(s.push(c, push))
			}
		}
		if k := c.keeps; k != nil && s.life == life {
			c.keeps = nil
			s.survive(s.keep(c, k))
		}
		if ask := c.asked; ask != nil && s.life == life {
			c.asked = nil
			s.survive(s.prove(c, ask))
		}
	})
	return nil
}

// keep gives a device another window.
func (s *Server) keep(c *Conn, k *wire.Keep) error {
	seat := s.seats[c]
	if seat == nil {
		c.keeps = k
		return nil
	}
	return s.desk.Keep(seat, k)
}

// prove answers a device that asks what it should hold.
func (s *Server) prove(c *Conn, ask *wire.Prove) error {
	seat := s.seats[c]
	if seat == nil {
		c.asked = ask
		return nil
	}
	if err := ask.Check(); err != nil {
		return err
	}
	s.proves = true
	defer func() { s.proves = false }()
	return s.desk.Prove(seat, ask)
}

func (s *Server) push(c *Conn, m *wire.Push) error {
	seat := s.seats[c]
	if seat == nil { // it is read when the device has sat down
		c.early = append(c.early, m)
		return nil
	}
	order := authority.Order{Seat: seat, Calls: seat.CallsOf(m), Reported: m.Reported}
	if life := s.life; s.world.Clock.Chance(s.world.faults.Twice) {
		s.world.Faulty++
		s.world.Clock.After(s.world.Clock.Between(0, 200), func() {
			if s.life == life && s.desk != nil {
				s.waiting = append(s.waiting, order)
				s.survive(s.work())
			}
		})
	}
	s.waiting = append(s.waiting, order)
	return s.work()
}

// beat is what the server does every few seconds.
func (s *Server) beat() error {
	if err := s.drain(); err != nil {
		return err
	}
	return s.desk.Beat()
}

// work judges what waits, while the group before it may still be on its way to
// the disk.
func (s *Server) work() error {
	if s.next == nil && len(s.waiting) > 0 {
		orders := s.waiting
		s.waiting = nil
		if s.desk.State().Recovering {
			return s.desk.Take(orders, s.now())
		}
		var err error
		if s.next, err = s.draft(orders); err != nil || s.next == nil {
			return err
		}
		if s.writing != nil {
			s.world.Stacked++
		}
	}
	if s.next == nil || s.writing != nil {
		return nil
	}
	g := s.next
	s.writing, s.next = g, nil
	s.desk.Send(g.Group)
	most := int64(60)
	if s.world.Clock.Chance(s.world.faults.Slow) {
		most = 600
	}
	s.world.Clock.After(s.world.Clock.Between(0, most), func() {
		if s.writing == g {
			s.survive(s.written())
		}
	})
	return nil
}

// draft judges orders. Where the disk stutters none of them was judged: it is tried
// again, or their devices come again. A failure that nothing caught is a crash.
func (s *Server) draft(orders []authority.Order) (g *authority.Drafted, err error) {
	defer func() {
		if p := recover(); p != nil {
			if failure, ok := p.(kernel.StoreError); !ok || !errors.Is(failure, errStutter) {
				panic(p)
			}
			g, err = nil, errCrash
		}
	}()
	if s.world.Clock.Chance(s.world.faults.Stutter) {
		s.world.Faulty++
		s.Disk.stutter = int(s.world.Clock.Between(1, 60))
	}
	g, err = s.desk.Draft(orders, s.now(), nil)
	s.Disk.stutter = 0
	if !errors.Is(err, errStutter) {
		return g, err
	}
	if s.world.Clock.Chance(50) {
		return s.desk.Draft(orders, s.now(), nil)
	}
	for c, seat := range s.seats {
		if slices.ContainsFunc(orders, func(o authority.Order) bool { return o.Seat == seat }) {
			c.ToDevice.closed = true
		}
	}
	return nil, nil
}

// written ends the way of a group to the disk and tells everybody.
func (s *Server) written() error {
	g := s.writing
	g.Write()
	for _, j := range g.Judged {
		s.world.trace("the server judges %d as %d: %s", j.Call.Key, j.Version, j.Call.Name)
	}
	if err := s.desk.Tell(g); err != nil {
		return err
	}
	s.writing = nil
	s.pulse()
	return s.work()
}

// pulseMost is less than there are devices, so that some wait for another pulse.
const pulseMost = 2

// pulse sends after a while what waits for others like it.
func (s *Server) pulse() {
	if !s.desk.Waits() || s.pulsing {
		return
	}
	life := s.life
	s.pulsing = true
	s.world.Clock.After(s.world.Clock.Between(1, 60), func() {
		if s.pulsing = false; s.life == life && s.desk != nil {
			s.desk.Pulse(pulseMost)
			s.pulse()
		}
	})
}

// drain waits until everything that came is written and told.
func (s *Server) drain() error {
	err := s.work()
	for err == nil && s.writing != nil {
		err = s.written()
	}
	return err
}

// crashInNextCommit makes the power fail while a commit is written: before or
// after it became durable.
func (s *Server) crashInNextCommit() {
	if s.desk == nil {
		return
	}
	after := s.world.Clock.Chance(50)
	s.Disk.failNext = func() error {
		s.Disk.failNext = nil
		if !after {
			return errCrash
		}
		// Durable, but nobody hears of it: crash as soon as the commit returns.
		s.world.Clock.After(0, s.crash)
		s.hangUp()
		return nil
	}
}
