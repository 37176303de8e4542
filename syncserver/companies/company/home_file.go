package company

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"heyi/shared/kernel"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

// File is the name of a company's file in its folder.
const File = "company.db"

// file is the home of a company in the file of a folder.
type file struct {
	dir   string
	cache int // rows in memory, 0 for what is usual
}

func (f *file) path() string { return filepath.Join(f.dir, File) }

func (f *file) database() store.Database { return sqlite.At(f.path()) }

func (f *file) exists(context.Context) (bool, error) {
	_, err := os.Stat(f.path())
	return err == nil, nil
}

func (f *file) create(_ context.Context, c *kernel.Catalog, company, history kernel.ID, _ int64) (*store.Store, error) {
	return sqlite.Create(f.path(), c, company, history, sqlite.Options{CacheRows: f.cache})
}

func (f *file) open(_ context.Context, c *kernel.Catalog, _ int64) (*store.Store, error) {
	return sqlite.Open(f.path(), c, sqlite.Options{CacheRows: f.cache})
}

func (f *file) views(_ context.Context, c *kernel.Catalog) (*store.Sights, error) {
	return sqlite.OpenViews(f.path(), c)
}

func (f *file) take(context.Context, *Door) (hold, error) {
	keepPrivate(f.dir)
	return takeLock(f.dir, serverLock, Locked)
}

// besideLock is the file that keeps a folder to one program beside its server.
const besideLock = "import-lock"

func (f *file) takeBeside(context.Context) (hold, error) {
	return takeLock(f.dir, besideLock, Importing)
}

const controlName = "control.json"

// announce writes how to reach the door to a file of the folder, readable by its
// owner alone.
func (f *file) announce(door *Door) (end func() error, err error) {
	path := filepath.Join(f.dir, controlName)
	data, err := json.Marshal(door.control)
	if err == nil {
		err = writeWhole(path, data)
	}
	if err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	return func() error { return os.Remove(path) }, nil
}

func (f *file) find(context.Context) (*controlFile, error) {
	data, err := os.ReadFile(filepath.Join(f.dir, controlName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	door := new(controlFile)
	if err := errors.Join(err, json.Unmarshal(data, door)); err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	return door, nil
}

func (f *file) copyTo(ctx context.Context, _ *kernel.Catalog, path string) error {
	return sqlite.Copy(ctx, f.path(), path)
}

func (f *file) backup(ctx context.Context, _ *kernel.Catalog, to string) (*sqlite.Copied, error) {
	return sqlite.Backup(ctx, f.path(), to)
}

func (f *file) restore(_ context.Context, _ *kernel.Catalog, from string, history kernel.ID) (*Kept, error) {
	kept, err := sqlite.Restore(from, f.path(), history)
	return &Kept{Name: kept, db: sqlite.At(kept), back: func() error { return sqlite.PutBack(kept, f.path()) }}, err
}

// comingName is the file of a company that is on its way into the folder.
const comingName = File + ".coming"

func (f *file) prepare(context.Context) (store.Database, error) {
	if err := makeFolder(f.dir); err != nil {
		return nil, err
	}
	path := filepath.Join(f.dir, comingName)
	if err := removeFile(path); err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return nil, fmt.Errorf("company: %w", err)
	}
	return sqlite.At(path), nil
}

func (f *file) settle(context.Context) error {
	return sqlite.Settle(filepath.Join(f.dir, comingName), f.path())
}

func (f *file) retire(context.Context) (kept string, err error) {
	kept = f.path() + ".moved-" + time.Now().UTC().Format("20060102T150405.000Z")
	return kept, sqlite.Settle(f.path(), kept)
}

func (f *file) discard(context.Context) error { return removeFile(f.path()) }

func (f *file) cached(rows int) home { return &file{f.dir, rows} }

func (f *file) size(context.Context) (bytes int64, err error) {
	for _, suffix := range []string{"", "-wal"} {
		about, err := os.Stat(f.path() + suffix)
		if err == nil {
			bytes += about.Size()
		} else if !errors.Is(err, fs.ErrNotExist) {
			return 0, fmt.Errorf("company: size: %w", err)
		}
	}
	return bytes, nil
}

func (f *file) erase(context.Context) error {
	found, err := filepath.Glob(f.path() + "*") // also what a restore, a move or a copy has put aside
	err = errors.Join(err, removeFile(filepath.Join(f.dir, contentsFile)))
	for _, path := range found {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// removeFile removes a company's file with what lies beside it.
func removeFile(path string) (err error) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if gone := os.Remove(path + suffix); gone != nil && !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("company: %w", err)
	}
	return nil
}
