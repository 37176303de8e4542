package hub

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// Identity is whose connection it is, as its token says.
type Identity struct {
	Device kernel.ID
	User   kernel.ID
	Token  [32]byte // hash of the token
}

// lingerTime is how long a peer that was told goodbye may take to read it. A
// socket that is closed while data comes in throws away what was not read yet.
const lingerTime = 2 * time.Second

// helloMost bounds a hello, decompressed.
const helloMost = 1 << 20

// client is one connection of a device.
type client struct {
	hub     *Hub
	socket  *websocket.Conn
	who     Identity
	addr    string
	lane    *lane
	seat    *authority.Seat
	sending bool         // it holds a place among the catch-ups
	era     atomic.Int64 // of the hub when it sat down last
	device  *share
	person  *share
	ctx     context.Context // ends with the connection
	cut     context.CancelFunc
	said    sync.Once // why the connection was refused is logged once

	refills sync.WaitGroup
	asking  atomic.Bool   // a question waits for its turn
	looking atomic.Bool   // and so does a look
	leaving atomic.Bool   // the last message is on its way; nothing is taken any more
	unheard chan struct{} // closed when nothing is read any more
}

var errEnded = errors.New("hub: the connection has ended")

// serve runs a connection until it ends.
func (h *Hub) serve(socket *websocket.Conn, who Identity, addr string) {
	ctx, cut := context.WithCancel(context.Background())
	now := time.Now()
	c := &client{
		hub: h, socket: socket, who: who, addr: addr, lane: newLane(h.LaneBytes), ctx: ctx, cut: cut, unheard: make(chan struct{}),
		device: h.share(who.Device, 1, now), person: h.share(who.User, personShare, now),
	}
	defer socket.Close()
	defer cut()
	if !h.enter(c) {
		return
	}
	defer h.leave(c)
	written := make(chan struct{})
	go func() {
		defer close(written)
		c.write()
	}()
	if c.refuse(c.run()) {
		c.drain()
	}
	close(c.unheard)
	select { // the bye goes out, as far as the peer takes it
	case <-written:
	case <-time.After(h.WriteTime + lingerTime):
	}
	cut()
	c.refills.Wait()
}

// run lets a device in that may come, and listens to it.
func (c *client) run() error {
	if admit := c.hub.Admit; admit != nil {
		if err := admit(c.who); err != nil {
			return err
		}
	}
	if err := c.spend(ofCommands, connectCost); err != nil { // who comes again and again waits longer each time
		return err
	}
	return c.listen()
}

// drain throws away what a refused peer still sends, until it has closed or the
// writer has lost patience.
func (c *client) drain() {
	for {
		_, r, err := c.socket.NextReader()
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if err != nil {
			return
		}
	}
}

func (h *Hub) enter(c *client) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped {
		return false
	}
	h.clients[c] = true
	h.ended.Add(1)
	h.seize(c, c.device, h.LinksOfDevice)
	h.seize(c, c.person, h.LinksOfPerson)
	return true
}

// seize counts a connection among those of a device or person. The newest counts:
// a device whose network has changed leaves connections behind that it will not use
// again.
func (h *Hub) seize(c *client, s *share, most int) {
	for len(s.links) >= most {
		old := s.links[0]
		s.links = slices.Delete(s.links, 0, 1)
		old.sendOff(Elsewhere.With())
	}
	s.links = append(s.links, c)
}

// End tells connections why they end and closes them: those whose identity meets a
// condition. It returns how many there were.
func (h *Hub) End(meets func(Identity) bool, why *kernel.Refusal) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for c := range h.clients {
		if meets(c.who) {
			c.sendOff(why)
			n++
		}
	}
	return n
}

// sendOff ends a connection at once: what waits for it is dropped, and what it sends
// from now on is not taken.
func (c *client) sendOff(why *kernel.Refusal) {
	c.leaving.Store(true)
	c.lane.last(wire.Farewell(why, false), true)
}

func (h *Hub) leave(c *client) {
	if c.seat != nil {
		err := h.onFor(context.Background(), c.who.Device, func(d *authority.Desk) error {
			d.Leave(c.seat)
			return nil
		})
		if err != nil && !errors.Is(err, ErrStopped) {
			h.Log.Warn("a seat was not given back", "device", c.who.Device.String(), "error", err)
		}
	}
	h.mu.Lock()
	delete(h.clients, c)
	now := time.Now()
	for _, s := range []*share{c.device, c.person} {
		s.links = slices.DeleteFunc(s.links, func(o *client) bool { return o == c })
		s.used = now
	}
	h.mu.Unlock()
	h.ended.Done()
}

// dropAll tells every device why it is disconnected.
func (h *Hub) dropAll(why *kernel.Refusal) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		c.lane.last(wire.Farewell(why, false), false)
	}
}

func (h *Hub) cutAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		c.socket.Close()
	}
}

func (c *client) alive() error {
	return c.socket.SetReadDeadline(time.Now().Add(c.hub.PongTime))
}

// next is the next frame, as long as the connection is not about to end: what
// comes after the goodbye stays in the device's outbox.
func (c *client) next() ([]byte, error) {
	for {
		if err := c.alive(); err != nil {
			return nil, errEnded
		}
		frame, err := c.read(c.alive)
		if err != nil || !c.leaving.Load() {
			return frame, err
		}
	}
}

// read bounds a message itself: the limit of the WebSocket library ends the
// connection before anybody could say why. heard is told of every piece that comes: a
// slow line is not a dead one.
func (c *client) read(heard func() error) ([]byte, error) {
	kind, r, err := c.socket.NextReader()
	if err != nil {
		return nil, errEnded
	}
	if kind != websocket.BinaryMessage {
		return nil, fmt.Errorf("%w: a text message", wire.ErrFrame)
	}
	data, err := io.ReadAll(io.LimitReader(wire.Heard(r, heard), wire.MaxFrame+1))
	switch {
	case err != nil:
		return nil, errEnded
	case len(data) > wire.MaxFrame:
		return nil, fmt.Errorf("%w: %w", wire.ErrFrame, TooLong.With(kernel.Int("limit", wire.MaxFrame)))
	}
	return data, nil
}

// deliver hands a message to the connection. It runs on the executor.
func (c *client) deliver(m wire.Message) {
	if _, ok := m.(*wire.Bye); ok {
		c.lane.last(m, false)
		return
	}
	if !c.lane.put(m) {
		c.lane.last(wire.Farewell(TooSlow.With(), false), true)
		c.hub.Log.Info("a device is too slow and reconnects", "device", c.who.Device.String(), "addr", c.addr)
	}
}

// refuse ends a connection with a reason, logged once. It tells whether there is
// anybody left to read it.
func (c *client) refuse(err error) bool {
	refusal, refused := kernel.AsRefusal(err)
	switch {
	case errors.Is(err, errEnded), errors.Is(err, ErrStopped), errors.Is(err, context.Canceled):
		if !c.leaving.Load() {
			c.cut()
		}
		return false
	case errors.Is(err, wire.ErrFrame):
		c.hub.bad.note(c.who.Device, time.Now())
		if !refused {
			refusal = BadFrame.With()
		}
	case !refused:
		refusal = Unavailable.With()
	}
	c.lane.last(wire.Farewell(refusal, false), errors.Is(refusal, TooSlow.With()))
	c.said.Do(func() {
		c.hub.Log.Warn("connection refused", "device", c.who.Device.String(), "addr", c.addr, "error", err)
	})
	return true
}

// write sends what waits in the lane, and pings.
func (c *client) write() {
	defer c.cut()
	ping := time.NewTicker(c.hub.PingEvery)
	defer ping.Stop()
	for {
		select {
		case <-c.lane.wake:
			if !c.flush() {
				return
			}
		case <-ping.C:
			if c.socket.WriteControl(websocket.PingMessage, nil, time.Now().Add(c.hub.WriteTime)) != nil {
				c.socket.Close()
				return
			}
		case <-c.ctx.Done():
			return
		}
	}
}

// flush writes until the lane is empty; false after the last message or a
// failure, which the reader notices by the closed socket.
func (c *client) flush() bool {
	for m := c.lane.take(); m != nil; m = c.lane.take() {
		bye, last := m.(*wire.Bye)
		if last {
			c.leaving.Store(true)
		}
		_ = c.socket.SetWriteDeadline(time.Now().Add(c.hub.WriteTime)) // the write below tells
		if err := c.socket.WriteMessage(websocket.BinaryMessage, wire.Encode(m)); err != nil {
			c.socket.Close()
			return false
		}
		if last {
			text := websocket.FormatCloseMessage(websocket.ClosePolicyViolation, bye.Refusal.Code)
			_ = c.socket.WriteControl(websocket.CloseMessage, text, time.Now().Add(c.hub.WriteTime)) // a courtesy
			select {
			case <-c.unheard:
			case <-time.After(lingerTime):
			}
			c.socket.Close()
			return false
		}
	}
	return true
}
