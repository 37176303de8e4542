package replica

import (
	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// How much one push carries, unless somebody says otherwise: commands, and bytes of
// their arguments.
const (
	PushCalls = 100
	PushBytes = 256 << 10
)

// Outgoing makes the next push, nil when there is nothing to send. The first one
// on a connection tells a recovering server what an earlier history accepted.
func (r *Replica) Outgoing() *wire.Push {
	if r.link != online {
		return nil
	}
	batch := &batch{push: &wire.Push{}, most: r.Pushes}
	for len(r.again) > 0 && batch.room() {
		batch.add(&r.again[0].Call, -r.again[0].Accepted)
		r.again = r.again[1:]
	}
	if len(r.again) == 0 && !r.reported {
		r.reported, batch.push.Reported = true, true
	}
	for _, p := range r.pending {
		if p.Call.Key > r.sent && len(r.again) == 0 && batch.room() {
			r.sent = p.Call.Key
			batch.add(&p.Call, 0)
		}
	}
	if len(batch.push.Calls) == 0 && !batch.push.Reported {
		return nil
	}
	return batch.push
}

// Anew is how many commands were accepted once, by a server that has forgotten them since,
// and have no answer yet: it was restored from a backup and waits for its devices. What
// they did is not to be seen meanwhile.
func (r *Replica) Anew() int { return len(r.anew) }

type batch struct {
	push  *wire.Push
	most  wire.Portion
	bytes int
}

func (b *batch) room() bool { return !b.most.Full(len(b.push.Calls), b.bytes) }

func (b *batch) add(call *kernel.Call, accepted int64) {
	b.bytes += len(call.Args)
	b.push.Calls = append(b.push.Calls, wire.Call{
		ID: call.ID, Key: call.Key, Name: call.Name, Version: call.Version, Args: call.Args, At: call.At,
		Digest: int64(call.Digest), Accepted: accepted,
	})
}
