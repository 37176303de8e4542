package view

import (
	"context"
	"sync"

	"heyi/app/client"
	"heyi/shared/kernel"
)

// countMost bounds how far a list is counted; nobody scrolls further.
const countMost = 20_000

// Pages gives a list its rows page by page: the rows of a query, each made into
// what the screen shows. It implements the Source of the list widgets. Any
// goroutine may call it.
type Pages[T any] struct {
	desk  *Desk
	query client.Query
	make  func(*Reader, []kernel.Row) ([]T, error)

	mu    sync.Mutex
	marks map[int]string // the cursor before the row with the number
}

// NewPages returns the pages of a query. make turns rows into what is shown; it
// may read beside them.
func NewPages[T any](desk *Desk, query client.Query, make func(*Reader, []kernel.Row) ([]T, error)) *Pages[T] {
	return &Pages[T]{desk: desk, query: query, make: make, marks: map[int]string{0: ""}}
}

// Count is the number of rows.
func (p *Pages[T]) Count(context.Context) (int, error) {
	p.mu.Lock()
	p.marks = map[int]string{0: ""} // rows have come or gone
	p.mu.Unlock()
	n, err := p.desk.Engine.Count(p.query, countMost)
	return int(n), err
}

// Page is the rows from offset on. Queries know only the next page, so a jump
// walks there once and remembers the way.
func (p *Pages[T]) Page(ctx context.Context, offset, limit int) ([]T, error) {
	return Load(p.desk, func(r *Reader) ([]T, error) { return p.On(ctx, r, offset, limit) })
}

// On is Page for who is reading already.
func (p *Pages[T]) On(ctx context.Context, r *Reader, offset, limit int) ([]T, error) {
	q := p.query
	at, after := p.nearest(offset)
	for at < offset {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		q.After, q.Limit = after, min(offset-at, limit)
		page, err := r.List(q)
		if err != nil || page.Next == "" {
			return nil, err
		}
		at, after = at+len(page.Rows), page.Next
		p.mark(at, after)
	}
	q.After, q.Limit = after, limit
	page, err := r.List(q)
	if err != nil {
		return nil, err
	}
	if page.Next != "" {
		p.mark(offset+len(page.Rows), page.Next)
	}
	return p.make(r, page.Rows)
}

func (p *Pages[T]) nearest(offset int) (at int, after string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n, cursor := range p.marks {
		if n <= offset && n >= at {
			at, after = n, cursor
		}
	}
	return at, after
}

func (p *Pages[T]) mark(at int, after string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.marks[at] = after
}
