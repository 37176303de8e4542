package authority

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// What everybody sees, such as what lies in stock, changes with almost every command,
// and every device hears of it: with a thousand of them, telling would cost more than
// judging. So a patch with nothing else in it, or one that many get, waits a moment, for
// others like it or for one that brings the device something of its own. A row that
// changes twice meanwhile travels once, and the device is told the same in fewer words: it
// holds the company's rows of one version before and of a later one after.

// many is how many devices are told at once, unless a desk says otherwise.
const many = 50

// waitingMost bounds the rows that wait for one device, toldMost how often they may have
// changed before that is counted.
const (
	waitingMost = 500
	toldMost    = 2 * waitingMost
)

// waiting is what devices were told and not sent yet, one commit behind the other. It is
// the same for all that were told the same since the same version, and never changes.
type waiting struct {
	step
	to    int64
	chain []byte
	rows  int         // that were told, here and before, some of them again
	patch *wire.Patch // what is sent, once it is asked for
}

// step is by what waiting grows.
type step struct {
	before *waiting // what waited already; nil for nothing
	from   int64    // version that the device holds
	told   *told
}

// waits puts what the news tells behind what waits.
func (n *News) waits(s step) *waiting {
	w := n.waiting[s]
	if w != nil {
		return w
	}
	w = &waiting{step: s, to: n.commit.To, chain: n.commit.Chain, rows: len(s.told.rows)}
	if s.before != nil {
		w.rows += s.before.rows
	}
	if w.rows >= toldMost && s.before != nil {
		w.told, w.before = w.merged(), nil
		w.rows = len(w.told.rows)
	}
	n.waiting[s] = w
	return w
}

// sent is the patch of all that waits.
func (w *waiting) sent() *wire.Patch {
	if w.patch == nil {
		w.patch = &wire.Patch{From: w.from, To: w.to, Chain: w.chain, Rows: w.merged().rows}
	}
	return w.patch
}

// full tells whether what waits is to wait no longer.
func (w *waiting) full() bool { return w.before == nil && w.rows >= waitingMost }

// merged is all that was told, each row as it was told last, in the place where it was
// told first. One that goes does so behind what was told before: what follows it goes
// with it.
func (w *waiting) merged() *told {
	if w.before == nil {
		return w.told
	}
	var steps []*told
	for at := w; at != nil; at = at.before {
		steps = append(steps, at.told)
	}
	all, place := &told{}, make(map[kernel.Key]int, w.rows)
	for _, t := range slices.Backward(steps) {
		for i, key := range t.keys {
			if at, known := place[key]; known && len(t.rows[i].Body) > 0 {
				all.rows[at] = t.rows[i]
				continue
			}
			place[key] = len(all.rows)
			all.rows, all.keys = append(all.rows, t.rows[i]), append(all.keys, key)
		}
	}
	return all
}

// Hurry is the patch that waits, nil when none does. It is the same for all for whom the
// same waited, and not to be changed.
func (s *Session) Hurry() *wire.Patch {
	if s.waiting == nil {
		return nil
	}
	p := s.waiting.sent()
	s.waiting = nil
	return p
}

// unfilled takes a session out of the live feed. What waits comes with the catch-up that
// puts it back.
func (s *Session) unfilled() {
	if p := s.Hurry(); p != nil {
		s.version = p.From
	}
	s.filled = false
}

// parcels are patches with the devices that get them, in the order in which they were packed.
type parcels struct {
	list []*parcel
	of   map[*wire.Patch]*parcel
}

type parcel struct {
	*wire.Patch
	seats []*Seat
}

// pack has a device get a patch.
func (ps *parcels) pack(s *Seat, p *wire.Patch) {
	of := ps.of[p]
	if of == nil {
		if ps.of == nil {
			ps.of = map[*wire.Patch]*parcel{}
		}
		of = &parcel{Patch: p}
		ps.of[p], ps.list = of, append(ps.list, of)
	}
	of.seats = append(of.seats, s)
}

// Pulse sends what waits for so many devices, those first for which something waits
// longest. Who still has other things on the way waits on. Whoever runs the desk calls
// it some moments after a group that left something waiting, and again as long as
// something waits, see [Desk.Waits].
func (d *Desk) Pulse(most int) {
	var parcels parcels
	for n := len(d.queue); n > 0 && most > 0; n-- {
		s := d.queue[0]
		d.queue = d.queue[1:]
		if s.waiting != nil && s.Busy != nil && s.Busy() {
			d.queue = append(d.queue, s)
			continue
		}
		s.queued = false
		if p := s.Hurry(); p != nil {
			parcels.pack(s, p)
			most--
		}
	}
	d.hand(&parcels)
}

// hand sends patches to all that get them. Who gets the same gets one frame.
func (d *Desk) hand(parcels *parcels) {
	for _, p := range parcels.list {
		if len(p.seats) == 1 {
			d.send(p.seats[0], p.Patch)
			continue
		}
		for _, part := range d.Parts.Split(p.Patch) {
			framed := part.InFrame()
			for _, s := range p.seats {
				s.Deliver(framed)
			}
		}
	}
}

// Waits tells whether something may wait for a pulse.
func (d *Desk) Waits() bool { return len(d.queue) > 0 }

// await has a pulse come for a seat for which something waits.
func (d *Desk) await(s *Seat) {
	if s.waiting != nil && !s.queued {
		s.queued = true
		d.queue = append(d.queue, s)
	}
}

// send hands a patch to a session's device, in parts as large as may be; nil is none.
func (d *Desk) send(s *Seat, p *wire.Patch) {
	for _, part := range d.Parts.Split(p) {
		s.Deliver(part)
	}
}
