package company

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/rowstore/contents"
	"heyi/syncserver/store/sqlite"
)

// contentsFile is the file beside a company's in which the contents of its files are.
const contentsFile = "files.db"

func (f *file) contents(ctx context.Context) (*contents.Store, error) {
	s, err := sqlite.OpenContents(ctx, filepath.Join(f.dir, contentsFile))
	if err != nil {
		return nil, fmt.Errorf("company: contents: %w", err)
	}
	return s, nil
}

func (f *file) keepsContents(context.Context) (bool, error) {
	_, err := os.Stat(filepath.Join(f.dir, contentsFile))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (s *schema) contents(ctx context.Context) (*contents.Store, error) { return s.OpenContents(ctx) }

func (s *schema) keepsContents(ctx context.Context) (bool, error) { return s.HasContents(ctx) }

// kept are the contents of a company's files while it is open, nil until they are wanted.
type kept struct {
	mu    sync.Mutex
	in    *contents.Store
	swept kernel.Time // of housekeeping
}

// Contents are the contents of the company's files. They are opened when the first is
// wanted.
func (c *Company) Contents() (*contents.Store, error) {
	c.kept.mu.Lock()
	defer c.kept.mu.Unlock()
	if c.kept.in == nil {
		in, err := c.home.contents(context.Background())
		if err != nil {
			return nil, c.Explain(err)
		}
		c.kept.in = in
	}
	return c.kept.in, nil
}

func (k *kept) close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.in == nil {
		return nil
	}
	err := k.in.Close()
	k.in = nil
	return err
}

// poolName is the file beside backups in which the contents of files are saved. Contents
// never change, so every backup of a folder adds to the same one.
const poolName = "files.pool"

// SaveContents adds what the company keeps of its files to what is saved beside a backup,
// also beside its server. It tells how many bytes are new there.
func (p Place) SaveContents(ctx context.Context, backup string) (saved int64, err error) {
	there, err := p.home.keepsContents(ctx)
	if err != nil || !there {
		return 0, err
	}
	return p.withContents(ctx, func(kept *contents.Store) (int64, error) {
		if size, err := kept.Size(ctx); err != nil || size == 0 {
			return 0, err
		}
		pool, err := sqlite.OpenContents(ctx, filepath.Join(filepath.Dir(backup), poolName))
		if err != nil {
			return 0, err
		}
		n, err := pool.Copy(ctx, kept)
		return n, errors.Join(err, pool.Close())
	})
}

// BringContents brings back what is saved beside a backup and is not there. What the
// company has besides it keeps: an address means the same whatever is restored.
func (p Place) BringContents(ctx context.Context, backup string) (brought int64, err error) {
	path := filepath.Join(filepath.Dir(backup), poolName)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	return p.withContents(ctx, func(kept *contents.Store) (int64, error) {
		pool, err := sqlite.OpenContents(ctx, path)
		if err != nil {
			return 0, err
		}
		n, err := kept.Copy(ctx, pool)
		return n, errors.Join(err, pool.Close())
	})
}

// moveContents brings what the company keeps of its files to where it goes.
func (p Place) moveContents(ctx context.Context, to Place) error {
	there, err := p.home.keepsContents(ctx)
	if err != nil || !there {
		return err
	}
	_, err = p.withContents(ctx, func(kept *contents.Store) (int64, error) {
		return to.withContents(ctx, func(other *contents.Store) (int64, error) { return other.Copy(ctx, kept) })
	})
	return err
}

func (p Place) withContents(ctx context.Context, run func(*contents.Store) (int64, error)) (int64, error) {
	kept, err := p.home.contents(ctx)
	if err != nil {
		return 0, p.Explain(err)
	}
	n, err := run(kept)
	return n, errors.Join(p.Explain(err), kept.Close())
}

// LookContents runs something on what the company keeps of its files, if it keeps any.
func (p Place) LookContents(ctx context.Context, run func(*contents.Store) error) error {
	there, err := p.home.keepsContents(ctx)
	if err != nil || !there {
		return err
	}
	_, err = p.withContents(ctx, func(kept *contents.Store) (int64, error) { return 0, run(kept) })
	return err
}

// Times of the sweep: how often, and for how long a content stays that no row names any
// more, or that is half here.
const (
	sweepEvery = 24 * time.Hour
	sweepAfter = 30 * 24 * time.Hour
)

// sweepContents lets go of what no row names any more. While a restored company waits for
// its devices rows may still come that do.
func (c *Company) sweepContents(ctx context.Context) error {
	there, err := c.home.keepsContents(ctx)
	if err != nil || !there || Now()-c.kept.swept < kernel.Time(sweepEvery.Milliseconds()) {
		return err
	}
	state, err := c.Store.State()
	if err != nil || state.Recovering {
		return err
	}
	kept, err := c.Contents()
	if err != nil {
		return err
	}
	view, err := c.Store.Read()
	if err != nil {
		return err
	}
	swept, err := kept.Sweep(ctx, Now()-kernel.Time(sweepAfter.Milliseconds()), func(what string, content kernel.Content) (bool, error) {
		return Names(c.Catalog, view, what, content), nil
	})
	if err = errors.Join(err, view.Close()); err != nil {
		return fmt.Errorf("company: sweep: %w", err)
	}
	c.kept.swept = Now()
	if swept.Parts > 0 {
		c.Log.Info("contents that no row names are gone", "parts", swept.Parts, "contents", swept.Contents, "bytes", swept.Bytes)
	}
	return nil
}

// Names tells whether a field of a row, "product/<id>/picture", still names a content.
func Names(c *kernel.Catalog, rows kernel.Reader, what string, content kernel.Content) bool {
	entity, rest, _ := strings.Cut(what, "/")
	text, field, _ := strings.Cut(rest, "/")
	id, err := kernel.ParseID(text)
	s := c.Schema(entity)
	if err != nil || s == nil {
		return false
	}
	at, f := s.Takes(field)
	if f == nil || f.Kind != kernel.KindFile {
		return false
	}
	row := rows.Get(at, id)
	if row == nil {
		return false
	}
	n := f.FileOf(row).Named()
	return n.Content == content || n.Thumbnail == content
}
