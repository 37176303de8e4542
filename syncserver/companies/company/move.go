package company

import (
	"context"
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/syncserver/store"
)

// Moved is a company that was moved to another place.
type Moved struct {
	Version int64
	Digest  string // of everything there is, the same in both places
	Kept    string // where the old one is put aside
}

// Refusals of a move.
var (
	SamePlace = kernel.Refuse("server.same_place", "{place} 就是这家公司现在所在的地方", "{place} is where the company is already")
	NotSame   = kernel.Refuse("server.move_differs", "搬到 {place} 的数据与原来的不同，没有搬；原来的数据没有变",
		"What came to {place} is not what was there; the company was not moved and is as it was")
	NotUpgraded = kernel.Refuse("server.not_upgraded", "{place} 里还是旧版本的数据，请先用本程序运行一次 heyi-server serve",
		"The data in {place} is of an earlier release; run heyi-server serve once with this program first")
)

// Move moves a company that nobody has open. It is the same company afterwards, with
// the same history, so devices notice nothing. What was there is put aside under
// another name before the other place gets its own: there are never two of it that
// could be served.
func (p Place) Move(ctx context.Context, to Place) (moved *Moved, err error) {
	if p.String() == to.String() {
		return nil, SamePlace.With(kernel.Text("place", to.String()))
	}
	if err := p.Ready(); err != nil {
		return nil, err
	}
	if there, err := to.Exists(); err != nil || there {
		return nil, errors.Join(err, Founded.With(kernel.Text("dir", to.String())))
	}
	for _, each := range []Place{p, to} {
		held, err := each.home.take(ctx, nil)
		if err != nil {
			return nil, each.Explain(err)
		}
		defer func() { err = errors.Join(err, held.free()) }()
	}
	c := all.Catalog(all.Latest)
	coming, err := to.home.prepare(ctx)
	if err != nil {
		return nil, to.Explain(err)
	}
	if moved, err = p.copyTo(ctx, c, coming); err != nil {
		return nil, err
	}
	got, err := digest(c, coming)
	if err != nil {
		return nil, to.Explain(err)
	}
	if got != moved.Digest {
		return nil, NotSame.With(kernel.Text("place", to.String()))
	}
	if err := p.moveContents(ctx, to); err != nil {
		return nil, err
	}
	if moved.Kept, err = p.home.retire(ctx); err != nil {
		return nil, p.Explain(err)
	}
	if err := to.home.settle(ctx); err != nil {
		return nil, fmt.Errorf("company: move: %w; what was there is kept as %s", to.Explain(err), moved.Kept)
	}
	return moved, nil
}

// copyTo copies the company as it is into an empty place.
func (p Place) copyTo(ctx context.Context, c *kernel.Catalog, to store.Database) (moved *Moved, err error) {
	opened, err := p.home.open(ctx, c, 0) // brings the tables to this release
	if err != nil {
		return nil, p.Explain(err)
	}
	defer func() { err = errors.Join(p.Explain(err), opened.Close()) }()
	view, err := opened.Read()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	pending, err := Pending(c, view)
	if err == nil && len(pending) > 0 {
		err = NotUpgraded.With(kernel.Text("place", p.String()))
	}
	if err == nil {
		err = store.Fill(ctx, view, to, c)
	}
	if err != nil {
		return nil, err
	}
	moved = &Moved{Version: view.Version()}
	moved.Digest, err = view.Digest(c)
	return moved, err
}

func digest(c *kernel.Catalog, at store.Database) (sum string, err error) {
	views, err := store.OpenViews(at, c)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, views.Close()) }()
	view, err := views.Read()
	if err != nil {
		return "", err
	}
	sum, err = view.Digest(c)
	return sum, errors.Join(err, view.Close())
}
