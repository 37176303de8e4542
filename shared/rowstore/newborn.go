package rowstore

import "heyi/shared/kernel"

// What a command has just made is asked for next, and most of it is nothing yet:
// the deliveries of a new order, the costs of a new line. A cache in front of all
// rows there are knows that without asking, because nothing can have referred to
// a row before it was born, and afterwards every write is told to the cache. Such
// a row is whole: the ranges of references to it that are not held are empty, and
// so are its companions. It is whole until something of it is let go.
//
// That holds for typed references, whose rows must exist when they are written,
// and not for bare ids, which nobody checks.

// NewCacheOfAll is NewCache for a store that holds every row there is and never
// forgets one: a server's, not a device's, which may get a row after those that
// refer to it.
func NewCacheOfAll(base kernel.Reader, limit int) *Cache {
	c := NewCache(base, limit)
	c.whole = map[kernel.Key]bool{}
	return c
}

// note remembers the rows that are born by the writes.
func (c *Cache) note(writes []kernel.Write) {
	for _, w := range writes {
		if w.Before == nil && w.After != nil {
			c.whole[kernel.Key{Schema: w.Schema, ID: w.After.Base().ID}] = true
		}
	}
}

// ofNewborn tells whether the key of a range begins with a reference to a whole
// row.
func (c *Cache) ofNewborn(ix *kernel.Index, first kernel.Value) bool {
	if len(c.whole) == 0 || first.Kind != kernel.KindID {
		return false
	}
	target := ix.Schema.Target(ix.Fields[0])
	return target != nil && c.whole[kernel.Key{Schema: target, ID: first.ID()}]
}

// begin holds the range that a row belongs to, if it is the first of it.
func (c *Cache) begin(ix *kernel.Index, row kernel.Row) {
	if c.ofNewborn(ix, ix.Fields[0].Get(row)) && c.held(ix, row) == nil {
		if c.ranges[ix] == nil {
			c.ranges[ix] = map[string]*entry{}
		}
		e := &entry{index: ix, key: string(c.key), list: []kernel.Row{row}}
		c.ranges[ix][e.key] = e
		c.enter(e)
	}
}

// lessWhole takes note of what is let go: the row that a range refers to, the row
// itself, or the row of a companion is whole no more.
func (c *Cache) lessWhole(e *entry) {
	switch {
	case e.index == nil:
		delete(c.whole, kernel.Key{Schema: e.schema, ID: e.id})
		if e.schema.Main != nil {
			delete(c.whole, kernel.Key{Schema: e.schema.Main, ID: e.id})
		}
	case len(e.list) > 0:
		first := e.index.Fields[0]
		if target := e.index.Schema.Target(first); target != nil {
			delete(c.whole, kernel.Key{Schema: target, ID: first.Get(e.list[0]).ID()})
		}
	}
}
