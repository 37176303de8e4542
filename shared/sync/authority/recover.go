package authority

import (
	"fmt"
	"sort"

	"heyi/shared/kernel"
)

// A company restored from a backup has forgotten what was judged after it. Its
// devices have not: each keeps what was accepted until a backup holds it. The
// company therefore waits until every device has reported, judges what they
// bring in the order in which it was judged before, and only then goes on.

// recover takes orders while the company is recovering.
func (d *Desk) recover(orders []Order, now kernel.Time) error {
	for _, o := range orders {
		fresh := o
		fresh.Calls = nil
		for _, c := range o.Calls {
			if o.Seat != nil && !d.collect(&c) {
				continue
			}
			if c.Accepted != 0 {
				d.again = append(d.again, c)
			} else {
				fresh.Calls = append(fresh.Calls, c)
			}
		}
		if len(fresh.Calls) > 0 {
			d.held = append(d.held, fresh)
		}
		if o.Reported && o.Seat != nil {
			d.reported[o.Seat.Device] = true
		}
	}
	missing, err := d.Missing()
	if err != nil || len(missing) > 0 {
		return err
	}
	return d.EndRecovery(now)
}

// collect notes a device's command that waits for the end of the recovery. One that
// waits already is not kept again: a device brings all of them with each connection.
func (d *Desk) collect(c *kernel.Call) bool {
	key := pastKey{c.Origin, c.Key}
	if d.collected[key] {
		return false
	}
	if d.collected == nil {
		d.collected = map[pastKey]bool{}
	}
	d.collected[key] = true
	return true
}

// Missing lists the devices that a recovering company still waits for.
func (d *Desk) Missing() ([]kernel.ID, error) {
	awaited, err := d.Awaited()
	if err != nil {
		return nil, fmt.Errorf("authority: devices to wait for: %w", err)
	}
	var missing []kernel.ID
	for _, id := range awaited {
		if !d.reported[id] {
			missing = append(missing, id)
		}
	}
	return missing, nil
}

// EndRecovery judges what the devices brought and lets the company go on. An
// administrator may call it when a device will never report again; should it
// come back, what it brings is judged as new.
func (d *Desk) EndRecovery(now kernel.Time) error {
	sort.SliceStable(d.again, func(i, j int) bool { return d.again[i].Accepted < d.again[j].Accepted })
	again, held := d.again, d.held
	d.again, d.held, d.collected = nil, nil, nil
	d.state.Recovering = false
	if err := d.Take([]Order{{Calls: again}}, now); err != nil {
		d.state.Recovering = true
		return err
	}
	if err := d.store.Recovered(); err != nil {
		return fmt.Errorf("authority: end of recovery: %w", err)
	}
	return d.Take(held, now)
}
