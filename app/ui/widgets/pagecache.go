package widgets

// Limits of a PagedList's memory.
const (
	PageSize    = 200 // rows fetched at a time
	CachedPages = 20  // pages kept, the least recently used goes first
)

// pageCache keeps the pages used last. A page from before a reload is stale:
// it is still shown, and fetched again when it is looked at.
type pageCache[T any] struct {
	epoch int
	clock int
	pages map[int]*cachedPage[T]
}

type cachedPage[T any] struct {
	rows  []T
	epoch int
	used  int
}

// get returns a row of a page. fresh is false when the page must be fetched.
func (c *pageCache[T]) get(page, row int) (value T, found, fresh bool) {
	p, ok := c.pages[page]
	if !ok {
		return value, false, false
	}
	c.clock++
	p.used = c.clock
	if row < len(p.rows) {
		value, found = p.rows[row], true
	}
	return value, found, p.epoch == c.epoch
}

// put stores a page and drops the least recently used one beyond the limit.
func (c *pageCache[T]) put(page int, rows []T) {
	if c.pages == nil {
		c.pages = map[int]*cachedPage[T]{}
	}
	c.clock++
	c.pages[page] = &cachedPage[T]{rows: rows, epoch: c.epoch, used: c.clock}
	for len(c.pages) > CachedPages {
		oldest := -1
		for n, p := range c.pages {
			if oldest < 0 || p.used < c.pages[oldest].used {
				oldest = n
			}
		}
		delete(c.pages, oldest)
	}
}
