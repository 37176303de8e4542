package powerloss

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// readFiles reads all files below dir, by path. The index of a WAL is left out:
// it is shared memory, not durable state.
func readFiles(dir string) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "-shm") {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		out[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the files: %w", err)
	}
	return out, nil
}

// writeFiles makes dir with the given files, by path below it.
func writeFiles(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// explains compares the files that the child left with what the records make
// of those it found. A difference means that something was written past the
// recorder, and every answer drawn from the recording would be worthless.
func (r *Recording) explains(after map[string][]byte) error {
	d := newDisk(r.before)
	for _, c := range r.records {
		d.apply(c)
	}
	seen := d.files()
	for name, content := range after {
		recorded, ok := seen[name]
		if !ok {
			return fmt.Errorf("%s was made past the recorder, which sees only what goes through libc", name)
		}
		if !bytes.Equal(recorded, content) {
			return fmt.Errorf("%s was changed past the recorder, which sees only what goes through libc", name)
		}
	}
	for name := range seen {
		if _, ok := after[name]; !ok {
			return fmt.Errorf("%s was removed past the recorder, which sees only what goes through libc", name)
		}
	}
	return nil
}
