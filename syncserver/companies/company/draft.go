package company

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/syncserver/doors/hub"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

// Draft is a copy of a company on which commands are judged before anybody relies
// on them, without a sync for every group. What was judged on it either becomes
// the company as a whole ([Work.Adopt]) or is thrown away.
type Draft struct {
	path      string
	was       authority.State
	store     *store.Store
	authority *authority.Authority
	calls     map[kernel.ID]int64 // keys given to calls without one
	writing   *authority.Group
	written   chan struct{}
}

// draftFile is where a draft lies while it is worked on. One that is left over is
// of no use to anybody and is overwritten by the next.
const draftFile = "draft.heyi"

// draftRows bounds the rows that a draft keeps in memory.
const draftRows = 120_000

// Draft copies the company as it is now. copied, if there is one, is shown the file
// before anything is judged on it.
func (w *Work) Draft(ctx context.Context, copied func(path string) error) (*Draft, error) {
	d := &Draft{path: filepath.Join(w.place.Dir, draftFile), calls: map[kernel.ID]int64{}}
	if err := w.place.home.copyTo(ctx, w.Catalog, d.path); err != nil {
		return nil, err
	}
	if copied != nil {
		if err := copied(d.path); err != nil {
			return nil, errors.Join(err, d.remove())
		}
	}
	var err error
	if d.store, err = sqlite.Open(d.path, w.Catalog, sqlite.Options{Draft: true, CacheRows: draftRows}); err != nil {
		return nil, errors.Join(err, d.remove())
	}
	if d.authority, err = authority.Open(w.Catalog, d.store); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if d.was = d.authority.State(); d.was.Recovering {
		return nil, errors.Join(hub.Recovering.With(), d.Close())
	}
	return d, nil
}

// Do judges calls as the company would, in one group, while the group before is
// being written.
func (d *Draft) Do(ctx context.Context, calls ...kernel.Call) ([]authority.Judged, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	now := Now()
	for i := range calls {
		if err := d.number(&calls[i], now); err != nil {
			return nil, err
		}
	}
	group, err := d.authority.Draft(calls, now, nil)
	if err = errors.Join(err, d.settle()); err != nil {
		return nil, err
	}
	d.authority.Send(group)
	d.writing, d.written = group, make(chan struct{})
	go func(done chan struct{}) {
		defer close(done)
		group.Write()
	}(d.written)
	return group.Judged, nil
}

// number completes a call of the server itself.
func (d *Draft) number(c *kernel.Call, now kernel.Time) error {
	if c.Key != 0 {
		return nil
	}
	last, known := d.calls[c.Origin]
	if !known {
		var err error
		if last, err = d.store.LastKey(c.Origin); err != nil {
			return err
		}
	}
	c.Key, d.calls[c.Origin] = last+1, last+1
	if c.At == 0 {
		c.At = now
	}
	if c.ID.IsZero() {
		c.ID = kernel.NewID(c.At, Random())
	}
	return nil
}

// settle waits for the group that is being written.
func (d *Draft) settle() error {
	if d.writing == nil {
		return nil
	}
	<-d.written
	group := d.writing
	d.writing = nil
	return d.authority.Written(group)
}

// Outcome is what the company would hold; it is read before anything else is judged.
func (d *Draft) Outcome() (kernel.Reader, error) { return d.store, d.settle() }

// Side runs a transaction on tables of the draft that only the server knows.
func (d *Draft) Side(run func(tx *sql.Tx) error) error {
	if err := d.settle(); err != nil {
		return err
	}
	return d.store.Side(run)
}

// Close throws the draft away.
func (d *Draft) Close() error {
	err := d.settle()
	if d.store != nil {
		err = errors.Join(err, d.store.Close())
	}
	return errors.Join(err, d.remove())
}

func (d *Draft) remove() error { return removeFile(d.path) }

// Adopt makes a draft the company, at once and whole, and ends the work, where
// [Work.Adopts] says so. Views must be closed.
func (w *Work) Adopt(ctx context.Context, d *Draft) error {
	if !w.Adopts {
		return errors.New("company: a draft cannot be adopted here")
	}
	err := errors.Join(d.settle(), d.store.Close())
	d.store = nil
	c := w.own
	w.close = func(context.Context) error { return c.held.free() }
	err = errors.Join(err, c.Hub.Close(ctx), c.Store.Close())
	if err == nil {
		err = sqlite.Replace(d.path, filepath.Join(w.place.Dir, File), d.was)
	}
	if err != nil {
		return fmt.Errorf("company: adopt: %w", err)
	}
	return nil
}
