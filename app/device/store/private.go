package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// beside are the files that SQLite keeps beside one of ours.
var beside = []string{"", "-wal", "-shm"}

// Private makes a folder, if it is not there, and keeps it and the files in it to
// this user of the system, whatever made them before.
func Private(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	_ = os.Chmod(dir, 0o700) // a file system without modes has none to change
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if e.Type().IsRegular() {
			_ = os.Chmod(filepath.Join(dir, e.Name()), 0o600) // as above
		}
	}
	return err
}

// private makes a data file before SQLite does, which would let the whole system
// read it. SQLite takes over its mode for the files beside it; those of an older
// program are corrected.
func private(path string) {
	if f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err == nil {
		_ = f.Close()
	} // else SQLite says what is wrong
	for _, suffix := range beside {
		_ = os.Chmod(path+suffix, 0o600) // as above
	}
}

// WriteFile replaces a small file, readable by this user of the system alone, so
// that a power loss leaves the old one or the new one.
func WriteFile(path string, data []byte) (err error) {
	temporary := path + ".new"
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err == nil {
		_, err = f.Write(data)
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return fmt.Errorf("store: %w", failure(err))
	}
	syncFolder(filepath.Dir(path))
	return nil
}

// syncFolder makes renames in a folder survive a power loss, where the system can.
func syncFolder(dir string) {
	if f, err := os.Open(filepath.Clean(dir)); err == nil {
		_ = f.Sync() // some systems cannot, and need not
		_ = f.Close()
	}
}
