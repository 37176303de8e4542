package histories_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"heyi/app/device/store"
	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/rigs/powerloss"
	"heyi/shared/rigs/sim"
	"heyi/shared/rowstore"
	"heyi/shared/sync/replica"
)

// device is the real files of a device.
type device struct {
	*store.Store
	outbox  *store.Outbox
	dir     string
	catalog *kernel.Catalog // of the program that has them open
	log     *powerloss.Log
	marks   []powerloss.Mark // behind every update since the last checkpoint, which is the first
}

var _ sim.DeviceFile = (*device)(nil)

func newDevice(dir string, c *kernel.Catalog) (*device, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	d := &device{dir: dir}
	return d, errors.Join(d.openRows(c), d.openOutbox())
}

func (d *device) rows() string { return filepath.Join(d.dir, "replica.db") }

func (d *device) openRows(c *kernel.Catalog) (err error) {
	if d.Store, err = store.Open(d.rows(), c); err != nil {
		return err
	}
	d.catalog, d.log = c, powerloss.LogOf(d.rows())
	return d.folded()
}

func (d *device) openOutbox() (err error) {
	d.outbox, err = store.OpenOutbox(filepath.Join(d.dir, "outbox.db"))
	return err
}

// folded counts all documents into the sums, and those of days to come.
func (d *device) folded() error {
	for more := true; more; {
		var err error
		if more, err = d.FoldSums(20991231); err != nil {
			return err
		}
	}
	return d.synced()
}

// synced notes that everything so far survives a loss of power.
func (d *device) synced() error {
	m, err := d.log.Mark()
	d.marks = []powerloss.Mark{m}
	return err
}

func (d *device) Outbox() replica.Outbox { return d.outbox }

func (d *device) Update(run func(replica.Writer) error) error {
	if err := d.Store.Update(run); err != nil {
		return err
	}
	d.Rest()
	m, err := d.log.Mark()
	if err != nil {
		return err
	}
	if !m.Follows(d.marks[len(d.marks)-1]) { // all before it is in the file, and the log has begun anew
		d.marks = []powerloss.Mark{m.Begun()}
	}
	d.marks = append(d.marks, m)
	firm, err := d.log.Firm()
	for len(d.marks) > 1 && !d.marks[0].Follows(firm) {
		d.marks = d.marks[1:]
	}
	return err
}

func (d *device) Checkpoint() error {
	if err := d.Store.Checkpoint(); err != nil {
		return err
	}
	return d.folded()
}

func (d *device) Loose() int { return len(d.marks) - 1 }

func (d *device) Fail(back int, torn int64, c *kernel.Catalog) error {
	i := len(d.marks) - 1 - back
	behind := d.marks[min(i+1, len(d.marks)-1)]
	putRows, err := powerloss.Cut(d.rows(), d.marks[i], behind, torn)
	if err != nil {
		return err
	}
	box := filepath.Join(d.dir, "outbox.db")
	end, err := powerloss.LogOf(box).Mark()
	if err != nil {
		return err
	}
	putOutbox, err := powerloss.Cut(box, end, end, 0)
	if err != nil {
		return err
	}
	return errors.Join(d.Close(), putRows(), putOutbox(), d.openRows(c), d.openOutbox())
}

func (d *device) Again(c *kernel.Catalog) error {
	return errors.Join(d.Close(), d.openRows(c), d.openOutbox())
}

// Close ends the program in order.
func (d *device) Close() error { return errors.Join(d.Store.Close(), d.outbox.Close()) }

func (d *device) Lose(c *kernel.Catalog) error {
	err := d.Store.Close()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if gone := os.Remove(d.rows() + suffix); gone != nil && !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return errors.Join(err, d.openRows(c))
}

func (d *device) Whole() error {
	if err := d.Check(context.Background()); err != nil {
		return err
	}
	if err := errors.Join(d.indexed(), d.summed()); err != nil {
		return err
	}
	if d.outbox.Mended != nil || len(d.outbox.Unread()) > 0 {
		return fmt.Errorf("the outbox was damaged: %+v", d.outbox.Mended)
	}
	return nil
}

// indexed looks whether the file has the indexes that its release declares. During a
// first load they are out of the way.
func (d *device) indexed() error {
	if st, _, err := d.Load(); err != nil || st.Loading {
		return err
	}
	db, err := sql.Open("sqlite3", "file:"+d.rows()+"?mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	for _, s := range d.catalog.Schemas {
		for _, ix := range kernel.SQLite.Indexes(s) {
			var n int
			if err := db.QueryRow(`SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = ?`, ix.Name).Scan(&n); err != nil || n == 0 {
				return errors.Join(err, fmt.Errorf("the index %s is not there", ix.Name))
			}
		}
	}
	return nil
}

// summed compares the sums with the rows.
func (d *device) summed() error {
	return d.Read(func(rows *rowstore.Session) error {
		wrong, err := figures.NewKeeper(d.catalog).Check(rows)
		if err == nil && len(wrong) > 0 {
			err = errors.New(wrong[0])
		}
		return err
	})
}
