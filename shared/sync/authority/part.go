package authority

import (
	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// A device whose user has left the company is wiped at its next contact. What waits on
// it was promised to customers and has happened in the warehouse all the same: a device
// that says it has something brings it first, by the rights that its user had then. It
// gets the verdicts, no row, and the word to forget behind the last of them.

// part opens a session for what waits on the device of somebody who has left; why is
// the refusal of everybody else.
func (a *Authority) part(device, user kernel.ID, hello *wire.Hello, now kernel.Time, why error) (*Session, *wire.Welcome, error) {
	left, err := kernel.IdentifyLeft(a.Catalog, a.store, device, user)
	switch {
	case err != nil || now > left.Until || hello.History != a.state.History || hello.Version > a.state.Version:
		return nil, nil, why
	case a.state.Recovering: // it would wait for the others with all its rows
		return nil, nil, wire.Unavailable.With()
	}
	s := &Session{
		Device: device, User: user, a: a, version: hello.Version, turns: a.turns.Load(),
		parting: true, waits: hello.Waits,
	}
	s.looks(&kernel.Viewer{})
	return s, &wire.Welcome{History: a.state.History, Version: a.state.Version, Now: now, Release: int64(a.Catalog.Release), Saved: a.state.Saved}, nil
}

// shutOut is why a live session ends whose user is not let in any more: for good, or to
// come again and bring what waits.
func (s *Session) shutOut(why error) error {
	if _, refused := kernel.AsRefusal(why); !refused {
		return why
	}
	if _, err := kernel.IdentifyLeft(s.a.Catalog, s.a.store, s.Device, s.User); err != nil {
		return why
	}
	return wire.Rescoped.With()
}

// parted ends a session that has brought what it had.
func (d *Desk) parted(s *Seat, judged int) {
	if s.waits -= int64(judged); !s.parting || s.waits > 0 {
		return
	}
	_, err := kernel.Identify(d.Catalog, d.store, s.Device, s.User)
	if refusal, refused := kernel.AsRefusal(err); refused {
		d.dismiss(s, refusal)
	}
}

// late tells whether a device that brings what waits has run out of time, or of leave
// to do so.
func (s *Session) late(now kernel.Time) bool {
	left, err := kernel.IdentifyLeft(s.a.Catalog, s.a.store, s.Device, s.User)
	return err != nil || now > left.Until
}
