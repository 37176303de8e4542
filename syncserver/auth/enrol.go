package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/org"
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
	return s.enrol(ctx, user, name, kind, 0)
}

func (s *Service) enrol(ctx context.Context, user kernel.ID, name string, kind kernel.Choice, lifetime time.Duration) (*Enrolment, error) {
	for range enrolTries {
		series, err := s.freeSeries()
		if err != nil {
			return nil, err
		}
		e := &Enrolment{Device: s.newID(), User: user, Series: series}
		_, err = s.Hub.Run(ctx, &org.Enrol{Device: e.Device, User: kernel.Ref[org.User](user), Name: name, Series: series, Kind: kind})
		if errors.Is(err, kernel.Taken.With()) {
			continue // somebody else enrolled at the same moment
		}
		if err != nil {
			return nil, err
		}
		if e.Token, err = s.issue(e.Device, lifetime); err != nil {
			return nil, err
		}
		return e, nil
	}
	return nil, fmt.Errorf("auth: no free series after %d tries", enrolTries)
}

func (s *Service) newID() kernel.ID {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails
	return kernel.NewID(kernel.Time(s.Now().UnixMilli()), random)
}

// freeSeries is the first of A01 … Z99 that no device has had. A series is never
// given twice: it stands in numbers on paper.
func (s *Service) freeSeries() (string, error) {
	used := map[string]bool{}
	view, err := s.Store.Read()
	if err != nil {
		return "", err
	}
	err = view.Scan(org.Devices.In(s.Catalog), func(row kernel.Row) error {
		used[row.(*org.Device).Series] = true
		return nil
	})
	if err = errors.Join(err, view.Close()); err != nil {
		return "", err
	}
	for letter := 'A'; letter <= 'Z'; letter++ {
		for n := 1; n <= 99; n++ {
			if series := fmt.Sprintf("%c%02d", letter, n); !used[series] {
				return series, nil
			}
		}
	}
	return "", Full.With()
}

// sessionTime is how long a token of a sign-in lasts.
const sessionTime = 12 * time.Hour

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
		return s.enrol(ctx, user.ID, "API "+user.Name, "api", sessionTime)
	}
	token, err := s.issue(mine.ID, sessionTime)
	return &Enrolment{Device: mine.ID, User: user.ID, Series: mine.Series, Token: token}, err
}
