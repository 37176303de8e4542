package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"heyi/shared/sync/authority"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/store"
)

// serving is a place of a company that is served. Where several servers share the
// place it is served in turns: what comes is passed on as long as another judges, and
// judged here when that one is gone.
type serving struct {
	place    company.Place
	log      *slog.Logger
	address  string                      // that devices use
	secured  *certificate                // whose age is looked at, nil for none
	demo     bool                        // found the demo company if there is none
	alone    bool                        // without scripted colleagues
	nodes    string                      // address for other servers
	keep     time.Duration               // of the log of changes
	failed   <-chan error                // of the listener; nil where others look after it
	begin    func(http.Handler) error    // has requests answered
	end      func(context.Context) error // of answering, before the company is closed
	patience time.Duration               // that it has with other servers before it begins
	served   func(*company.Company)      // told whom it serves, nil for nobody; may be nil
}

// run serves until ctx ends.
func (s *serving) run(ctx context.Context) error {
	pause(ctx, s.patience)
	for {
		c, end, err := s.turn(ctx)
		switch {
		case err == nil && c == nil: // another server judges
			return s.stop(nil, nil)
		case err != nil && s.waitsOut(err) && ctx.Err() == nil:
			s.log.Error("the store is not available", "error", err)
			pause(ctx, awayPause)
			continue
		case err != nil && s.place.Shared() && errors.Is(err, authority.ErrMoved) && ctx.Err() == nil:
			s.log.Info("another server has taken the company before it was open here")
			continue
		case err != nil:
			return errors.Join(err, s.stop(c, end))
		}
		s.tell(c)
		err = s.wait(ctx, c)
		s.tell(nil)
		if !errors.Is(err, errLost) {
			return errors.Join(err, s.stop(c, end))
		}
		s.log.Warn("another server has taken the company over; nothing that was acknowledged is lost")
		if err := errors.Join(s.begin(company.Unavailable(s.log)), s.leave(c, end)); err != nil {
			s.log.Warn("the company was not closed cleanly", "error", err)
		}
	}
}

// waitsOut tells whether an error is of a shared store that does not answer, or takes
// nothing for now, as one that is about to lose its lead.
func (s *serving) waitsOut(err error) bool {
	fault := store.FaultOf(err)
	return s.place.Shared() && (fault == store.Away || fault == store.Unwritable)
}

func (s *serving) tell(c *company.Company) {
	if s.served != nil {
		s.served(c)
	}
}

// awayPause is how long a store is left alone that does not answer at the start.
const awayPause = time.Second

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// turn opens the company as soon as it is this server's to judge, and lets it answer.
// It is nil when ctx ends before.
func (s *serving) turn(ctx context.Context) (c *company.Company, end func() error, err error) {
	door, err := s.place.NewDoor(s.nodes)
	if err != nil {
		return nil, nil, err
	}
	if c, err = s.openOrDemo(ctx, door); err != nil || c == nil {
		return nil, nil, errors.Join(err, door.Close())
	}
	mux := http.NewServeMux()
	c.Register(mux)
	for _, add := range parts.routes {
		add(mux, c)
	}
	if s.demo && parts.open != nil {
		if err := parts.open(ctx, mux, c); err != nil {
			return c, door.Close, err
		}
	}
	if end, err = c.Control(door, mux); err != nil {
		return c, door.Close, err
	}
	if err := s.begin(mux); err != nil {
		return c, end, err
	}
	s.log.Info("serving", "address", s.address, "company", c.Store.Company.String(), "version", c.Hub.Version())
	return c, end, nil
}

// await waits for the right to judge at a shared store; false when ctx ends before.
func (s *serving) await(ctx context.Context, door *company.Door) (bool, error) {
	if err := s.place.Ready(); err != nil {
		return false, err
	}
	var failed error
	err := s.place.Wait(ctx, s.log, door, func(h http.Handler) { failed = errors.Join(failed, s.begin(h)) })
	if ctx.Err() != nil {
		return false, failed
	}
	return err == nil, errors.Join(failed, err)
}

// openOrDemo opens the company, or founds the demo company where that is asked for.
func (s *serving) openOrDemo(ctx context.Context, door *company.Door) (*company.Company, error) {
	marker := filepath.Join(s.place.Dir, "founding")
	if _, err := os.Stat(marker); s.demo && err == nil {
		if err := s.place.Discard(); err != nil { // the one that was founded when the power failed
			return nil, err
		}
	}
	if s.demo {
		if there, err := s.place.Exists(); err != nil || !there {
			if err != nil {
				return nil, err
			}
			return s.foundDemo(ctx, marker)
		}
	}
	if s.place.Shared() {
		if mine, err := s.await(ctx, door); err != nil || !mine {
			return nil, err
		}
	}
	c, err := s.place.OpenToServe(s.log, door, !s.demo)
	if err == nil && s.demo {
		c.Hub.TrustClock() // nobody closes books in earnest here
	}
	return c, err
}

func (s *serving) foundDemo(ctx context.Context, marker string) (*company.Company, error) {
	if parts.found == nil {
		return nil, &mistake{"此程序不含演示公司", "This program contains no demo company"}
	}
	start := time.Now()
	if err := os.MkdirAll(s.place.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("demo company: %w", err)
	}
	if err := writeWhole(marker, ""); err != nil {
		return nil, err
	}
	c, err := s.place.Create(s.log)
	if err != nil {
		return nil, err
	}
	err = parts.found(ctx, c)
	if err == nil {
		err = os.Remove(marker)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("demo company: %w", err), discard(c))
	}
	s.log.Info("the demo company is ready", "took", time.Since(start).Round(time.Millisecond))
	return c, nil
}

// discard takes away a company whose founding failed half-way.
func discard(c *company.Company) error {
	return errors.Join(c.Close(context.Background()), c.Discard())
}

// errLost ends the turn of a server whose company another has taken over.
var errLost = errors.New("serve: another server judges")

func (s *serving) wait(ctx context.Context, c *company.Company) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lived := make(chan error, 1)
	if s.demo && !s.alone && parts.living != nil {
		go func() { lived <- parts.living(ctx, c) }()
	} else {
		close(lived)
	}
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		s.keepHouse(ctx, c)
	}()
	var err error
	select {
	case err = <-s.failed:
		return fmt.Errorf("serve: %w", err)
	case <-c.Lost():
		err = errLost
	case <-ctx.Done():
	}
	cancel()
	if err := <-lived; err != nil && !errors.Is(err, context.Canceled) {
		s.log.Error("the demo company stood still", "error", err)
	}
	<-kept
	return err
}

// leave closes a company that another server has taken over.
func (s *serving) leave(c *company.Company, end func() error) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	return errors.Join(c.Close(ctx), end())
}

// stop takes no more requests, lets what runs come to its end, tells the devices
// and closes the company, nil for none.
func (s *serving) stop(c *company.Company, end func() error) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	start := time.Now()
	err := s.end(ctx)
	if c != nil {
		err = errors.Join(err, c.Close(ctx), end())
	}
	s.log.Info("stopped", "took", time.Since(start).Round(time.Millisecond))
	return err
}
