package company

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
	"heyi/syncserver/doors/hub"
	"heyi/syncserver/store"
)

// contacts are the devices that have said hello, with the version that each held
// whole. They are written down by housekeeping and not at every hello: what a crash
// forgets only keeps the log of changes longer.
type contacts struct {
	mu   sync.Mutex
	said map[kernel.ID]contact
}

type contact struct {
	version int64
	at      kernel.Time
}

var _ = store.Declare(store.Table{
	Name:    "_contact",
	Columns: []store.Column{{Name: "device", Kind: store.Bytes}, {Name: "version", Kind: store.Int}, {Name: "at", Kind: store.Int}},
	Key:     []string{"device"},
})

func (c *contacts) note(device kernel.ID, version int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.said == nil {
		c.said = map[kernel.ID]contact{}
	}
	c.said[device] = contact{version, Now()}
}

// write keeps what was said since the last time.
func (c *contacts) write(side func(func(*sql.Tx) error) error) error {
	c.mu.Lock()
	said := maps.Clone(c.said)
	c.mu.Unlock()
	if len(said) == 0 {
		return nil
	}
	err := side(func(tx *sql.Tx) error {
		for device, s := range said {
			_, err := tx.Exec(`INSERT INTO _contact (device, version, at) VALUES ($1, $2, $3)
  ON CONFLICT (device) DO UPDATE SET version = excluded.version, at = excluded.at`, device[:], s.version, int64(s.at))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("company: contacts: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for device, s := range said {
		if c.said[device] == s {
			delete(c.said, device)
		}
	}
	return nil
}

// spaceWanted is how many bytes should be free beside a company's file. With less
// there is still time to make room: devices lose nothing on a full disk, but wait.
const spaceWanted = 1 << 30

// Housekeep does what is due from time to time while a company is served: a disk
// that fills is complained about, tokens of connected devices are renewed, and the
// log of changes is cut to the time it is kept for, 0 for ever. It may be called as
// often as wanted.
func (c *Company) Housekeep(ctx context.Context, keep time.Duration) error {
	if free, known := freeSpace(c.Dir); known && !c.Shared() && free < spaceWanted {
		c.Log.Warn("little space is left for the company's file", "dir", c.Dir, "free_bytes", free)
	}
	if c.file.broken.Load() {
		c.complain(store.ErrBroken)
	}
	if err := c.Auth.Renew(c.Hub.Connected()...); err != nil {
		return fmt.Errorf("company: housekeeping: %w", err)
	}
	if err := c.Auth.Housekeep(); err != nil {
		return fmt.Errorf("company: housekeeping: %w", err)
	}
	if err := c.noteSeen(); err != nil {
		return err
	}
	if err := c.contacts.write(c.Store.Side); err != nil {
		return err
	}
	if err := c.sweepContents(ctx); err != nil {
		return err
	}
	if err := errors.Join(c.noteContacts(ctx), c.TellBackup(ctx)); err != nil || keep == 0 {
		return err
	}
	return c.prune(ctx, Now()-kernel.Time(keep.Milliseconds()))
}

// Bounds of telling everybody when devices were in contact: how old that may get, and
// how many at once.
const (
	seenAfter = 24 * time.Hour
	seenMost  = 500
)

// noteContacts tells the company, once a day of each device, when it was last in contact.
func (c *Company) noteContacts(ctx context.Context) error {
	view, err := c.Store.Read()
	if err != nil {
		return err
	}
	var saw []org.SawDevice
	err = kernel.Each(c.Catalog, view, org.Devices, func(d *org.Device) error {
		var at sql.NullInt64
		id := d.ID
		if err := c.Store.SideQuery(`SELECT max(at) FROM _contact WHERE device = $1`, id[:]).Scan(&at); err != nil {
			return err
		}
		if at.Valid && at.Int64-int64(d.Seen) >= seenAfter.Milliseconds() {
			saw = append(saw, org.SawDevice{Device: kernel.Ref[org.Device](d.ID), At: kernel.Time(at.Int64)})
		}
		return nil
	})
	if err = errors.Join(err, view.Close()); err != nil {
		return fmt.Errorf("company: contacts: %w", err)
	}
	for some := range slices.Chunk(saw, seenMost) {
		_, err := c.Hub.Run(ctx, &org.SawDevices{Devices: some})
		if errors.Is(err, hub.Recovering.With()) {
			return nil // there is time
		}
		if err != nil {
			return fmt.Errorf("company: contacts: %w", err)
		}
	}
	return nil
}

// dropMost is how many lines of the log go in one transaction.
const dropMost = 5000

// prune cuts the log of changes: what was judged before a time goes, unless a
// device that has been in contact since does not hold it yet.
func (c *Company) prune(ctx context.Context, before kernel.Time) error {
	floor, err := c.Store.VersionBefore(before)
	if err == nil {
		floor, err = c.heldByAll(floor, before)
	}
	if err == nil {
		floor, err = c.Store.RaiseFloor(floor)
	}
	if err != nil {
		return fmt.Errorf("company: prune: %w", err)
	}
	err = c.Hub.On(ctx, func(d *authority.Desk) error {
		d.Pruned(floor)
		return nil
	})
	if err != nil {
		return fmt.Errorf("company: prune: %w", err)
	}
	for lines := int64(0); ; {
		gone, err := c.Store.DropChanges(dropMost)
		if err != nil {
			return fmt.Errorf("company: prune: %w", err)
		}
		if lines += gone; gone == 0 {
			if lines > 0 {
				c.Log.Info("log of changes cut", "version", floor, "lines", lines)
			}
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// heldByAll lowers a version to what every device holds that was in contact since a
// time and is still let in.
func (c *Company) heldByAll(version int64, since kernel.Time) (int64, error) {
	view, err := c.Store.Read()
	if err != nil {
		return 0, err
	}
	defer view.Close()
	err = kernel.Each(c.Catalog, view, org.Devices, func(d *org.Device) error {
		var held sql.NullInt64
		id := d.ID
		row := c.Store.SideQuery(`SELECT min(version) FROM _contact WHERE device = $1 AND at >= $2 AND version > 0`, id[:], int64(since))
		if err := row.Scan(&held); err != nil {
			return err
		}
		if held.Valid && !d.Revoked {
			version = min(version, held.Int64)
		}
		return nil
	})
	return version, err
}
