package authority

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// Prove answers a device that asks what it should hold, see [wire.Prove]. Its session
// leaves the live feed and is filled beside the authority, as after a change of its
// scope; behind that comes the answer, of the version to which it was filled.
func (d *Desk) Prove(s *Seat, ask *wire.Prove) error {
	if !slices.Contains(d.seats, s) {
		return nil // it was sent off
	}
	if !s.filled { // the filling under way belongs to somebody else's goroutine
		s.asks = ask
		return nil
	}
	s.unfilled()
	s.ask = ask
	return d.refill(s)
}

// Asked tells whether the next filling ends with the answer to a question of the
// device, which takes a walk over all that it may hold.
func (s *Session) Asked() bool { return s.ask != nil }

// prove answers with what the view has for the device.
func (s *Session) prove(view Reader, ask *wire.Prove, send func(*wire.Patch) error) error {
	f := s.filling(view, send)
	p := &proving{filling: f, tallies: map[uint32]*wire.Tally{}, whole: len(ask.Of) == 0}
	for _, of := range ask.Of {
		p.tallies[uint32(of.Entity)] = wire.NewTally(of)
	}
	visit := p.count
	if ask.Rows {
		visit = p.resend
	}
	if err := Visit(s.a.Catalog, view, s.viewer, visit); err != nil {
		return err
	}
	if !ask.Rows {
		if err := p.sums(); err != nil {
			return err
		}
	}
	f.part.Partial, f.part.Proof, f.part.Chain = false, true, view.Chain()
	if err := f.permitted(); err != nil {
		return err
	}
	return send(f.part)
}

// proving is one answer.
type proving struct {
	*filling
	tallies map[uint32]*wire.Tally // by entity
	whole   bool                   // every entity is asked for
	body    []byte
}

// tally is where a row counts, nil where nobody has asked for it.
func (p *proving) tally(b *kernel.Record) *wire.Tally {
	number := b.Schema().Number
	t := p.tallies[number]
	if t == nil && p.whole {
		t = wire.NewTally(wire.Part{Entity: int64(number)})
		p.tallies[number] = t
	}
	if t == nil || !t.Has(b.ID) {
		return nil
	}
	return t
}

func (p *proving) count(row kernel.Row) error {
	b := row.Base()
	if t := p.tally(b); t != nil {
		p.body = kernel.Encode(p.body[:0], row)
		t.Add(b.ID, p.body)
	}
	return nil
}

func (p *proving) resend(row kernel.Row) error {
	if p.tally(row.Base()) == nil {
		return nil
	}
	return p.addRow(row)
}

// sums puts them into parts. Those of an entity stand in one.
func (p *proving) sums() error {
	size := 0
	for _, schema := range p.s.a.Catalog.Schemas {
		t := p.tallies[schema.Number]
		if t == nil {
			continue
		}
		if size > p.portion.Bytes {
			p.part.Proof = true
			if err := p.send(p.part); err != nil {
				return err
			}
			p.part, size = &wire.Patch{From: p.part.From, To: p.part.To, Partial: true}, 0
		}
		s := t.Sums()
		p.part.Sums = append(p.part.Sums, s)
		size += len(s.Packed)
	}
	return nil
}
