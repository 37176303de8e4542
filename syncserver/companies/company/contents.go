package company

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

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

func (s *schema) keepsContents(context.Context) (bool, error) { return true, nil }

// kept are the contents of a company's files while it is open, nil until they are wanted.
type kept struct {
	mu sync.Mutex
	in *contents.Store
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
