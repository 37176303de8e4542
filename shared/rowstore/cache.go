package rowstore

import (
	"sort"

	"heyi/shared/kernel"
)

// Cache answers the reads of a store's sole writer from memory. What it holds is
// exact because the writer tells it of every change with [Cache.Commit]: rows,
// rows known to be absent, and whole ranges of indexes. What was used longest
// ago goes first. A Cache belongs to one goroutine.
type Cache struct {
	base   kernel.Reader
	limit  int
	weight int
	rows   map[kernel.Key]*entry
	ranges map[*kernel.Index]map[string]*entry
	recent entry // ring: next is the latest used, prev the one to go
	key    []byte
}

// entry is a row or a range in memory, in the ring of use.
type entry struct {
	next, prev *entry
	row        kernel.Row // nil: absent
	of         kernel.Key
	index      *kernel.Index // of a range
	key        string
	list       []kernel.Row
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
	c.rows = map[kernel.Key]*entry{}
	c.ranges = map[*kernel.Index]map[string]*entry{}
	c.weight = 0
	c.recent.next, c.recent.prev = &c.recent, &c.recent
}

// Len is the number of rows held, in the measure of the limit.
func (c *Cache) Len() int { return c.weight }

// Get finds a row, nil when there is none.
func (c *Cache) Get(s *kernel.Schema, id kernel.ID) kernel.Row {
	k := kernel.Key{Schema: s, ID: id}
	if e := c.rows[k]; e != nil {
		c.use(e)
		return e.row
	}
	row := c.base.Get(s, id)
	c.put(k, row)
	return row
}

// Range lists the rows with the key in the order of the index.
func (c *Cache) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	c.key = kernel.AppendKey(c.key[:0], key)
	ranges := c.ranges[ix]
	if e := ranges[string(c.key)]; e != nil {
		c.use(e)
		return e.list
	}
	list := c.base.Range(ix, key)
	for _, row := range list {
		c.put(kernel.Key{Schema: ix.Schema, ID: row.Base().ID}, row)
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
	for _, w := range writes {
		some := w.After
		if some == nil {
			some = w.Before
		}
		c.put(kernel.Key{Schema: w.Schema, ID: some.Base().ID}, w.After)
		for _, ix := range w.Schema.Indexes {
			if w.Before != nil {
				c.alter(ix, w.Before, without)
			}
			if w.After != nil {
				c.alter(ix, w.After, with)
			}
		}
	}
}

// alter changes the range that the row belongs to, if it is held. Readers may
// hold the old list, so the change makes a new one.
func (c *Cache) alter(ix *kernel.Index, row kernel.Row, change func(*kernel.Index, []kernel.Row, kernel.Row) []kernel.Row) {
	ranges := c.ranges[ix]
	if len(ranges) == 0 || ix.Unique && ix.Fields[0].Get(row).IsZero() {
		return
	}
	c.key = kernel.AppendKey(c.key[:0], ix.KeyOf(row))
	e := ranges[string(c.key)]
	if e == nil {
		return
	}
	before := len(e.list)
	e.list = change(ix, e.list, row)
	c.weight += len(e.list) - before
	if 1+len(e.list) > c.limit/4 {
		c.drop(e)
	}
	c.trim()
}

func without(_ *kernel.Index, list []kernel.Row, row kernel.Row) []kernel.Row {
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

// put holds a row under its key.
func (c *Cache) put(k kernel.Key, row kernel.Row) {
	if e := c.rows[k]; e != nil {
		e.row = row
		c.use(e)
		return
	}
	e := &entry{of: k, row: row}
	c.rows[k] = e
	c.enter(e)
}

func (e *entry) weight() int {
	if e.index != nil {
		return 1 + len(e.list)
	}
	return 1
}

func (c *Cache) enter(e *entry) {
	c.link(e)
	c.weight += e.weight()
	c.trim()
}

func (c *Cache) trim() {
	for c.weight > c.limit {
		c.drop(c.recent.prev)
	}
}

func (c *Cache) drop(e *entry) {
	e.prev.next, e.next.prev = e.next, e.prev
	c.weight -= e.weight()
	if e.index == nil {
		delete(c.rows, e.of)
		return
	}
	delete(c.ranges[e.index], e.key)
}

func (c *Cache) use(e *entry) {
	if c.recent.next == e {
		return
	}
	e.prev.next, e.next.prev = e.next, e.prev
	c.link(e)
}

func (c *Cache) link(e *entry) {
	e.prev, e.next = &c.recent, c.recent.next
	e.prev.next, e.next.prev = e, e
}
