package replica

import (
	"bytes"
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// renew puts the rows that the server has sent in the place of those held, in the parts
// that were asked for: in one local transaction, with everything that is pending
// predicted again on top of them.
func (r *Replica) renew(p *Ahead, now kernel.Time) (News, error) {
	pr := r.proving
	if p.Partial {
		return News{}, r.take([]*Ahead{p}, r.stagePart)
	}
	if p.To != r.state.Version {
		if err := r.store.Update(func(w Writer) error { w.ClearStaged(); return nil }); err != nil {
			return News{}, err
		}
		return News{}, r.fruitless()
	}
	news := News{Whole: true}
	pending, state := slices.Clone(r.pending), r.state
	var found map[int64]*Proved
	err := r.store.Update(func(w Writer) (err error) {
		a := &applying{r: r, w: w, news: &news}
		found, err = a.renew(p, pr.asked.Of, now)
		return err
	})
	if err != nil {
		r.pending, r.state, r.author = pending, state, nil
		return News{}, fmt.Errorf("replica: renew at %d: %w", p.To, err)
	}
	for _, of := range pr.asked.Of {
		for _, b := range whole(of) {
			pr.renewed[bucket{of.Entity, of.Depth, b}] = true
		}
		sum, more := pr.found[of.Entity], found[of.Entity]
		sum.Missing, sum.Other, sum.Excess = sum.Missing+more.Missing, sum.Other+more.Other, sum.Excess+more.Excess
	}
	pr.asked, pr.front = nil, nil
	return news, nil
}

func whole(of wire.Part) []int64 {
	if len(of.Buckets) == 0 {
		return []int64{0}
	}
	return of.Buckets
}

func (a *applying) renew(p *Ahead, of []wire.Part, now kernel.Time) (map[int64]*Proved, error) {
	a.r.author = nil
	a.w.Reread()
	if err := a.read([]*Ahead{p}); err != nil {
		return nil, err
	}
	sent := map[kernel.Key]kernel.Row{}
	for _, s := range a.steps {
		for _, row := range s.changed {
			sent[kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}] = row
		}
	}
	pending := a.r.pending
	again := a.redoAll(pending)
	if err := a.undo(a.restorable(pending, sent)); err != nil {
		return nil, err
	}
	found := map[int64]*Proved{}
	for _, part := range of {
		found[part.Entity] = &Proved{}
		if s := a.r.Catalog.SchemaByNumber(uint32(part.Entity)); s != nil {
			if err := a.renewPart(s, part, sent, found[part.Entity]); err != nil {
				return nil, err
			}
		}
	}
	a.close(now, p)
	again.run()
	a.w.PutState(a.r.state)
	return found, nil
}

// restorable leaves out of what takes predictions back the images that cannot be read
// and that the server has sent.
func (a *applying) restorable(pending []*Pending, sent map[kernel.Key]kernel.Row) []*Pending {
	list := make([]*Pending, len(pending))
	for i, p := range pending {
		list[i] = &Pending{}
		for _, u := range p.Undo {
			s := a.r.Catalog.SchemaByNumber(uint32(u.Entity))
			if s != nil && u.Body != nil && sent[kernel.Key{Schema: s, ID: u.ID}] != nil {
				if _, err := s.Decode(u.Body); err != nil {
					continue
				}
			}
			list[i].Undo = append(list[i].Undo, u)
		}
	}
	return list
}

// renewPart makes the rows of a part what was sent of it.
func (a *applying) renewPart(s *kernel.Schema, part wire.Part, sent map[kernel.Key]kernel.Row, found *Proved) error {
	t := wire.NewTally(part)
	held := map[kernel.ID]bool{}
	var put []kernel.Row
	var excess []kernel.ID
	var x, y []byte
	err := a.w.Scan(s, func(row kernel.Row) error {
		id := row.Base().ID
		if !t.Has(id) {
			return nil
		}
		held[id] = true
		should := sent[kernel.Key{Schema: s, ID: id}]
		if should == nil {
			excess = append(excess, id)
			return nil
		}
		x, y = kernel.Encode(x[:0], row), kernel.Encode(y[:0], should)
		if !bytes.Equal(x, y) {
			put = append(put, should)
		}
		return nil
	})
	if err != nil {
		return err
	}
	found.Other, found.Excess = int64(len(put)), int64(len(excess))
	for _, step := range a.steps {
		for _, row := range step.changed {
			if id := row.Base().ID; row.Base().Schema() == s && !held[id] && t.Has(id) {
				held[id] = true
				put = append(put, row)
				found.Missing++
			}
		}
	}
	for _, row := range put {
		a.w.Put(row)
	}
	for _, id := range excess {
		a.w.Delete(s, id)
	}
	return nil
}
