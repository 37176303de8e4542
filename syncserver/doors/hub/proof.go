package hub

import (
	"fmt"
	"time"

	"golang.org/x/time/rate"

	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// An answer to a device that asks what it should hold takes a walk over all that it may
// hold. The company gives one at a time; a device may ask as often as a whole proof on
// a bad line takes, and then now and then.
const (
	asksBurst = 40
	asksEvery = 10 * time.Second
	proofsMax = 1
)

func newAsks(times int) *rate.Limiter {
	return rate.NewLimiter(rate.Every(asksEvery/time.Duration(times)), asksBurst*times)
}

// asked lets a question wait for its turn, one at a time. Commands of the device do not
// wait behind it.
func (c *client) asked(ask *wire.Prove) error {
	if err := ask.Check(); err != nil {
		return err
	}
	if !c.asking.CompareAndSwap(false, true) {
		return fmt.Errorf("%w: a question before the last one is answered", wire.ErrFrame)
	}
	c.refills.Go(func() {
		err := c.prove(ask)
		c.asking.Store(false)
		if err != nil {
			c.refuse(err)
		}
	})
	return nil
}

func (c *client) prove(ask *wire.Prove) error {
	if err := c.spend(ofAsks, 1); err != nil {
		return err
	}
	return c.hub.onFor(c.ctx, c.who.Device, func(d *authority.Desk) error { return d.Prove(c.seat, ask) })
}
