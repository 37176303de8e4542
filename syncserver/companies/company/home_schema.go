package company

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
	"heyi/syncserver/store/postgres"
	"heyi/syncserver/store/sqlite"
)

// schema is the home of a company in a schema of PostgreSQL.
type schema struct {
	*postgres.Schema
	dir   string
	cache int // rows in memory, 0 for what is usual
}

func (s *schema) database() store.Database { return s.Schema }

func (s *schema) exists(ctx context.Context) (bool, error) { return s.Exists(ctx) }

func (s *schema) create(ctx context.Context, c *kernel.Catalog, company, history kernel.ID, epoch int64) (*store.Store, error) {
	return s.Create(ctx, c, company, history, store.Options{Epoch: epoch, CacheRows: s.cache})
}

func (s *schema) open(ctx context.Context, c *kernel.Catalog, epoch int64) (*store.Store, error) {
	return s.Open(ctx, c, store.Options{Epoch: epoch, CacheRows: s.cache})
}

func (s *schema) views(ctx context.Context, c *kernel.Catalog) (*store.Sights, error) {
	return s.OpenViews(ctx, c)
}

// holder is how this process presents itself.
func holder(door *Door) postgres.Holder {
	h := postgres.Holder{Node: kernel.NewID(Now(), Random()).String()}
	if door != nil {
		h.Node, h.Address, h.Secret, h.Pin = door.node, door.control.Address, door.control.Secret, door.control.Pin
	}
	return h
}

// leased is a lease as a hold.
type leased struct{ *postgres.Lease }

func (l leased) epoch() int64          { return l.Epoch }
func (l leased) lost() <-chan struct{} { return l.Lost() }
func (l leased) free() error           { return l.Release() }

func (s *schema) take(ctx context.Context, door *Door) (hold, error) {
	if door != nil && door.lease != nil {
		l := door.lease
		door.lease = nil
		return leased{l}, nil
	}
	l, err := s.Take(ctx, holder(door))
	if errors.Is(err, postgres.ErrHeld) {
		return nil, Locked.With(kernel.Text("dir", s.Place()))
	}
	if err != nil {
		return nil, err
	}
	return leased{l}, nil
}

// alone is a right that ends with a session.
type alone struct{ end func() error }

func (a alone) epoch() int64          { return 0 }
func (a alone) lost() <-chan struct{} { return nil }
func (a alone) free() error           { return a.end() }

func (s *schema) takeBeside(ctx context.Context) (hold, error) {
	end, err := s.Alone(ctx, "beside")
	if err == nil && end == nil {
		return nil, Importing.With(kernel.Text("dir", s.Place()))
	}
	return alone{end}, err
}

// announce has nothing to do: the door stands in the lease.
func (s *schema) announce(*Door) (end func() error, err error) {
	return func() error { return nil }, nil
}

func (s *schema) find(ctx context.Context) (*controlFile, error) {
	h, err := s.Holder(ctx)
	if err != nil || h == nil || h.Address == "" {
		return nil, err
	}
	return &controlFile{Address: h.Address, Secret: h.Secret, Pin: h.Pin}, nil
}

func (s *schema) copyTo(ctx context.Context, c *kernel.Catalog, path string) error {
	if err := removeFile(path); err != nil {
		return err
	}
	// A copy tells as much as the company itself, so nobody else may read it either.
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return fmt.Errorf("company: copy: %w", err)
	}
	return s.fill(ctx, c, s.Schema, sqlite.At(path))
}

// fill copies a company as it is now into an empty place.
func (s *schema) fill(ctx context.Context, c *kernel.Catalog, from, to store.Database) (err error) {
	views, err := store.OpenViews(from, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, views.Close()) }()
	view, err := views.Read()
	if err != nil {
		return err
	}
	return errors.Join(store.Fill(ctx, view, to, c), view.Close())
}

func (s *schema) backup(ctx context.Context, c *kernel.Catalog, to string) (*sqlite.Copied, error) {
	copied, err := sqlite.Keep(to, func(part string) error { return s.copyTo(ctx, c, part) })
	if err != nil {
		return nil, err
	}
	return copied, store.NoteSaved(s.Schema, copied.History, copied.Version)
}

// coming is the schema of a company that is on its way here.
func (s *schema) coming() *postgres.Schema { return s.Named(s.Name + "_coming") }

func (s *schema) prepare(ctx context.Context) (store.Database, error) {
	if err := makeFolder(s.dir); err != nil {
		return nil, err
	}
	coming := s.coming()
	return coming, coming.Remake(ctx)
}

func (s *schema) settle(ctx context.Context) error { return s.Replace(ctx, s.coming(), "") }

// aside is the name of the schema for what was here.
func (s *schema) aside(why string) string {
	return s.Name + "_" + why + "_" + strings.Replace(time.Now().UTC().Format("20060102t150405.000"), ".", "_", 1)
}

func (s *schema) retire(ctx context.Context) (kept string, err error) {
	other := s.Named(s.aside("moved"))
	return other.Place(), s.Rename(ctx, other.Name)
}

func (s *schema) discard(ctx context.Context) error { return s.Drop(ctx) }

func (s *schema) cached(rows int) home { return &schema{s.Schema, s.dir, rows} }

func (s *schema) size(ctx context.Context) (int64, error) { return s.Size(ctx) }

func (s *schema) erase(ctx context.Context) error { return s.Erase(ctx) }

// restore fills a schema beside from the backup, brought to this release, and lets it
// take the company's name.
func (s *schema) restore(ctx context.Context, c *kernel.Catalog, from string, history kernel.ID) (*Kept, error) {
	folder, err := os.MkdirTemp(s.dir, "restore-")
	if err != nil {
		return nil, fmt.Errorf("company: restore: %w", err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, File)
	if err := sqlite.CopyFile(from, path); err != nil {
		return nil, err
	}
	upgraded, err := sqlite.Open(path, c, sqlite.Options{})
	if err == nil {
		err = upgraded.Close()
	}
	if err != nil {
		return nil, err
	}
	live, err := s.state(ctx)
	if err != nil {
		return nil, err
	}
	coming, err := s.prepare(ctx)
	if err == nil {
		err = s.fill(ctx, c, sqlite.At(path), coming)
	}
	if err == nil {
		err = store.BranchOff(coming, history, live)
	}
	if err != nil {
		return nil, err
	}
	kept, name := &Kept{}, ""
	if live != nil {
		name = s.aside("before")
		old := s.Named(name)
		kept.Name, kept.db = old.Place(), old
		kept.back = func() error { return s.Replace(ctx, old, s.aside("undone")) }
	}
	return kept, s.Replace(ctx, s.coming(), name)
}

// state is where the company stands that is here; nil when there is none.
func (s *schema) state(ctx context.Context) (*authority.State, error) {
	there, err := s.Exists(ctx)
	if err != nil || !there {
		return nil, err
	}
	db, err := s.Connect(store.Sides)
	if err != nil {
		return nil, err
	}
	st, err := store.ReadState(db)
	return &st, errors.Join(err, db.Close())
}
