package view

import (
	"context"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// runs is a place in a list that goes on with the server: how far one is in the rows of the
// device and in those of the server.
type runs struct{ held, far run }

// run is a place in one of them: the cursor before its next row.
type run struct {
	after string
	ended bool
}

// both is a page of the rows of the device and of the server in one order.
func (p *Pages[T]) both(ctx context.Context, o *older, offset, limit int) (list []T, err error) {
	p.mu.Lock()
	at, place := nearest(o.places, offset)
	p.mu.Unlock()
	for len(list) < limit {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		step := limit
		if at < offset {
			step = min(offset-at, limit)
		}
		made, next, err := p.mixed(ctx, o, place, step)
		if err != nil {
			return nil, err
		}
		if at >= offset {
			list = append(list, made...)
		}
		if at, place = at+len(made), next; place.held.ended && place.far.ended {
			return list, nil
		}
		p.mu.Lock()
		o.places[at] = place
		p.mu.Unlock()
	}
	return list, nil
}

// mixed makes the next n rows behind a place, fewer at the end of both runs. It asks the
// server where its rows may be among them.
func (p *Pages[T]) mixed(ctx context.Context, o *older, place runs, n int) (made []T, next runs, err error) {
	var beyond lookedAhead
	for asked := place.far.ended; ; asked = true {
		made = nil
		err = p.desk.Read(func(r *Reader) error {
			held, ended, err := fill(place.held, n, p.query, r.List)
			if err != nil || !asked && !p.alone(o, held, n) {
				return err
			}
			by, err := r.Rows.Ordering(p.query.Query)
			if err != nil {
				return err
			}
			mine, theirs := interleave(by, held, beyond.Rows, n)
			next = place
			if mine > 0 {
				next.held.after = by.After(held[mine-1])
			}
			if others := len(theirs) - mine; others > 0 {
				next.far.after = by.After(beyond.Rows[others-1])
			}
			next.held.ended = ended && mine == len(held)
			next.far.ended = place.far.ended || asked && beyond.ended && len(theirs)-mine == len(beyond.Rows)
			made, err = p.mix(r, beyond.Beyond, held[:mine], theirs)
			if made == nil {
				made = []T{}
			}
			return err
		})
		if err != nil || made != nil {
			return made, next, err
		}
		if beyond, err = p.ahead(ctx, o, place.far, n); err != nil {
			return nil, place, err
		}
	}
}

// alone tells whether n rows of the device stand before all of the server's, by the order of
// the list: those are older than the window.
func (p *Pages[T]) alone(o *older, held []kernel.Row, n int) bool {
	aged := p.desk.Catalog.Schema(p.query.Entity).AgedBy()
	if len(held) < n || len(p.query.Sort) == 0 || aged == nil {
		return false
	}
	first := p.query.Sort[0]
	return first.Field == aged.Name && first.Desc && aged.Get(held[n-1]).Int >= int64(o.since)
}

// interleave tells of the first n rows of two runs, in one order, which are of the second;
// first is how many are of the other.
func interleave(by rowstore.Ordering, held, far []kernel.Row, n int) (first int, second []bool) {
	for len(second) < n && (first < len(held) || len(second)-first < len(far)) {
		others := len(second) - first
		theirs := first == len(held) || others < len(far) && by.Compare(far[others], held[first]) < 0
		if second = append(second, theirs); !theirs {
			first++
		}
	}
	return first, second
}

// mix makes rows of the device, and in between as many of the server's as theirs says.
func (p *Pages[T]) mix(r *Reader, b client.Beyond, held []kernel.Row, theirs []bool) ([]T, error) {
	mine, err := p.make(r, held)
	if err != nil || len(held) == len(theirs) {
		return mine, err
	}
	beyond, err := r.beyond(b)
	if err != nil {
		return nil, err
	}
	others, err := p.make(beyond, b.Rows[:len(theirs)-len(held)])
	if err != nil {
		return nil, err
	}
	list := make([]T, 0, len(theirs))
	for _, far := range theirs {
		from := &mine
		if far {
			from = &others
		}
		list, *from = append(list, (*from)[0]), (*from)[1:]
	}
	return list, nil
}

// fill reads the next n rows of a run; ended is true behind its last one. A page may have
// fewer rows than were asked for and still have one behind it.
func fill(at run, n int, q client.Query, read func(client.Query) (rowstore.Page, error)) (rows []kernel.Row, ended bool, err error) {
	if at.ended {
		return nil, true, nil
	}
	for q.After = at.after; len(rows) < n; {
		q.Limit = n - len(rows)
		page, err := read(q)
		if err != nil {
			return nil, false, err
		}
		if rows = append(rows, page.Rows...); page.Next == "" {
			return rows, true, nil
		}
		q.After = page.Next
	}
	return rows, false, nil
}

// lookedAhead is what the server has behind a place. It is kept until it is used: the rows
// of the device often come first.
type lookedAhead struct {
	client.Beyond
	at    run
	ended bool
}

// ahead are the next n rows of the server, with what is read beside them.
func (p *Pages[T]) ahead(ctx context.Context, o *older, at run, n int) (lookedAhead, error) {
	p.mu.Lock()
	known := o.ahead
	p.mu.Unlock()
	if known.at == at && (known.ended || len(known.Rows) >= n) {
		return known, nil
	}
	looked := lookedAhead{at: at}
	rows, ended, err := fill(at, n, p.query, func(q client.Query) (rowstore.Page, error) {
		b, err := p.desk.Engine.Look(ctx, q, 0)
		looked.Beside = append(looked.Beside, b.Beside...)
		return b.Page, err
	})
	if err != nil {
		return looked, err
	}
	looked.Rows, looked.ended = rows, ended
	p.mu.Lock()
	o.ahead = looked
	p.mu.Unlock()
	return looked, nil
}
