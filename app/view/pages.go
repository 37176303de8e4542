package view

import (
	"context"
	"slices"
	"sync"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// countMost bounds how far a list is counted; nobody scrolls further.
const countMost = 20_000

// Pages gives a list its rows page by page: the rows of a query, each made into
// what the screen shows. While the device is connected, the older ones of the server are
// among them, in one order. It implements the Source of the list
// widgets, and their Further. Any goroutine may call it.
type Pages[T any] struct {
	desk  *Desk
	query client.Query
	make  func(*Reader, []kernel.Row) ([]T, error)

	mu    sync.Mutex
	ask   func() (client.Query, error) // tells the query when it is first needed; nil once it is known
	by    []rowstore.Order             // the order that was asked for then; nil for the query's own
	held  marks                        // of the rows of this device
	older *older
}

// marks are the cursors before the rows with a number.
type marks struct {
	count int
	at    map[int]string
}

func unmarked(count int) marks { return marks{count, map[int]string{0: ""}} }

// older is what the server has beyond a window.
type older struct {
	count  int
	since  kernel.Date
	pins   []kernel.ID
	places map[int]runs // before rows of both with a number
	ahead  lookedAhead
}

// NewPages returns the pages of a query. make turns rows into what is shown; it
// may read beside them.
func NewPages[T any](desk *Desk, query client.Query, make func(*Reader, []kernel.Row) ([]T, error)) *Pages[T] {
	return &Pages[T]{desk: desk, query: query, make: withOwn(make), held: unmarked(0)}
}

// NewPagesOf returns the pages of a query that has to be read itself: it is, in the
// background, as soon as a page is asked for.
func NewPagesOf[T any](desk *Desk, ask func() (client.Query, error), make func(*Reader, []kernel.Row) ([]T, error)) *Pages[T] {
	p := NewPages(desk, client.Query{}, make)
	p.ask = ask
	return p
}

// Sorted are the pages of the same rows in another order.
func (p *Pages[T]) Sorted(by rowstore.Order) *Pages[T] {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := p.query
	q.Sort = []rowstore.Order{by}
	return &Pages[T]{desk: p.desk, query: q, ask: p.ask, by: q.Sort, make: p.make, held: unmarked(0)}
}

// ready sees to it that the query is known.
func (p *Pages[T]) ready() error {
	p.mu.Lock()
	ask := p.ask
	p.mu.Unlock()
	if ask == nil {
		return nil
	}
	q, err := ask()
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ask != nil {
		if p.by != nil {
			q.Sort = p.by
		}
		p.query, p.ask = q, nil
	}
	return nil
}

// Count is the number of rows that are at hand: those of this device, and of the server
// those that [Pages.Further] has counted.
func (p *Pages[T]) Count(context.Context) (int, error) {
	if err := p.ready(); err != nil {
		return 0, err
	}
	n, err := p.desk.Engine.Count(p.query, countMost)
	st := p.desk.Engine.State()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = unmarked(int(n)) // rows have come or gone
	if !p.old(st) {
		p.older = nil
	}
	return p.all(), err
}

func (p *Pages[T]) all() int {
	if p.older == nil {
		return p.held.count
	}
	return p.held.count + p.older.count
}

// old tells whether what is known of the server's rows is of the window that the device
// has now.
func (p *Pages[T]) old(st client.State) bool {
	o := p.older
	return o != nil && st.Link == client.Online && o.since == st.Since && slices.Equal(o.pins, st.Pins)
}

// Further is the number of rows with those that the server has beyond this device's
// window. It waits for the server, and leaves those out while nobody is connected.
func (p *Pages[T]) Further(ctx context.Context) (int, error) {
	if err := p.ready(); err != nil {
		return 0, err
	}
	st := p.desk.Engine.State()
	p.mu.Lock()
	known, n := p.old(st), p.all()
	p.mu.Unlock()
	if known || st.Link != client.Online || !st.Windowed(p.desk.Catalog.Schema(p.query.Entity)) {
		return n, nil
	}
	q := p.query
	q.Limit = 1
	b, err := p.desk.Engine.Look(ctx, q, countMost)
	if _, refused := kernel.AsRefusal(err); refused { // the connection is over, or the device is being filled
		return n, nil
	}
	if err != nil {
		return n, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.older = &older{count: int(b.Count), since: st.Since, pins: st.Pins, places: map[int]runs{}}
	return p.all(), nil
}

// Page is the rows from offset on. Queries know only the next page, so a jump
// walks there once and remembers the way.
func (p *Pages[T]) Page(ctx context.Context, offset, limit int) ([]T, error) {
	if err := p.ready(); err != nil {
		return nil, err
	}
	p.mu.Lock()
	older := p.older
	p.mu.Unlock()
	if older != nil {
		return p.both(ctx, older, offset, limit)
	}
	return Load(p.desk, func(r *Reader) ([]T, error) { return p.On(ctx, r, offset, limit) })
}

// On is a page of this device's rows for who is reading already.
func (p *Pages[T]) On(ctx context.Context, r *Reader, offset, limit int) ([]T, error) {
	p.mu.Lock()
	m := p.held
	p.mu.Unlock()
	page, err := p.walk(ctx, &m, offset, limit, r.List)
	if err != nil {
		return nil, err
	}
	return p.make(r, page.Rows)
}

// walk reads the page at offset, by the nearest mark before it. It is empty where there
// are not so many rows.
func (p *Pages[T]) walk(ctx context.Context, m *marks, offset, limit int, read func(client.Query) (rowstore.Page, error)) (page rowstore.Page, err error) {
	q := p.query
	p.mu.Lock()
	at, after := nearest(m.at, offset)
	p.mu.Unlock()
	for at < offset {
		if err := ctx.Err(); err != nil {
			return page, err
		}
		q.After, q.Limit = after, min(offset-at, limit)
		passed, err := read(q)
		if err != nil || passed.Next == "" {
			return page, err
		}
		at, after = at+len(passed.Rows), passed.Next
		p.mark(m, at, after)
	}
	q.After, q.Limit = after, limit
	if page, err = read(q); err == nil && page.Next != "" {
		p.mark(m, offset+len(page.Rows), page.Next)
	}
	return page, err
}

// nearest is the last known place at an offset or before it.
func nearest[P any](places map[int]P, offset int) (at int, place P) {
	for n, known := range places {
		if n <= offset && n >= at {
			at, place = n, known
		}
	}
	return at, place
}

func (p *Pages[T]) mark(m *marks, at int, after string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m.at[at] = after
}
