package replica

import (
	"encoding/binary"
	"hash/fnv"

	"heyi/shared/kernel"
)

// A program of another release finds the rows and the outbox of the one before it.
// The store has brought the tables to the new catalogue. What is pending was
// predicted by other code, so it is predicted again at once; what the old release
// did not know or was not shown is missing, so the next connection brings
// everything anew. Until that is whole the user goes on with what there is.

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

// current tells whether the rows were loaded for this catalogue.
func (r *Replica) current() bool { return r.state.Catalog == r.digest }

// held is the scope that the rows fill: none when they are another release's, so
// that the server sends them anew.
func (r *Replica) held() int64 {
	if r.current() {
		return r.state.Scope
	}
	return ^r.state.Scope
}

// migrate predicts again what another release has predicted.
func (r *Replica) migrate() error {
	if r.current() {
		return nil
	}
	if len(r.pending) == 0 {
		return nil
	}
	return r.store.Update(func(w Writer) error {
		a := &applying{r: r, w: w, news: &News{Whole: true}}
		if err := a.undo(r.pending); err != nil {
			return err
		}
		a.redoAll(r.pending).run()
		w.PutState(r.state)
		return nil
	})
}
