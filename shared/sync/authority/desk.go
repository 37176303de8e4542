package authority

import (
	"errors"
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// Desk is where the sessions of one company hand in commands and get patches. It
// runs on the authority's goroutine. Deliver functions must not block.
type Desk struct {
	*Authority
	// Awaited names the devices whose report a restored company waits for.
	Awaited func() ([]kernel.ID, error)
	// Many is how many devices are told the same by one commit for it to wait like what
	// everybody sees, see [Desk.Pulse].
	Many int

	seats    []*Seat // in the order in which they sat down
	reported map[kernel.ID]bool
	again    []kernel.Call // accepted before a restore, until everybody has reported
	held     []Order       // new commands that wait for the end of a recovery

	collected map[pastKey]bool // commands of devices among both
	queue     []*Seat          // for which something waited for a pulse, in the order in which it began
}

// Seat is a session with the way to its device.
type Seat struct {
	*Session
	Deliver func(wire.Message)
	// Refill has the session filled again, beside the authority, because its scope has
	// changed; it must not block. Then the seat sits down again. Without it that is done
	// at once.
	Refill func()
	// Busy tells that the device has not yet taken what it was sent; nil for never.
	Busy func() bool

	owed  []Judged    // repeated verdicts that wait until it is live
	wants *wire.Keep  // another window that waits as long
	asks  *wire.Prove // and a question

	queued bool // for a pulse
}

// Order is a number of commands of one seat. Done, if set, gets their verdicts.
type Order struct {
	Seat     *Seat // nil for commands that come over the API, from jobs or the clock
	Calls    []kernel.Call
	Reported bool
	Done     func([]Judged)
}

// NewDesk opens a desk.
func NewDesk(a *Authority) *Desk {
	return &Desk{
		Authority: a, reported: map[kernel.ID]bool{}, Many: many,
		Awaited: func() ([]kernel.ID, error) { return nil, nil },
	}
}

// Sit makes a filled session live, for the first time or again.
func (d *Desk) Sit(s *Seat) error {
	if !slices.Contains(d.seats, s) {
		d.seats = append(d.seats, s)
	}
	live, err := s.Join(func(p *wire.Patch) error {
		s.Deliver(p)
		return nil
	})
	switch refusal, refused := kernel.AsRefusal(err); {
	case refused:
		d.dismiss(s, refusal)
		return nil
	case err != nil:
		d.Leave(s)
		return err
	case !live:
		return d.refill(s)
	}
	if len(s.owed) > 0 {
		s.Deliver(s.Answer(s.owed))
		s.owed = nil
	}
	if k := s.wants; k != nil {
		s.wants = nil
		if s.keep(k) {
			return d.refill(s)
		}
	}
	if ask := s.asks; ask != nil {
		s.asks = nil
		return d.Prove(s, ask)
	}
	return nil
}

// Keep gives a session another window, as its device wants.
func (d *Desk) Keep(s *Seat, k *wire.Keep) error {
	if !slices.Contains(d.seats, s) || s.parting {
		return nil
	}
	if !s.filled { // the filling under way belongs to somebody else's goroutine
		s.wants = k
		return nil
	}
	if !s.keep(k) {
		return nil
	}
	return d.refill(s)
}

// refill brings a session whose scope has changed up to date.
func (d *Desk) refill(s *Seat) error {
	s.turned = false
	if s.Refill != nil {
		s.Refill()
		return nil
	}
	view, err := d.store.View()
	if err != nil {
		return err
	}
	defer view.Close()
	if err := s.Fill(view, func(p *wire.Patch) error { s.Deliver(p); return nil }); err != nil {
		return err
	}
	return d.Sit(s)
}

// Leave ends a session.
func (d *Desk) Leave(s *Seat) {
	d.seats = slices.DeleteFunc(d.seats, func(o *Seat) bool { return o == s })
	d.queue = slices.DeleteFunc(d.queue, func(o *Seat) bool { return o == s })
}

// Seats lists the live sessions.
func (d *Desk) Seats() []*Seat { return d.seats }

// CallsOf makes calls of pushed commands. Author and origin come from the
// session, whatever the frame says.
func (s *Session) CallsOf(push *wire.Push) []kernel.Call {
	calls := make([]kernel.Call, len(push.Calls))
	for i, c := range push.Calls {
		calls[i] = kernel.Call{
			ID: c.ID, Origin: s.Device, Key: c.Key, Author: s.User, Name: c.Name, Version: c.Version, Args: c.Args,
			At: c.At, Accepted: c.Accepted,
		}
	}
	return calls
}

// Drafted is a number of orders that were judged as one group.
type Drafted struct {
	*Group
	orders []Order
}

// Draft judges the orders as one group, see [Authority.Draft]. The company must
// not be recovering.
func (d *Desk) Draft(orders []Order, now kernel.Time, between func() error) (*Drafted, error) {
	var calls []kernel.Call
	for _, o := range orders {
		calls = append(calls, o.Calls...)
	}
	g, err := d.Authority.Draft(calls, now, between)
	if err != nil {
		return nil, err
	}
	return &Drafted{g, orders}, nil
}

// Tell takes note that a group was written and delivers what follows from it.
func (d *Desk) Tell(g *Drafted) error {
	if err := d.Written(g.Group); err != nil {
		return err
	}
	return d.Deliver(g)
}

// Deliver tells everybody what follows from a written group.
func (d *Desk) Deliver(g *Drafted) error {
	if err := d.deliver(g.Commit); err != nil {
		return err
	}
	judged := g.Judged
	for _, o := range g.orders {
		d.answer(o, judged[:len(o.Calls)], g.before)
		judged = judged[len(o.Calls):]
	}
	return nil
}

// Take judges the orders as one group, writes it and delivers what follows from
// it.
func (d *Desk) Take(orders []Order, now kernel.Time) error {
	if d.state.Recovering {
		return d.recover(orders, now)
	}
	g, err := d.Draft(orders, now, nil)
	if err != nil {
		return err
	}
	d.Send(g.Group)
	g.Write()
	return d.Tell(g)
}

// deliver sends every live session what a commit means for it.
func (d *Desk) deliver(c *Commit) error {
	if c == nil {
		return nil
	}
	var parcels parcels
	news := d.NewNews(c)
	for _, s := range d.seats {
		s.counted(news, d.Many)
	}
	for _, s := range slices.Clone(d.seats) {
		p, err := s.Live(news)
		if refusal, ok := kernel.AsRefusal(err); ok {
			d.dismiss(s, refusal)
			continue
		}
		if err != nil {
			return fmt.Errorf("authority: patch for device %s: %w", s.Device, err)
		}
		if s.turned {
			if err := d.refill(s); err != nil {
				return fmt.Errorf("authority: scope of device %s: %w", s.Device, err)
			}
			continue
		}
		if p != nil {
			parcels.pack(s, p)
		}
		d.await(s)
	}
	d.hand(&parcels)
	return nil
}

// Beat is called every few seconds. It dismisses who was shut out while his
// session was filled, and moves on the age of what idle devices show.
func (d *Desk) Beat() error {
	for _, s := range slices.Clone(d.seats) {
		_, err := kernel.Identify(d.Catalog, d.store, s.Device, s.User)
		switch {
		case s.parting && !s.late(d.latest):
			continue
		case !s.parting:
			err = s.shutOut(err)
		}
		if refusal, ok := kernel.AsRefusal(err); ok {
			d.dismiss(s, refusal)
			continue
		}
		if err != nil {
			return fmt.Errorf("authority: device %s: %w", s.Device, err)
		}
		d.send(s, s.Hurry())
		if p := s.Now(); p != nil {
			s.Deliver(p)
		}
	}
	return nil
}

// dismiss ends the session of a device or user that a commit has shut out. The
// device forgets the company's data, unless it is to come again.
func (d *Desk) dismiss(s *Seat, refusal *kernel.Refusal) {
	d.Leave(s)
	s.Deliver(wire.Farewell(refusal, !errors.Is(refusal, wire.Rescoped.With())))
}

// answer gives the verdicts of commands that had been judged before this group;
// the others came with the patch.
func (d *Desk) answer(o Order, judged []Judged, before int64) {
	if o.Done != nil {
		o.Done(judged)
	}
	if o.Seat == nil || !slices.Contains(d.seats, o.Seat) {
		return
	}
	var old []Judged
	for _, j := range judged {
		if j.Version != 0 && j.Version <= before {
			old = append(old, j)
		}
	}
	switch {
	case len(old) == 0:
	case o.Seat.filled:
		d.send(o.Seat, o.Seat.Hurry())
		o.Seat.Deliver(o.Seat.Answer(old))
	default:
		o.Seat.owed = append(o.Seat.owed, old...)
	}
	d.parted(o.Seat, len(judged))
}
