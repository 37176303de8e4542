package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
	"heyi/shared/sync/wire"
)

const (
	eachOfCrowd = 10 // devices of each person of the crowd
	watching    = 10 // devices of the crowd that see what changes: the boss's
	orderEvery  = 20 * time.Millisecond
)

// crowd is how soon a change reaches the few devices that see it, with many connected
// and orders coming in.
type crowd struct {
	devices, orders int
	times           []time.Duration // of each change on each device that sees it
	took, cpu       time.Duration   // by the clock; of the server's processor time
	memory          string          // the most that the server had
}

// enrolCrowd enrols the devices of the crowd beside the passwords, which would take
// longer than all the rest.
func (s *shop) enrolCrowd(ctx context.Context, o options) error {
	for i := range o.crowd {
		mobile := s.mobile(0)
		if i >= watching {
			mobile = s.mobile(3 + o.sellers + i/eachOfCrowd - 1)
		}
		user, err := s.Auth.UserByMobile(mobile)
		if err != nil {
			return err
		}
		e, err := s.Auth.Enrol(ctx, user.ID, "bench", "desktop")
		if err != nil {
			return err
		}
		s.crowd = append(s.crowd, &enrolment{Device: e.Device, Token: e.Token})
	}
	return nil
}

// sight tells when a device has seen a note of a customer.
type sight struct {
	at   time.Time
	note string
}

// crowded connects everybody, lets one place orders all the time and another change a
// customer, and waits for each change on each device that sees him.
func (l *load) crowded(ctx context.Context) (crowd, error) {
	seen := make(chan sight, watching)
	customer, schema := l.customers[0][0], party.Parties.In(l.Catalog)
	see := func(p *wire.Patch) {
		for _, r := range p.Rows {
			if r.Entity != int64(schema.Number) || p.From == 0 {
				continue
			}
			if row, err := schema.Decode(r.Body); err == nil && row.Base().ID == customer.ID() {
				seen <- sight{time.Now(), row.(*party.Party).Note}
			}
		}
	}
	for i, e := range l.shop.crowd {
		if i >= watching {
			see = func(*wire.Patch) {}
		}
		if _, err := attach(ctx, l.address, e, see); err != nil {
			return crowd{}, fmt.Errorf("device %d: %w", i, err)
		}
	}
	c := crowd{devices: len(l.shop.crowd)}
	ordering, stop := context.WithCancel(ctx)
	var seller sync.WaitGroup
	seller.Go(func() { c.orders = l.keepOrdering(ordering) })
	begun, cpu := time.Now(), cpuOf(l.process)
	err := l.changeFor(seen, customer, &c)
	c.took, c.cpu = time.Since(begun), cpuOf(l.process)-cpu
	stop()
	seller.Wait()
	slices.Sort(c.times)
	c.memory = memoryOf(l.process)
	return c, err
}

// keepOrdering places orders at an even pace and tells how many.
func (l *load) keepOrdering(ctx context.Context) int {
	pace := time.NewTicker(orderEvery)
	defer pace.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return n
		case <-pace.C:
			if l.sellers[1].push(l.Catalog, l.order(l.customers[1][1+n%(circle-1)], l.near, n, 5)) != nil {
				return n
			}
		}
	}
}

// changeFor changes the customer's note and waits until every device that sees him has it.
func (l *load) changeFor(seen <-chan sight, customer kernel.Ref[party.Party], c *crowd) error {
	was := fmt.Sprint("第 ", l.o.changes-1, " 次") // by the latency's
	for i := range l.o.changes {
		note := fmt.Sprint("人群中第 ", i, " 次")
		edit := &named{&kernel.EditRow{Row: customer.ID(), Changes: []kernel.Change{{Field: "note", Was: was, Becomes: note}}}, "party.edit"}
		sent := time.Now()
		if err := l.sellers[0].push(l.Catalog, edit); err != nil {
			return err
		}
		for range min(watching, c.devices) {
			select {
			case s := <-seen:
				if s.note != note {
					return fmt.Errorf("change %d: %q was seen", i, s.note)
				}
				c.times = append(c.times, s.at.Sub(sent))
			case <-time.After(30 * time.Second):
				return fmt.Errorf("change %d did not reach every device", i)
			}
		}
		was = note
		time.Sleep(10 * time.Millisecond)
	}
	return nil
}

func (c crowd) print() {
	if len(c.times) == 0 {
		return
	}
	fmt.Printf("%-32s p50 %6.2f ms   p99 %6.2f ms   (goal 5 / 25 ms)   %d devices, %d see it, %.0f orders/s, server's peak %s, %.1f ms of its processor time an order\n",
		"a change among many devices", quantile(c.times, 0.5), quantile(c.times, 0.99), c.devices, watching, float64(c.orders)/c.took.Seconds(), c.memory, float64(c.cpu)/1e6/float64(max(1, c.orders)))
}
