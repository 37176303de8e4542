package auth

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Enrolment is a device that may connect from now on.
type Enrolment struct {
	Device kernel.ID
	User   kernel.ID
	Series string
	Token  string // shown once; only its hash is kept
}

// enrolTries bounds how often a series is looked for when others take it.
const enrolTries = 10

// Enrol makes a device for a user whose password has been checked.
func (s *Service) Enrol(ctx context.Context, user kernel.ID, name string, kind kernel.Choice) (*Enrolment, error) {
	return s.enrol(ctx, &Enrolment{User: user}, name, kind, deviceTime)
}

// EnrolAgain lets a device in that was enrolled before: its token has expired, or
// the company was restored from a backup that does not know it. It keeps its id,
// and its series where nobody else has it now, so that what waits in its outbox is
// still its own. One that was revoked, or is somebody else's, becomes a new device.
func (s *Service) EnrolAgain(ctx context.Context, was Enrolment, name string, kind kernel.Choice) (*Enrolment, error) {
	var known *org.Device
	err := s.reading(func(tx *kernel.Tx) error {
		if d, p := org.Devices.Get(tx, kernel.Ref[org.Device](was.Device)); p == kernel.Found {
			known = d
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case known == nil && s.plausible(was.Device):
		return s.enrol(ctx, &Enrolment{Device: was.Device, User: was.User, Series: was.Series}, name, kind, deviceTime)
	case known == nil || known.Revoked || known.User.ID() != was.User || !kinds[string(known.Kind)]:
		return s.Enrol(ctx, was.User, name, kind)
	}
	e := &Enrolment{Device: known.ID, User: was.User, Series: known.Series}
	if err := s.reissue(e); err != nil {
		return nil, err
	}
	return e, s.giveUp(e)
}

// plausible tells whether an id that nobody has may be a device's of an earlier
// history: it was made at some time up to now, as no derived id is but by chance,
// and has given no command.
func (s *Service) plausible(id kernel.ID) bool {
	at := int64(binary.BigEndian.Uint64(append([]byte{0, 0}, id[:6]...)))
	if id.IsZero() || id[6]>>4 != 7 || at > s.Now().Add(24*time.Hour).UnixMilli() {
		return false
	}
	var used bool
	err := s.Store.SideQuery(`SELECT EXISTS (SELECT 1 FROM _command WHERE origin = $1)`, id[:]).Scan(&used)
	return err == nil && !used
}

// enrol makes the device of e known, under an id and a series of its own where e
// has none that is free.
func (s *Service) enrol(ctx context.Context, e *Enrolment, name string, kind kernel.Choice, lifetime time.Duration) (*Enrolment, error) {
	if e.Device.IsZero() {
		e.Device = s.newID()
	}
	if err := s.mayEnrol(e.User); err != nil {
		return nil, err
	}
	for range enrolTries {
		var err error
		if e.Series, err = s.freeSeries(e.Series); err != nil {
			return nil, err
		}
		_, err = s.Hub.Run(ctx, &org.Enrol{Device: e.Device, User: kernel.Ref[org.User](e.User), Name: name, Series: e.Series, Kind: kind})
		if errors.Is(err, kernel.Taken.With()) {
			continue // somebody else enrolled at the same moment
		}
		if err != nil {
			return nil, err
		}
		if err := s.issue(e, lifetime); err != nil {
			return nil, err
		}
		return e, s.giveUp(e)
	}
	return nil, fmt.Errorf("auth: no free series after %d tries", enrolTries)
}

func (s *Service) newID() kernel.ID {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails
	return kernel.NewID(kernel.Time(s.Now().UnixMilli()), random)
}

// sessionTime is how long a token of a sign-in lasts, deviceTime that of a device
// from its last contact on.
const (
	sessionTime = 12 * time.Hour
	deviceTime  = 90 * 24 * time.Hour
)

// Session gives a signed-in user a token for the API. His sessions share one
// device row, because they share what it is for: numbering his commands.
func (s *Service) Session(ctx context.Context, user *org.User) (*Enrolment, error) {
	var mine *org.Device
	view, err := s.Store.Read()
	if err != nil {
		return nil, err
	}
	err = view.Scan(org.Devices.In(s.Catalog), func(row kernel.Row) error {
		if d := row.(*org.Device); mine == nil && d.Kind == "api" && d.User.ID() == user.ID && !d.Revoked {
			mine = d
		}
		return nil
	})
	if err = errors.Join(err, view.Close()); err != nil {
		return nil, err
	}
	if mine == nil {
		return s.enrol(ctx, &Enrolment{User: user.ID}, "API "+user.Name, "api", sessionTime)
	}
	e := &Enrolment{Device: mine.ID, User: user.ID, Series: mine.Series}
	return e, s.issue(e, sessionTime)
}
