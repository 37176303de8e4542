package hub

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/semaphore"

	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// pushMax bounds the commands of one push; devices send 100. pushesMax bounds the
// pushes of one connection that wait to be judged; then the rest waits in the
// device, so that one who floods neither fills the memory nor stands in the way of
// more than these.
const (
	pushMax   = 1000
	pushesMax = 8
)

// listen takes what the device sends, in order, as far as its share goes.
func (c *client) listen() error {
	hello, err := c.hello()
	if err != nil {
		return err
	}
	c.hears() // before, only a hello counts
	if err := c.connect(hello); err != nil {
		return err
	}
	places := semaphore.NewWeighted(pushesMax)
	for {
		if err := c.acquire(places, 1); err != nil {
			return err
		}
		frame, err := c.next()
		if err != nil {
			return err
		}
		if err := c.take(frame, places); err != nil {
			return err
		}
	}
}

// hears takes pings and pongs for signs of life. On a slow line the pings of this end
// wait behind what it has sent, so their pongs alone may come too late.
func (c *client) hears() {
	c.socket.SetPongHandler(func(string) error { return c.alive() })
	answer := c.socket.PingHandler()
	c.socket.SetPingHandler(func(data string) error {
		_ = answer(data) // a device that has gone may have said something before
		return c.alive()
	})
}

// take decodes a push once there is room for what it unpacks to, and lets it wait
// for the executor.
func (c *client) take(frame []byte, places *semaphore.Weighted) error {
	size := wire.BodySize(frame)
	free, err := c.room(int64(size))
	if err != nil {
		return err
	}
	push, err := c.decode(frame)
	if push == nil {
		free()
		places.Release(1)
		return err
	}
	if err = c.spend(ofBytes, size); err == nil {
		err = c.spend(ofCommands, len(push.Calls))
	}
	if err != nil {
		free()
		return err
	}
	orders := c.orders(push)
	tasks := make([]task, len(orders))
	for i, order := range orders {
		tasks[i] = task{order: order, era: c.era.Load()}
	}
	tasks[len(tasks)-1].end = func(error) {
		free()
		places.Release(1)
	}
	select {
	case <-c.hub.done:
		return errEnded
	default:
		c.hub.tasks.put(c.who.Device, tasks...)
		return nil
	}
}

// decode reads a push. What is none is dealt with at once, or an error.
func (c *client) decode(frame []byte) (*wire.Push, error) {
	m, err := wire.Decode(frame)
	if err != nil {
		return nil, err
	}
	switch m := m.(type) {
	case *wire.Prove:
		return nil, c.asked(m)
	case *wire.Keep:
		return nil, c.keep(m)
	case *wire.Look:
		return nil, c.looked(m)
	}
	push, ok := m.(*wire.Push)
	if !ok || len(push.Calls) > pushMax {
		return nil, fmt.Errorf("%w: an unexpected %T", wire.ErrFrame, m)
	}
	for i := range push.Calls {
		if name := push.Calls[i].Name; len(name) > wire.MaxName || !utf8.ValidString(name) {
			return nil, fmt.Errorf("%w: a command with a name of %d bytes", wire.ErrFrame, len(name))
		}
	}
	return push, nil
}

// orders cuts a push into orders of a turn each.
func (c *client) orders(push *wire.Push) []*authority.Order {
	calls := c.seat.CallsOf(push)
	var orders []*authority.Order
	for len(calls) > turnCommands {
		orders = append(orders, &authority.Order{Seat: c.seat, Calls: calls[:turnCommands], Done: c.judged})
		calls = calls[turnCommands:]
	}
	return append(orders, &authority.Order{Seat: c.seat, Calls: calls, Reported: push.Reported, Done: c.judged})
}

// judged lets refused commands cost more: an honest device has few, and they are
// what anybody can send without end. It runs on the executor.
func (c *client) judged(judged []authority.Judged) {
	refused := 0
	for i := range judged {
		if judged[i].Refusal != nil {
			refused++
		}
	}
	if refused > 0 {
		now := time.Now()
		owe(c.device.commands, refused*(refusedCost-1), now)
		owe(c.person.commands, refused*(refusedCost-1), now)
	}
}

// room waits until so many bytes may be held; free gives them back.
func (c *client) room(size int64) (free func(), err error) {
	held := []*semaphore.Weighted{c.device.waiting, c.person.waiting}
	if size > waitingSmall {
		held = append(held, c.hub.waiting)
	}
	free = func() {
		for _, s := range held {
			s.Release(size)
		}
	}
	for i, s := range held {
		if err := c.acquire(s, size); err != nil {
			held = held[:i]
			free()
			return nil, err
		}
	}
	return free, nil
}

// acquire waits for n of something, as long as the connection and the hub last.
func (c *client) acquire(s *semaphore.Weighted, n int64) error {
	if s.TryAcquire(n) {
		return nil
	}
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	stop := context.AfterFunc(c.hub.quitting, cancel)
	defer stop()
	if s.Acquire(ctx, n) != nil {
		return errEnded
	}
	return nil
}
