package hub

import (
	"errors"
	"time"

	"golang.org/x/sync/semaphore"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// gapMax is how many versions a filled session may lack when it sits down; the
// executor makes them up. More are filled once again beside it.
const gapMax = 256

// fill brings a device up to date beside the executor. A device does so once at a
// time and a person's devices twice; a place among those that are sending is held
// only while the device takes what is sent.
func (c *client) fill(session *authority.Session) error {
	for _, places := range []*semaphore.Weighted{c.device.fills, c.person.fills, c.hub.views, c.hub.fills} {
		if err := c.acquire(places, 1); err != nil {
			return err
		}
		if places != c.hub.fills {
			defer places.Release(1)
		}
	}
	c.sending = true
	defer func() {
		if c.sending {
			c.hub.fills.Release(1)
		}
	}()
	for range 3 {
		version, err := c.fillOnce(session)
		if err != nil || c.hub.Version()-version <= gapMax {
			return err
		}
	}
	return nil
}

// fillAnswering fills a session that may have been asked something.
func (c *client) fillAnswering(session *authority.Session) error {
	if session.Asked() {
		if err := c.acquire(c.hub.proofs, 1); err != nil {
			return err
		}
		defer c.hub.proofs.Release(1)
	}
	return c.fill(session)
}

func (c *client) fillOnce(session *authority.Session) (version int64, err error) {
	view, err := c.hub.Store.View()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	defer kernel.Catch(&err)
	err = session.Fill(view, c.feed)
	if errors.Is(err, authority.ErrNarrowed) {
		err = wire.Rescoped.With()
	}
	return view.Version(), err
}

// feed waits until the lane has room. A view is held open meanwhile, so a device
// that takes nothing for long is disconnected.
func (c *client) feed(p *wire.Patch) error {
	if c.leaving.Load() {
		return errEnded
	}
	if err := c.untilSpare(); err != nil {
		return err
	}
	if !c.lane.put(p) {
		return TooSlow.With()
	}
	return nil
}

// untilSpare waits for room in the lane, and leaves its place to others meanwhile.
func (c *client) untilSpare() error {
	if !c.lane.full() {
		return nil
	}
	c.hub.fills.Release(1)
	c.sending = false
	stalled := time.NewTimer(c.hub.StallTime)
	defer stalled.Stop()
	for c.lane.full() {
		select {
		case <-c.lane.spare:
		case <-stalled.C:
			return TooSlow.With()
		case <-c.ctx.Done():
			return errEnded
		}
	}
	if err := c.acquire(c.hub.fills, 1); err != nil {
		return err
	}
	c.sending = true
	return nil
}
