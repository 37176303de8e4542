package store

import (
	"context"
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// Sights reads a company that another process may be serving, or a backup. It
// changes nothing.
type Sights struct{ pool viewPool }

// OpenViews opens a company for reading.
func OpenViews(db Database, c *kernel.Catalog) (*Sights, error) {
	v := &Sights{viewPool{source: db, texts: rowstore.ForMany(c, db.Dialect())}}
	view, err := v.Read()
	if err != nil {
		if FaultOf(err) != Away {
			err = fmt.Errorf("%w: %w", ErrNoCompany, err)
		}
		return nil, errors.Join(fmt.Errorf("store: open %s: %w", db.Place(), err), v.Close())
	}
	return v, view.Close()
}

// Read opens a view at the last committed version.
func (v *Sights) Read() (*View, error) { return v.pool.read() }

// Close closes the company. Views must be closed before.
func (v *Sights) Close() error { return v.pool.close() }

// Intact runs the database's own check and returns what it finds.
func (v *View) Intact() ([]string, error) {
	found, err := v.pool.source.Check(context.Background(), v.conn, 20)
	if err != nil {
		return nil, fmt.Errorf("store: check: %w", err)
	}
	return found, nil
}

// Bare is the connection of the view, for measurements that hold it against bare
// reads.
func (v *View) Bare() Querier { return v.conn }
