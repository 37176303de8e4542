package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// entryFile is the entry of a company in its folder. A company that is alone on its
// server has none.
const entryFile = "entry.json"

// files keeps each entry in its company's folder.
type files struct{ dir string }

func (f *files) list(context.Context) (list []Entry, err error) {
	found, err := filepath.Glob(filepath.Join(f.dir, "*", entryFile))
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	for _, path := range found {
		e := Entry{}
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // it was just erased
		}
		if err == nil {
			err = json.Unmarshal(data, &e)
		}
		if err == nil && e.Name != filepath.Base(filepath.Dir(path)) {
			err = fmt.Errorf("it is of %q", e.Name) // a folder that was copied
		}
		if err != nil {
			return nil, fmt.Errorf("registry: %s: %w", path, err)
		}
		list = append(list, e)
	}
	return list, nil
}

// put replaces an entry so that no reader sees half of it.
func (f *files) put(_ context.Context, e *Entry) error {
	dir := filepath.Join(f.dir, e.Name)
	data, err := json.MarshalIndent(e, "", "  ")
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	path := filepath.Join(dir, entryFile)
	if err == nil {
		err = os.WriteFile(path+".part", data, 0o600)
	}
	if err == nil {
		err = os.Rename(path+".part", path)
	}
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	return nil
}

func (f *files) remove(_ context.Context, name string) error {
	err := os.Remove(filepath.Join(f.dir, name, entryFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("registry: %w", err)
	}
	return nil
}

func (f *files) close() error { return nil }
