package hub

import (
	"encoding/json"
	"errors"
	"fmt"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// lister is a view of which lists and reports can be asked.
type lister interface {
	authority.Reader
	figures.Source
	Query(v *kernel.Viewer, q rowstore.Query) (rowstore.Page, error)
	Count(v *kernel.Viewer, q rowstore.Query, most int) (int64, error)
}

// Limits of what a device looks at beyond what it holds.
const (
	lookCost      = 4      // commands that a page counts for
	reportCost    = 40     // and one of a report
	lookRows      = 200    // on a page
	lookCountMost = 20_000 // rows counted
)

// looked lets a look wait for its turn, one at a time. Commands of the device do not
// wait behind it.
func (c *client) looked(l *wire.Look) error {
	if len(l.Query) > wire.MaxLook || !c.looking.CompareAndSwap(false, true) {
		return fmt.Errorf("%w: a look that is too long, or before the last one is answered", wire.ErrFrame)
	}
	c.refills.Go(func() {
		seen, err := c.look(l)
		if refusal, refused := kernel.AsRefusal(err); refused {
			seen, err = &wire.Seen{Refusal: wire.RefusalOf(refusal)}, nil
		}
		c.looking.Store(false)
		if err == nil {
			seen.Seq = l.Seq
			if c.lane.put(seen) {
				return
			}
			err = TooSlow.With()
		}
		c.refuse(err)
	})
	return nil
}

func (c *client) look(l *wire.Look) (seen *wire.Seen, err error) {
	cost := lookCost
	if l.Report {
		cost = reportCost
	}
	if err := c.spend(ofCommands, cost); err != nil {
		return nil, err
	}
	if err := c.acquire(c.hub.views, 1); err != nil {
		return nil, err
	}
	defer c.hub.views.Release(1)
	view, err := c.hub.Store.View()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	defer kernel.Catch(&err)
	var beyond *authority.Beyond
	err = c.hub.onFor(c.ctx, c.who.Device, func(d *authority.Desk) (err error) {
		beyond, err = d.Beyond(c.seat)
		return err
	})
	if err != nil {
		return nil, err
	}
	lists, can := view.(lister)
	switch {
	case !can:
		return &wire.Seen{}, nil
	case l.Report:
		return c.hub.reportAt(lists, beyond, l)
	}
	return lookAt(lists, beyond, l)
}

// reportAt answers a page of a report over all that the device's user may see.
func (h *Hub) reportAt(view lister, b *authority.Beyond, l *wire.Look) (*wire.Seen, error) {
	ask := figures.UnpackAsk(l.Query)
	ask.Limit = max(1, min(ask.Limit, rowstore.MaxPage))
	t, err := figures.Books{Catalog: h.Catalog, Rows: view, Viewer: b.All}.AnswerTo(ask)
	if err != nil {
		return nil, err
	}
	return &wire.Seen{Table: t.Pack()}, nil
}

// lookAt answers a page of what a device may see beyond what it holds: nothing, where it
// holds everything.
func lookAt(view lister, b *authority.Beyond, l *wire.Look) (*wire.Seen, error) {
	var q rowstore.Query
	if json.Unmarshal(l.Query, &q) != nil {
		return nil, fmt.Errorf("%w: a look at nothing", wire.ErrFrame)
	}
	if b.Held == nil || b.Held.Since == 0 {
		return &wire.Seen{}, nil
	}
	q.Without, q.Limit = b.Held, min(q.Limit, lookRows)
	page, err := view.Query(b.All, q)
	if err != nil {
		return nil, err
	}
	seen := &wire.Seen{Found: int64(len(page.Rows)), Next: page.Next}
	if len(page.Rows) > 0 {
		if seen.Rows, err = b.Bring(view, page.Rows); err != nil {
			return nil, err
		}
	}
	if l.Count > 0 {
		seen.Count, err = view.Count(b.All, q, int(min(l.Count, lookCountMost)))
	}
	return seen, err
}
