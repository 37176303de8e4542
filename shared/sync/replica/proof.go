package replica

import (
	"fmt"
	"maps"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// A proof holds the rows against the server's, see [wire.Prove]: first sums over whole
// entities; where they differ, sums over ever smaller parts of them; then the rows of
// the parts that differ, which take the place of those held. Then everything is summed
// up once more. Predictions are no part of it. It survives any number of connections;
// after one that died in it, it asks for less at a time.

// Proof is what a proof has found.
type Proof struct {
	Ended   kernel.Time // by the server's clock; 0 while it goes on
	Version int64       // of which everything was compared at last
	Parts   []Proved    // in the order of entities' numbers
	Unclear bool        // the server's answers were of no use
}

// Proved is what was found of an entity.
type Proved struct {
	Entity                 int64
	Rows                   int64 // that the server says the device should hold
	Missing, Other, Excess int64 // rows put right: not there, not like this, not to be there
	Open                   bool  // it differs still, though the rows have come again
}

// Mended is how many rows were put right.
func (p *Proof) Mended() (n int64) {
	for i := range p.Parts {
		n += p.Parts[i].Mended()
	}
	return n
}

// Mended is how many rows of the entity were put right.
func (p *Proved) Mended() int64 { return p.Missing + p.Other + p.Excess }

// Open tells whether something could not be put right.
func (p *Proof) Open() bool {
	return p.Unclear || slices.ContainsFunc(p.Parts, func(part Proved) bool { return part.Open })
}

// ProofRows is how many rows the smallest parts of a proof have, about, unless somebody
// says otherwise: so many come again for one that differs.
const ProofRows = 64

// Of what may be asked for at once after a connection has died of it, in rows; and how
// much finer sums become with each question then.
const (
	thinFirst = 1024
	thinLeast = 16
	thinDepth = 4
)

// useless is after how many answers that fit nothing a proof is given up.
const useless = 3

// proving is a proof under way.
type proving struct {
	small   int64 // rows of the smallest parts
	found   map[int64]*Proved
	front   []wire.Part      // what differs, by entity; nil when all is to be summed up
	counts  map[bucket]int64 // rows that the server says are in what differs
	depth   map[int64]int64  // of an entity's smallest parts
	renewed map[bucket]bool  // smallest parts whose rows have come again
	blank   map[int64]int    // times that an entity differed and no part of it did
	most    int64            // rows to be asked for at once; 0 for any number
	asked   *wire.Prove      // what the answer is awaited of
	got     []wire.Sums
	run     *Comparison // under way
	useless int
	version int64
}

type bucket struct{ entity, depth, number int64 }

// Prove begins a proof, unless one goes on.
func (r *Replica) Prove() {
	if r.proving == nil {
		r.proving = &proving{
			small: int64(r.ProofRows),
			found: map[int64]*Proved{}, counts: map[bucket]int64{}, depth: map[int64]int64{},
			renewed: map[bucket]bool{}, blank: map[int64]int{},
		}
	}
}

// StopProof gives up a proof that goes on.
func (r *Replica) StopProof() {
	r.cutProof()
	r.proving = nil
}

// Proving is what a proof that goes on has found so far, nil when none does.
func (r *Replica) Proving() *Proof {
	if r.proving == nil {
		return nil
	}
	return r.proving.proof()
}

// Proves tells whether the server that the replica is connected with answers.
func (r *Replica) Proves() bool { return r.link == online && r.proves }

func (p *proving) proof() *Proof {
	proof := &Proof{Version: p.version, Unclear: p.useless >= useless}
	for _, number := range slices.Sorted(maps.Keys(p.found)) {
		proof.Parts = append(proof.Parts, *p.found[number])
	}
	return proof
}

// Asking makes the next question of a proof, nil when there is none to be sent now.
func (r *Replica) Asking() *wire.Prove {
	p := r.proving
	if p == nil || p.asked != nil || p.run != nil || !r.Proves() || r.reload || r.state.Loading || r.state.Version == 0 || !r.current() {
		return nil
	}
	p.asked = p.question()
	return p.asked
}

// question asks for finer sums where there are some, then for rows. What is too much
// at once is left to the next round.
func (p *proving) question() *wire.Prove {
	if len(p.front) == 0 {
		return &wire.Prove{}
	}
	ask, room := &wire.Prove{}, int64(wire.MaxBuckets)
	thin := room
	if p.most > 0 {
		thin = max(p.most, 1<<thinDepth)
	}
	for _, of := range p.front {
		if of.Depth == p.depth[of.Entity] {
			continue
		}
		if of.Finer = p.depth[of.Entity]; p.most > 0 {
			of.Finer = min(of.Finer, of.Depth+thinDepth)
		}
		cost, sums := int64(len(of.Buckets))+1<<of.Finer, int64(len(of.Buckets))<<(of.Finer-of.Depth)
		if len(ask.Of) == 0 || cost <= room && sums <= thin {
			ask.Of, room, thin = append(ask.Of, of), room-cost, thin-sums
		}
	}
	if len(ask.Of) > 0 {
		return ask
	}
	return p.rows()
}

// rows asks for those of all smallest parts that differ, as far as that is not too much
// at once.
func (p *proving) rows() *wire.Prove {
	ask, buckets, rows := &wire.Prove{Rows: true}, 0, int64(0)
	for _, of := range p.front {
		list := of.Buckets
		of.Finer, of.Buckets = of.Depth, nil
		for _, b := range list {
			buckets, rows = buckets+1, rows+max(1, p.counts[bucket{of.Entity, of.Depth, b}])
			if buckets > 1 && (buckets > wire.MaxBuckets || p.most > 0 && rows > p.most) {
				break
			}
			of.Buckets = append(of.Buckets, b)
		}
		if len(of.Buckets) > 0 {
			ask.Of = append(ask.Of, of)
		}
	}
	return ask
}

// cut begins again after a connection has ended: with less at a time where it ended in
// the middle of an answer.
func (p *proving) cut() {
	if p.run != nil {
		p.run.stop()
	}
	if p.asked != nil && len(p.front) > 0 {
		if p.most /= 4; p.most == 0 {
			p.most = thinFirst
		}
		p.most = max(p.most, thinLeast)
	}
	p.asked, p.got, p.run, p.front = nil, nil, nil, nil
}

func (r *Replica) cutProof() {
	if r.proving != nil {
		r.proving.cut()
	}
}

// answered takes in what answers a question.
func (r *Replica) answered(p *Ahead, now kernel.Time) (News, error) {
	pr := r.proving
	switch {
	case pr == nil || pr.asked == nil: // nobody wants it any more
		return News{}, r.store.Update(func(w Writer) error { w.ClearStaged(); return nil })
	case pr.asked.Rows:
		return r.renew(p, now)
	}
	if pr.got = append(pr.got, p.Sums...); p.Partial {
		return News{}, nil
	}
	if p.To != r.state.Version {
		return News{}, r.fruitless()
	}
	view, err := r.store.View()
	if err != nil {
		return News{}, fmt.Errorf("replica: a view to prove: %w", err)
	}
	pr.run = r.newComparison(view, pr.asked, pr.got)
	pr.asked, pr.got = nil, nil
	return News{Compare: pr.run}, nil
}

// fruitless notes an answer of no use.
func (r *Replica) fruitless() error {
	p := r.proving
	p.asked, p.got, p.front = nil, nil, nil
	if p.useless++; p.useless < useless {
		return nil
	}
	return r.proved()
}

// proved ends a proof and keeps what it found. What is pending is predicted once more:
// a row that it has written may have been damaged, too. What was put right, by this proof
// or by one before that a restart has ended, is not lost with the power.
func (r *Replica) proved() error {
	proof := r.proving.proof()
	proof.Ended = r.state.AsOf
	pending, state := slices.Clone(r.pending), r.state
	r.state.Proof, r.proving = proof, nil
	err := r.store.Update(func(w Writer) error {
		w.Reread()
		a := &applying{r: r, w: w, news: &News{Whole: true}}
		if err := a.undo(r.pending); err != nil {
			return err
		}
		r.author = nil
		a.redoAll(r.pending).run()
		w.PutState(r.state)
		return nil
	})
	if err == nil {
		err = r.store.Checkpoint()
	}
	if err != nil {
		r.pending, r.state, r.author = pending, state, nil
		return fmt.Errorf("replica: end of a proof: %w", err)
	}
	return nil
}

// Compared goes on with what a comparison has found. It tells whether the proof has
// ended with it.
func (r *Replica) Compared(c *Comparison) (ended bool, err error) {
	p := r.proving
	if p == nil || p.run != c {
		return false, nil // it began anew meanwhile
	}
	p.run, p.version = nil, c.version
	switch {
	case c.err != nil:
		err = r.fruitless()
		return r.proving == nil, err
	case c.whole:
		p.sumUp(c)
	default:
		p.narrow(c)
	}
	if len(p.front) > 0 || !c.whole {
		return false, nil
	}
	return true, r.proved()
}

// sumUp finds the entities that differ.
func (p *proving) sumUp(c *Comparison) {
	p.front = nil
	for _, f := range c.found {
		part := p.found[f.entity]
		if part == nil {
			part = &Proved{Entity: f.entity}
			p.found[f.entity] = part
		}
		part.Rows = f.said
		if len(f.buckets) == 0 {
			part.Open = false
			continue
		}
		if part.Open {
			continue
		}
		if _, known := p.depth[f.entity]; !known {
			p.depth[f.entity] = p.depthFor(max(f.said, f.own))
		}
		p.counts[bucket{f.entity, 0, 0}] = f.said
		p.advance(wire.Part{Entity: f.entity, Buckets: f.buckets})
	}
}

func (p *proving) depthFor(rows int64) (depth int64) {
	for depth < wire.MaxDepth && rows>>depth > p.small {
		depth++
	}
	return depth
}

// narrow finds the parts of entities that differ.
func (p *proving) narrow(c *Comparison) {
	asked := map[int64]wire.Part{}
	for _, of := range c.of {
		asked[of.Entity] = of
	}
	var rest []wire.Part // already narrow, or left to the next round
	for _, of := range p.front {
		if _, ok := asked[of.Entity]; !ok && of.Depth == p.depth[of.Entity] {
			rest = append(rest, of)
		}
	}
	p.front = rest
	for _, f := range c.found {
		if len(f.buckets) == 0 { // its rows have been sent meanwhile, or somebody lies
			if p.blank[f.entity]++; p.blank[f.entity] > 1 {
				p.found[f.entity].Open = true
			}
			continue
		}
		depth := asked[f.entity].Finer
		for i, b := range f.buckets {
			p.counts[bucket{f.entity, depth, b}] = f.counts[i]
		}
		p.advance(wire.Part{Entity: f.entity, Depth: depth, Buckets: f.buckets})
	}
}

// advance puts what differs among what is asked for next, unless its rows have come
// again already and it differs still.
func (p *proving) advance(of wire.Part) {
	if of.Depth == p.depth[of.Entity] {
		for _, b := range of.Buckets {
			if p.renewed[bucket{of.Entity, of.Depth, b}] {
				p.found[of.Entity].Open = true
				return
			}
		}
	}
	p.front = append(p.front, of)
	slices.SortFunc(p.front, func(a, b wire.Part) int { return int(a.Entity - b.Entity) })
}
