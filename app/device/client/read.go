package client

import (
	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/tools/habit"
)

// View is what a screen reads: the rows of this device, predictions among them,
// as they are at one moment. It is valid within the call that gave it.
type View struct {
	Rows    *rowstore.Session
	Catalog *kernel.Catalog

	engine *Engine
	tx     *kernel.Tx
}

// View calls read with a view. Any goroutine may call it; it waits for nothing
// but the disk.
func (e *Engine) View(read func(v *View) error) error {
	e.mu.RLock()
	reads := e.reads
	wiped := e.state.Wiped
	e.mu.RUnlock()
	switch {
	case wiped:
		return Wiped.With()
	case reads == nil:
		return ErrClosed
	}
	err := reads.Read(func(rows *rowstore.Session) error {
		return read(&View{Rows: rows, Catalog: e.options.Catalog, engine: e})
	})
	if store.Damaged(err) {
		go e.misread(reads, err)
	}
	return err
}

// Tx reads through the eyes of the user as commands do, for the formulas of the
// modules: what is available, what a customer owes. Nothing it writes is kept.
func (v *View) Tx() (*kernel.Tx, error) {
	if v.tx != nil {
		return v.tx, nil
	}
	id := v.engine.identity()
	author, err := kernel.Identify(v.Catalog, v.Rows, id.Device, id.User)
	if err != nil {
		return nil, err
	}
	now := v.engine.Now()
	v.tx = kernel.NewTx(v.Catalog, v.Rows, v.eyes(author), &kernel.Call{Origin: id.Device, Author: id.User, At: now, Judged: now}, author)
	return v.tx, nil
}

// eyes are those of the user as far back as the rows go.
func (v *View) eyes(author *kernel.Author) *kernel.Viewer {
	state := v.engine.State()
	return author.Viewer.Within(state.Since, state.Pins)
}

// Get reads a row. Absent is "it does not exist", Unknown is "this device may
// not hold it".
func Get[T any](e *Engine, entity *kernel.Entity[T], ref kernel.Ref[T]) (row *T, found kernel.Presence, err error) {
	err = e.View(func(v *View) error {
		tx, err := v.Tx()
		if err == nil {
			row, found = entity.Get(tx, ref)
		}
		return err
	})
	return row, found, err
}

// Range lists the rows that an index has under a key. Unknown is "there may be
// more than this device holds".
func Range[T, K any](e *Engine, index kernel.Many[T, K], key K) (rows []*T, found kernel.Presence, err error) {
	err = e.View(func(v *View) error {
		tx, err := v.Tx()
		if err == nil {
			rows, found = index.Of(tx, key)
		}
		return err
	})
	return rows, found, err
}

// Query is a list as a screen asks for it: rowstore's, and the text a person
// typed into the search box.
type Query struct {
	rowstore.Query
	Search string
}

func (q Query) terms() rowstore.Query {
	q.Terms = append(q.Terms, habit.Query(q.Search)...)
	return q.Query
}

// List is a page of rows of one entity.
func List[T any](e *Engine, entity *kernel.Entity[T], q Query) (rows []*T, next string, err error) {
	q.Entity = entity.Name()
	page, err := e.List(q)
	for _, row := range page.Rows {
		rows = append(rows, any(row).(*T))
	}
	return rows, page.Next, err
}

// List answers one page.
func (e *Engine) List(q Query) (page rowstore.Page, err error) {
	err = e.View(func(v *View) error {
		page, err = v.List(q)
		return err
	})
	return page, err
}

// Count counts the rows of all pages, but not beyond most when that is positive.
func (e *Engine) Count(q Query, most int) (n int64, err error) {
	err = e.View(func(v *View) error {
		n, err = v.Count(q, most)
		return err
	})
	return n, err
}

// List and Count are the same within a view, so that a page, its number of rows
// and what stands beside them are of one moment. The device holds only what its
// user may see, so nothing is filtered by scope again.
func (v *View) List(q Query) (rowstore.Page, error) { return v.Rows.Query(nil, q.terms()) }

// Count counts within the view.
func (v *View) Count(q Query, most int) (int64, error) { return v.Rows.Count(nil, q.terms(), most) }

// Sum adds up figures of the rows of all pages, see [rowstore.Session.Sum].
func (v *View) Sum(q Query, ask rowstore.Sums) ([]rowstore.Total, error) {
	return v.Rows.Sum(nil, q.terms(), ask)
}
