package authority

import (
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

// Pulse sends what waits. Whoever runs the desk calls it some moments after a group that
// left something waiting, see [Desk.Waits].
func (d *Desk) Pulse() {
	d.waits = false
	for _, s := range d.seats {
		d.send(s, s.Hurry())
	}
}

// Waits tells whether something waits for a pulse.
func (d *Desk) Waits() bool { return d.waits }

// send hands a patch to a session's device, in parts as large as may be; nil is none.
func (d *Desk) send(s *Seat, p *wire.Patch) {
	for _, part := range d.Parts.Split(p) {
		s.Deliver(part)
	}
}
