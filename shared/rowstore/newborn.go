package rowstore

import "heyi/shared/kernel"

// What a command has just made is asked for next, and most of it is nothing yet:
// the deliveries of a new order, the costs of a new line. A cache in front of all
// rows there are knows that without asking, because nobody can have known the id
// that a command makes before it ran, and afterwards every write is told to the
// cache. Such a row is whole: the ranges of references to it that are not held are
// empty, and twins of it that are not held do not exist. It is whole until
// something of it is let go.
//
// That holds where whoever writes an id must hold its row: typed references, twins,
// and indexes on plain ids that promise it. It does not hold for other plain ids.

// NewCacheOfAll is NewCache for a store that holds every row there is and never
// forgets one: a server's, not a device's, which may get a row after those that
// refer to it.
func NewCacheOfAll(base kernel.Reader, limit int) *Cache {
	c := NewCache(base, limit)
	c.whole = map[kernel.ID]*kernel.Schema{}
	return c
}

// note remembers the rows that are born by the writes.
func (c *Cache) note(writes []kernel.Write) {
	for _, w := range writes {
		if w.Born && w.Before == nil && w.After != nil {
			c.whole[w.After.Base().ID] = w.Schema
		}
	}
}

// ofNewborn tells whether the key of a range begins with the id of a whole row.
func (c *Cache) ofNewborn(ix *kernel.Index, first kernel.Value) bool {
	if len(c.whole) == 0 || first.Kind != kernel.KindID {
		return false
	}
	born := c.whole[first.ID()]
	return born != nil && (ix.AtHand || ix.Schema.Target(ix.Fields[0]) == born)
}

// twinOfNewborn tells whether the id is that of a whole row of another entity.
func (c *Cache) twinOfNewborn(s *kernel.Schema, id kernel.ID) bool {
	born := c.whole[id]
	return born != nil && born != s
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
// itself, or the row whose twin it is, is whole no more.
func (c *Cache) lessWhole(e *entry) {
	switch {
	case e.index == nil:
		delete(c.whole, e.id)
	case len(e.list) > 0:
		if first := e.index.Fields[0]; first.Kind == kernel.KindID {
			delete(c.whole, first.Get(e.list[0]).ID())
		}
	}
}
