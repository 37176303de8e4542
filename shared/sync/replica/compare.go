package replica

import (
	"errors"
	"slices"
	"sync/atomic"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// View is a consistent sight of a replica's file at one moment. It may be read beside
// the replica's goroutine.
type View interface {
	// Scan visits the rows of an entity in the order of ids.
	Scan(s *kernel.Schema, visit func(kernel.Row) error) error
	Close() error
}

// Comparison sums up the rows that a view holds of the server's, with predictions taken
// back, and compares the sums with the server's. It takes as long as reading the rows
// does, so it runs beside the replica, from which it takes nothing.
type Comparison struct {
	view    View
	schemas []*kernel.Schema
	undo    map[kernel.Key][]byte // what pending commands found, nil for nothing
	of      []wire.Part
	whole   bool // all entities
	said    map[int64]wire.Sums
	version int64
	stopped atomic.Bool

	found []comparedPart // by entity
	err   error          // the server's sums cannot be read
}

// comparedPart is one entity: the buckets whose sums differ, with how many rows the
// server has in them.
type comparedPart struct {
	entity          int64
	own, said       int64 // rows in all
	buckets, counts []int64
}

func (r *Replica) newComparison(view View, asked *wire.Prove, got []wire.Sums) *Comparison {
	c := &Comparison{
		view: view, undo: map[kernel.Key][]byte{}, of: asked.Of, whole: len(asked.Of) == 0,
		said: map[int64]wire.Sums{}, version: r.state.Version,
	}
	c.schemas = slices.Clone(r.Catalog.Schemas)
	slices.SortFunc(c.schemas, func(a, b *kernel.Schema) int { return int(a.Number) - int(b.Number) })
	for _, s := range got {
		c.said[s.Entity] = s
	}
	for _, p := range r.pending {
		for _, u := range p.Undo {
			s := r.Catalog.SchemaByNumber(uint32(u.Entity))
			key := kernel.Key{Schema: s, ID: u.ID}
			if _, older := c.undo[key]; s != nil && !older {
				c.undo[key] = u.Body
			}
		}
	}
	return c
}

var errStopped = errors.New("replica: the comparison was stopped")

// Stopped tells of an error of a comparison whether it only was of no use any more.
func Stopped(err error) bool { return errors.Is(err, errStopped) }

func (c *Comparison) stop() { c.stopped.Store(true) }

// drop ends one that nobody runs: a file is not closed before its views are.
func (c *Comparison) drop() {
	if c != nil {
		c.stop()
		_ = c.view.Close() // nothing was written
	}
}

// Run compares. Its error is the file's.
func (c *Comparison) Run() (err error) {
	defer func() { err = errors.Join(err, c.view.Close()) }()
	of := map[int64]wire.Part{}
	for _, p := range c.of {
		of[p.Entity] = p
	}
	for _, s := range c.schemas {
		part, asked := of[int64(s.Number)]
		if !asked && !c.whole {
			continue
		}
		part.Entity = int64(s.Number)
		if err := c.compare(s, part); err != nil {
			return err
		}
	}
	return nil
}

func (c *Comparison) compare(s *kernel.Schema, part wire.Part) error {
	t := wire.NewTally(part)
	found := comparedPart{entity: part.Entity}
	var body []byte
	err := c.view.Scan(s, func(row kernel.Row) error {
		if c.stopped.Load() {
			return errStopped
		}
		id := row.Base().ID
		if _, predicted := c.undo[kernel.Key{Schema: s, ID: id}]; predicted || !t.Has(id) {
			return nil
		}
		body = kernel.Encode(body[:0], row)
		t.Add(id, body)
		found.own++
		return nil
	})
	if err != nil {
		return err
	}
	for key, body := range c.undo {
		if key.Schema == s && body != nil && t.Has(key.ID) {
			t.Add(key.ID, body)
			found.own++
		}
	}
	if found.buckets, found.counts, found.said, err = t.Differ(c.said[part.Entity]); err != nil {
		c.err = err
		return nil
	}
	if found.own+found.said > 0 {
		c.found = append(c.found, found)
	}
	return nil
}
