package hub

import (
	"errors"
	"fmt"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

func (c *client) hello() (*wire.Hello, error) {
	start := time.Now()
	if err := c.socket.SetReadDeadline(start.Add(c.hub.HelloTime)); err != nil {
		return nil, errEnded
	}
	frame, err := c.read(func() error { return nil })
	if errors.Is(err, errEnded) && time.Since(start) >= c.hub.HelloTime {
		return nil, NoHello.With()
	}
	if err != nil {
		return nil, err
	}
	if wire.BodySize(frame) > helloMost {
		return nil, fmt.Errorf("%w: a hello of %d bytes", wire.ErrFrame, wire.BodySize(frame))
	}
	m, err := wire.Decode(frame)
	if err != nil {
		return nil, err
	}
	hello, ok := m.(*wire.Hello)
	if !ok {
		return nil, fmt.Errorf("%w: %T before hello", wire.ErrFrame, m)
	}
	if hello.Device != c.who.Device {
		return nil, WrongDevice.With()
	}
	if max(len(hello.Pins), len(hello.Kept)) > wire.MaxPins {
		return nil, TooManyPins.With(kernel.Int("max", wire.MaxPins))
	}
	return hello, nil
}

// connect opens the session, brings the device up to date and seats it.
func (c *client) connect(hello *wire.Hello) error {
	h := c.hub
	var session *authority.Session
	err := h.onFor(c.ctx, c.who.Device, func(d *authority.Desk) error {
		s, welcome, err := d.Connect(c.who.Device, c.who.User, hello, h.clock.now())
		if err != nil {
			return err
		}
		session = s
		if welcome.Parted && c.device.tells(time.Now()) {
			h.Log.Error("a device has seen more of the company, or another course of it: it loads anew and brings what was accepted then. "+
				"If the company's file or folder was put back from a copy, this is what brings the rest back",
				"device", c.who.Device.String(), "its_version", hello.Version, "version", welcome.Version)
		}
		c.deliver(welcome)
		if h.Heard != nil && hello.History == d.State().History {
			h.Heard(c.who.Device, hello.Version)
		}
		return nil
	})
	if refusal, ok := kernel.AsRefusal(err); ok && !errors.Is(err, Unavailable.With()) {
		c.lane.last(wire.Farewell(refusal, true), false)
	}
	if err != nil {
		return err
	}
	if err := c.fill(session); err != nil {
		return err
	}
	c.seat = &authority.Seat{Session: session, Deliver: c.deliver, Refill: c.refill, Busy: c.lane.busy}
	return c.sit()
}

func (c *client) sit() error {
	return c.hub.onFor(c.ctx, c.who.Device, func(d *authority.Desk) error {
		c.era.Store(c.hub.era.Load())
		err := d.Sit(c.seat)
		if errors.Is(err, authority.ErrPruned) { // it alone comes again
			return Unavailable.With()
		}
		return err
	})
}

// refill brings a device whose scope has changed what it has gained, beside the
// executor, which calls it.
func (c *client) refill() {
	c.refills.Go(func() {
		err := c.fillAnswering(c.seat.Session)
		if err == nil {
			err = c.sit()
		}
		if err != nil {
			c.refuse(err)
		}
	})
}
