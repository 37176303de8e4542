package replica

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// A program of another release finds the rows and the outbox of the one before it.
// The store has brought the tables to the new catalogue. What is pending was
// predicted by other code, so it is predicted again at once. Rows are whole, and hold
// fields that nobody knew yet; but rows of an entity that the old release did not know,
// or did not show to this user, have never come. The device knows under which
// declarations its rows came, and asks for what these lack. Until that is whole the user
// goes on with what there is.

// CatalogDigest tells catalogues apart by what rows they hold: entities, fields and
// who sees them.
func CatalogDigest(c *kernel.Catalog) int64 {
	h := fnv.New64a()
	number := func(n uint64) { _, _ = h.Write(binary.BigEndian.AppendUint64(nil, n)) } // never errs
	text := func(s string) { number(uint64(len(s))); _, _ = h.Write([]byte(s)) }
	for _, s := range c.Schemas {
		number(uint64(s.Number))
		for _, f := range s.Fields {
			number(uint64(f.Number))
			number(uint64(f.Kind))
		}
		for _, term := range s.Audience() {
			text(term)
		}
	}
	return int64(h.Sum64())
}

// Known is the declaration of an entity under which its rows have come.
type Known struct {
	Entity   int64
	Kinds    []byte // of the fields: number and kind of each
	Audience string // see [wire.Lack]
}

// knownBy is what a catalogue declares.
func knownBy(c *kernel.Catalog) []Known {
	known := make([]Known, len(c.Schemas))
	for i, s := range c.Schemas {
		k := Known{Entity: int64(s.Number), Audience: strings.Join(s.Audience(), "\n")}
		for _, f := range s.Fields {
			k.Kinds = append(binary.AppendUvarint(k.Kinds, uint64(f.Number)), byte(f.Kind))
		}
		known[i] = k
	}
	return known
}

// sameKinds tells whether the fields that both declarations have are of one kind.
func (k Known) sameKinds(other Known) bool {
	kinds := map[uint64]byte{}
	each := func(packed []byte, visit func(number uint64, kind byte)) {
		for {
			number, n := binary.Uvarint(packed)
			if n <= 0 || n == len(packed) {
				return
			}
			visit(number, packed[n])
			packed = packed[n+1:]
		}
	}
	each(k.Kinds, func(number uint64, kind byte) { kinds[number] = kind })
	same := true
	each(other.Kinds, func(number uint64, kind byte) {
		if was, both := kinds[number]; both && was != kind {
			same = false
		}
	})
	return same
}

func (k Known) find(in []Known) int {
	return slices.IndexFunc(in, func(other Known) bool { return other.Entity == k.Entity })
}

// lacks lists what rows that came under some declarations lack of today's.
func (r *Replica) lacks() []wire.Lack {
	var lacks []wire.Lack
	for _, k := range r.declared {
		lack := wire.Lack{Entity: k.Entity}
		if i := k.find(r.state.Known); i >= 0 && k.sameKinds(r.state.Known[i]) {
			if lack.Audience = r.state.Known[i].Audience; lack.Audience == k.Audience {
				continue
			}
		}
		lacks = append(lacks, lack)
	}
	return lacks
}

// brought notes under which declarations rows of what was lacking have come.
func (st *State) brought(lacks []wire.Lack, declared []Known) {
	st.Known = slices.Clone(st.Known)
	for _, lack := range lacks {
		i := Known{Entity: lack.Entity}.find(declared)
		if i < 0 {
			continue
		}
		now := declared[i]
		now.Audience = lack.Audience // the server's may be another release still
		if at := now.find(st.Known); at >= 0 {
			st.Known[at] = now
		} else {
			st.Known = append(st.Known, now)
		}
	}
}

// current tells whether the rows were loaded for this catalogue.
func (r *Replica) current() bool { return r.state.Catalog == r.digest }

// held is the scope that the rows fill: none when nobody knows under which declarations
// they came, so that the server sends them anew.
func (r *Replica) held() int64 {
	if r.current() || len(r.state.Known) > 0 {
		return r.state.Scope
	}
	return ^r.state.Scope
}

// complete takes note that rows lack nothing of this catalogue, if that is so.
func (r *Replica) complete() {
	if len(r.state.Known) > 0 && len(r.lacks()) == 0 {
		r.state.Catalog, r.state.Known = r.digest, r.declared
	}
}

// migrate predicts again what another release has predicted. It forgets what this one
// does not declare: nobody keeps its rows up.
func (r *Replica) migrate() error {
	if r.current() {
		if len(r.state.Known) == 0 && r.state.Version > 0 { // loaded by a program that did not say so
			r.state.Known = r.declared
		}
		return nil
	}
	r.state.Known = slices.DeleteFunc(slices.Clone(r.state.Known), func(k Known) bool { return k.find(r.declared) < 0 })
	r.complete()
	if len(r.pending) == 0 && len(r.state.Known) == 0 {
		return nil
	}
	return r.store.Update(func(w Writer) error {
		if len(r.pending) > 0 {
			a := &applying{r: r, w: w, news: &News{Whole: true}}
			if err := a.undo(r.pending); err != nil {
				return err
			}
			a.redoAll(r.pending).run()
		}
		w.PutState(r.state)
		return nil
	})
}
