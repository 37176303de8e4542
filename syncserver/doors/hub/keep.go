package hub

import (
	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// keepCost is what another window costs of a device's commands: as much as a connection,
// because a catch-up follows it, too.
const keepCost = connectCost

// keep gives the device another window. What it sends behind that waits.
func (c *client) keep(k *wire.Keep) error {
	if len(k.Pins) > wire.MaxPins {
		return TooManyPins.With(kernel.Int("max", wire.MaxPins))
	}
	if err := c.spend(ofCommands, keepCost); err != nil {
		return err
	}
	return c.hub.onFor(c.ctx, c.who.Device, func(d *authority.Desk) error { return d.Keep(c.seat, k) })
}
