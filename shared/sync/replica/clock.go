package replica

import "heyi/shared/kernel"

// leapMost is how far a server's time may be from what a device has to expect, in
// milliseconds, to be taken over.
const leapMost = 31 * 24 * 3600_000

// setClock takes the server's time over, so that a device whose own clock is wrong
// dates its commands right. It does not follow a server that says it is earlier than
// that server has said before, nor one that is a month ahead of a device which is
// itself not behind what is known: then it is the server whose clock is wrong, and
// the user is told.
func (r *Replica) setClock(server, now kernel.Time) {
	expected := now + kernel.Time(r.state.Offset)
	known := r.state.AsOf != 0
	behind := known && server < r.state.AsOf-backMost
	ahead := known && expected >= r.state.AsOf && server > expected+leapMost
	if behind || ahead {
		r.apart = server - expected
		return
	}
	r.state.Offset, r.apart, r.heard = int64(server-now), 0, server
}

// backMost is by how much a server may seem to go back: what is known of its time is
// an estimate between two of its words.
const backMost = 24 * 3600_000

// Apart is by how much the server's clock is off the time that this device goes by,
// because it was not believed; 0 otherwise.
func (r *Replica) Apart() kernel.Time { return r.apart }
