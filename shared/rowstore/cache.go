package rowstore

import (
	"sort"

	"heyi/shared/kernel"
)

// Cache answers the reads of a store's sole writer from memory. What it holds is
// exact because the writer tells it of every change with [Cache.Commit]: rows,
// rows known to be absent, and whole ranges of indexes. A Cache belongs to one
// goroutine.
//
// What has not been used since the hand last came by goes first (the clock, or
// second chance, rule): a hit then touches the entry alone. Moving it to the
// front of a list would touch its neighbours too, which are rarely in the
// processor's cache and made a hit three times as dear.
type Cache struct {
	base   kernel.Reader
	limit  int
	weight int
	rows   map[*kernel.Schema]map[kernel.ID]*entry
	ranges map[*kernel.Index]map[string]*entry
	hand   *entry // the next of the ring to go or to be spared
	key    []byte
	whole  map[kernel.ID]*kernel.Schema // newborn rows, see newborn.go; nil for none
}

// entry is a row or a range in memory, in the clock's ring.
type entry struct {
	row        kernel.Row // nil: absent
	list       []kernel.Row
	used       bool
	index      *kernel.Index // of a range
	schema     *kernel.Schema
	id         kernel.ID
	key        string
	next, prev *entry
}

// NewCache puts a cache of at most limit rows in front of a store; a row counts
// once for itself and once in each range that holds it.
func NewCache(base kernel.Reader, limit int) *Cache {
	c := &Cache{base: base, limit: limit}
	c.Clear()
	return c
}

// Clear forgets everything, as a writer must whose commit has failed.
func (c *Cache) Clear() {
	c.rows = map[*kernel.Schema]map[kernel.ID]*entry{}
	c.ranges = map[*kernel.Index]map[string]*entry{}
	c.weight, c.hand = 0, nil
	clear(c.whole)
}

// Len is the number of rows held, in the measure of the limit.
func (c *Cache) Len() int { return c.weight }

// Get finds a row, nil when there is none.
func (c *Cache) Get(s *kernel.Schema, id kernel.ID) kernel.Row {
	if e := c.rows[s][id]; e != nil {
		e.used = true
		return e.row
	}
	if s.Twin && c.twinOfNewborn(s, id) {
		return nil
	}
	row := c.base.Get(s, id)
	c.put(s, id, row)
	return row
}

// Range lists the rows with the key in the order of the index.
func (c *Cache) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	c.key = kernel.AppendKey(c.key[:0], key)
	ranges := c.ranges[ix]
	if e := ranges[string(c.key)]; e != nil {
		e.used = true
		return e.list
	}
	if c.ofNewborn(ix, key[0]) {
		return nil
	}
	list := c.base.Range(ix, key)
	for _, row := range list {
		c.put(ix.Schema, row.Base().ID, row)
	}
	if 1+len(list) > c.limit/4 {
		return list // it would push out most of what is in use
	}
	if ranges == nil {
		ranges = map[string]*entry{}
		c.ranges[ix] = ranges
	}
	e := &entry{index: ix, key: string(c.key), list: list}
	ranges[e.key] = e
	c.enter(e)
	return list
}

// Commit takes over what has been written to the store: Before as the store had
// it, After as it has it now, nil for a deleted row. Rows must not change
// afterwards.
func (c *Cache) Commit(writes []kernel.Write) {
	if c.whole != nil {
		c.note(writes)
	}
	for _, w := range writes {
		some := w.After
		if some == nil {
			some = w.Before
		}
		c.put(w.Schema, some.Base().ID, w.After)
		for _, ix := range w.Schema.Indexes {
			if len(c.ranges[ix]) > 0 {
				c.alter(ix, w.Before, w.After)
			}
			if c.whole != nil && w.After != nil {
				c.begin(ix, w.After)
			}
		}
	}
}

// alter changes the ranges that the row leaves and joins, where they are held.
// Readers may hold the old lists, so a change makes a new one.
func (c *Cache) alter(ix *kernel.Index, before, after kernel.Row) {
	left := c.held(ix, before)
	joined := c.held(ix, after)
	if left != nil {
		c.resize(left, without(left.list, before))
	}
	if joined != nil {
		c.resize(joined, with(ix, joined.list, after))
	}
	for _, e := range []*entry{left, joined} {
		if e != nil && 1+len(e.list) > c.limit/4 && c.ranges[ix][e.key] == e {
			c.drop(e)
		}
	}
	c.trim()
}

// held is the range that the row belongs to, nil when it is not in memory.
func (c *Cache) held(ix *kernel.Index, row kernel.Row) *entry {
	if row == nil || ix.Unique && ix.Fields[0].Get(row).IsZero() {
		return nil
	}
	c.key = ix.AppendKeyOf(c.key[:0], row)
	return c.ranges[ix][string(c.key)]
}

func (c *Cache) resize(e *entry, list []kernel.Row) {
	c.weight -= e.weight()
	e.list = list
	c.weight += e.weight()
}

func without(list []kernel.Row, row kernel.Row) []kernel.Row {
	id := row.Base().ID
	for i, r := range list {
		if r.Base().ID == id {
			shrunk := make([]kernel.Row, 0, len(list)-1)
			return append(append(shrunk, list[:i]...), list[i+1:]...)
		}
	}
	return list
}

func with(ix *kernel.Index, list []kernel.Row, row kernel.Row) []kernel.Row {
	at := sort.Search(len(list), func(i int) bool { return ix.Less(row, list[i]) })
	grown := make([]kernel.Row, 0, len(list)+1)
	return append(append(append(grown, list[:at]...), row), list[at:]...)
}

// put holds a row, or that there is none.
func (c *Cache) put(s *kernel.Schema, id kernel.ID, row kernel.Row) {
	rows := c.rows[s]
	if e := rows[id]; e != nil {
		e.row, e.used = row, true
		return
	}
	if rows == nil {
		rows = map[kernel.ID]*entry{}
		c.rows[s] = rows
	}
	e := &entry{schema: s, id: id, row: row}
	rows[id] = e
	c.enter(e)
}

func (e *entry) weight() int {
	return max(1, len(e.list))
}

// enter puts an entry behind the hand, where it comes by last.
func (c *Cache) enter(e *entry) {
	if c.hand == nil {
		c.hand, e.next, e.prev = e, e, e
	} else {
		e.next, e.prev = c.hand, c.hand.prev
		e.prev.next, e.next.prev = e, e
	}
	c.weight += e.weight()
	c.trim()
}

func (c *Cache) trim() {
	for c.weight > c.limit {
		if e := c.hand; e.used {
			e.used, c.hand = false, e.next
		} else {
			c.drop(e)
		}
	}
}

func (c *Cache) drop(e *entry) {
	if c.whole != nil {
		c.lessWhole(e)
	}
	if e.next == e {
		c.hand = nil
	} else {
		e.prev.next, e.next.prev = e.next, e.prev
		if c.hand == e {
			c.hand = e.next
		}
	}
	c.weight -= e.weight()
	if e.index == nil {
		delete(c.rows[e.schema], e.id)
		return
	}
	delete(c.ranges[e.index], e.key)
}
