package authority

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/wire"
)

// What everybody sees, such as what lies in stock, changes with almost every command,
// and every device hears of it: with a thousand of them, telling would cost more than
// judging. So a patch with nothing else in it waits a moment, for others like it or for
// one that brings the device something of its own. A row that changes twice meanwhile
// travels once, and the device is told the same in fewer words: it holds the company's
// rows of one version before and of a later one after.

// waitingMost bounds the rows that wait for one device.
const waitingMost = 500

// waiting is a patch that may still grow.
type waiting struct {
	*wire.Patch
	at map[kernel.Key]int // where in the patch a row stands
}

// add puts a row into the patch, in the place of the same row as it was before.
func (w *waiting) add(key kernel.Key, row wire.Row) {
	if i, known := w.at[key]; known {
		w.Rows[i] = row
		return
	}
	w.at[key] = len(w.Rows)
	w.Rows = append(w.Rows, row)
}

// join puts what has just happened behind what waits. It tells whether the whole may go
// on waiting.
func (s *Session) join(p *wire.Patch, keys []kernel.Key, common bool) bool {
	if common = common && len(p.Verdicts) == 0; s.waiting == nil {
		if !common {
			return false
		}
		s.waiting = &waiting{&wire.Patch{From: p.From}, make(map[kernel.Key]int, len(keys))}
	}
	w := s.waiting
	for i, row := range p.Rows {
		w.add(keys[i], row)
	}
	w.To, w.Chain, w.Verdicts = p.To, p.Chain, p.Verdicts
	return common && len(w.Rows) < waitingMost
}

// Hurry is the patch that waits, nil when none does.
func (s *Session) Hurry() *wire.Patch {
	if s.waiting == nil {
		return nil
	}
	p := s.waiting.Patch
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

// parcel is what one device gets.
type parcel struct {
	*wire.Patch
	seats []*Seat // that get it, too
}

// Pulse sends what waits for so many devices, those first for which something waits
// longest. Who still has other things on the way waits on. Whoever runs the desk calls
// it some moments after a group that left something waiting, and again as long as
// something waits, see [Desk.Waits].
func (d *Desk) Pulse(most int) {
	var parcels []*parcel
	for n := len(d.queue); n > 0 && most > 0; n-- {
		s := d.queue[0]
		d.queue = d.queue[1:]
		if s.waiting != nil && s.Busy != nil && s.Busy() {
			d.queue = append(d.queue, s)
			continue
		}
		s.queued = false
		if p := s.Hurry(); p != nil {
			parcels = pack(parcels, s, p)
			most--
		}
	}
	for _, p := range parcels {
		d.hand(p)
	}
}

// pack puts a device's patch among the others, with those of one that is the same.
func pack(parcels []*parcel, s *Seat, p *wire.Patch) []*parcel {
	for _, of := range parcels {
		if of.From == p.From && same(of.Patch, p) {
			of.seats = append(of.seats, s)
			return parcels
		}
	}
	return append(parcels, &parcel{p, []*Seat{s}})
}

// same tells whether two patches that waited bring the same rows, by what they are made
// of: rows are encoded once for all.
func same(a, b *wire.Patch) bool {
	return a.To == b.To && slices.EqualFunc(a.Rows, b.Rows, func(x, y wire.Row) bool {
		return x.Entity == y.Entity && x.ID == y.ID && len(x.Body) == len(y.Body) && (len(x.Body) == 0 || &x.Body[0] == &y.Body[0])
	})
}

// hand sends a patch to all that get it.
func (d *Desk) hand(p *parcel) {
	if len(p.seats) == 1 {
		d.send(p.seats[0], p.Patch)
		return
	}
	for _, part := range d.Parts.Split(p.Patch) {
		framed := part.InFrame()
		for _, s := range p.seats {
			s.Deliver(framed)
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
