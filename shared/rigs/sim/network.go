package sim

import (
	"encoding/binary"

	"heyi/shared/sync/wire"
)

// Pipe is one direction of a connection: an ordered stream of bytes that arrives
// late, in pieces, and may end in the middle of a frame.
type Pipe struct {
	clock   *Clock
	free    int64 // when the bytes sent so far have arrived
	flying  int   // pieces on their way
	buffer  []byte
	closed  bool
	deliver func(frame []byte)
	left    int64  // bytes until it dies; 0 for one that lives
	died    func() // is called when it has
}

// Send puts a frame on its way.
func (p *Pipe) Send(frame []byte) {
	if p.closed {
		return
	}
	data := append(binary.BigEndian.AppendUint32(nil, uint32(len(frame))), frame...)
	now := int64(p.clock.Now)
	arrival := max(p.free, now+p.clock.Between(1, 80))
	for len(data) > 0 {
		n := min(int(p.clock.Between(1, 4000)), len(data))
		piece := data[:n]
		data = data[n:]
		arrival += p.clock.Between(0, 4)
		p.flying++
		p.clock.After(arrival-now, func() { p.flying--; p.arrive(piece) })
	}
	p.free = arrival
}

func (p *Pipe) arrive(piece []byte) {
	if p.closed {
		return
	}
	if p.left > 0 {
		if p.left -= int64(len(piece)); p.left <= 0 {
			p.died()
			return
		}
	}
	p.buffer = append(p.buffer, piece...)
	for len(p.buffer) >= 4 {
		n := int(binary.BigEndian.Uint32(p.buffer))
		if len(p.buffer) < 4+n {
			return
		}
		frame := p.buffer[4 : 4+n]
		p.buffer = p.buffer[4+n:]
		p.deliver(frame)
		if p.closed {
			return
		}
	}
}

// Conn is a connection between a device and the server. Its ends notice a cut
// at different times, so an old connection may still deliver to the server while
// the device is already on a new one.
type Conn struct {
	ToServer, ToDevice *Pipe

	early []*wire.Push // came before the device sat down
	keeps *wire.Keep   // as early
	asked *wire.Prove  // likewise
}

func (c *Conn) close() { c.ToServer.closed, c.ToDevice.closed = true, true }
