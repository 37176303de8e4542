package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
)

// Copied is a finished backup.
type Copied struct {
	Path    string
	Hash    string // SHA-256 in hexadecimal, also in the file Path + ".sha256"
	Version int64
	Bytes   int64
	History kernel.ID
}

// Backup copies a company's file as it is at one version, while another process
// may be serving it, and notes in it that this version is safe: devices then
// need not keep what it holds. The copy appears under its name when it is whole
// and synced.
func Backup(ctx context.Context, from, to string) (*Copied, error) {
	if _, err := os.Stat(to); err == nil {
		return nil, fmt.Errorf("%w: %s", store.ErrExists, to)
	}
	db, err := openWith(from, url.Values{"mode": {"rw"}, "_busy_timeout": {"10000"}, "_txlock": {"immediate"}, "_synchronous": {"FULL"}})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	c, err := Keep(to, func(part string) error {
		if _, err := db.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
			return fmt.Errorf("sqlite: backup %s: %w", from, err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c, store.NoteSaved(At(from), c.History, c.Version)
}

// Keep makes a backup of what is written to an empty file. It appears under its name
// when it is whole and synced, with its hash beside it.
func Keep(to string, write func(part string) error) (*Copied, error) {
	if _, err := os.Stat(to); err == nil {
		return nil, fmt.Errorf("%w: %s", store.ErrExists, to)
	}
	part := to + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("sqlite: backup: %w", err)
	}
	// A copy tells as much as the company's file, so nobody else may read it either.
	if err := os.WriteFile(part, nil, 0o600); err != nil {
		return nil, fmt.Errorf("sqlite: backup: %w", err)
	}
	if err := write(part); err != nil {
		return nil, err
	}
	state, err := stateOfLive(part)
	if err != nil {
		return nil, err
	}
	c := &Copied{Path: to, Version: state.Version, History: state.History}
	if c.Hash, c.Bytes, err = hashAndSync(part); err != nil {
		return nil, err
	}
	if err := os.WriteFile(to+".sha256", []byte(c.Hash+"  "+filepath.Base(to)+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("sqlite: backup: %w", err)
	}
	if err := errors.Join(os.Rename(part, to), syncFolder(filepath.Dir(to))); err != nil {
		return nil, fmt.Errorf("sqlite: backup: %w", err)
	}
	return c, nil
}

func hashAndSync(path string) (string, int64, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return "", 0, fmt.Errorf("sqlite: %w", err)
	}
	defer file.Close()
	h := sha256.New()
	n, err := io.Copy(h, file)
	if err = errors.Join(err, file.Sync()); err != nil {
		return "", 0, fmt.Errorf("sqlite: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), n, nil
}

// syncFolder makes a rename durable where folders can be synced.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = folder.Sync() // some systems sync no folders and say so
	return folder.Close()
}

// CheckCopy compares a backup with its hash and lets SQLite look at it.
func CheckCopy(path string, c *kernel.Catalog) error {
	line, err := os.ReadFile(path + ".sha256")
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrNoHash, err)
	}
	want, _, _ := strings.Cut(string(line), " ")
	got, _, err := hashAndSync(path)
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("%w: its hash is %s, was %s", store.ErrDamaged, got, want)
	}
	views, err := OpenViews(path, c)
	if err != nil {
		return err
	}
	view, err := views.Read()
	if err != nil {
		return errors.Join(err, views.Close())
	}
	found, err := view.Intact()
	if err == nil && len(found) > 0 {
		err = fmt.Errorf("%w: %s", store.ErrDamaged, found[0])
	}
	return errors.Join(err, view.Close(), views.Close())
}

// Restore puts a backup in the place of a company's file that nobody has open,
// as a new history that waits for its devices. The file it replaces is kept
// under the name it returns, empty if there was none.
func Restore(backup, path string, history kernel.ID) (kept string, err error) {
	next := path + ".next"
	if err := CopyFile(backup, next); err != nil {
		return "", err
	}
	var old *authority.State
	if _, err := os.Stat(path); err == nil {
		st, err := stateOfLive(path)
		if err == nil {
			old = &st
		} // a file that cannot be read tells nothing of its history
	}
	if err := store.BranchOff(At(next), history, old); err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err == nil {
		kept = path + ".before-" + history.String()
		// Its log first: what a damaged file has not taken in is nowhere else.
		if err := os.Rename(path+"-wal", kept+"-wal"); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("sqlite: restore: %w", err)
		}
		if err := os.Rename(path, kept); err != nil {
			return "", fmt.Errorf("sqlite: restore: %w", err)
		}
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return kept, fmt.Errorf("sqlite: restore: %w", err)
		}
	}
	if err := errors.Join(os.Rename(next, path), syncFolder(filepath.Dir(path))); err != nil {
		return kept, fmt.Errorf("sqlite: restore: %w", err)
	}
	return kept, nil
}

// stateOfLive reads a state and moves what stands in the log beside the file
// into it, so that the file alone can be kept.
func stateOfLive(path string) (authority.State, error) {
	db, err := openWith(path, url.Values{"mode": {"rw"}, "_busy_timeout": {"1000"}})
	if err != nil {
		return authority.State{}, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return authority.State{}, fmt.Errorf("sqlite: checkpoint: %w", err)
	}
	return store.ReadState(db)
}

// CopyFile copies a file that nobody has open, synced.
func CopyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("sqlite: copy: %w", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("sqlite: copy: %w", err)
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return fmt.Errorf("sqlite: copy: %w", err)
	}
	return nil
}

// Settle gives a company's file that nobody has open another name, where nothing is.
func Settle(from, to string) error {
	if _, err := os.Stat(to); err == nil {
		return fmt.Errorf("%w: %s", store.ErrExists, to)
	}
	if _, err := stateOfLive(from); err != nil { // the log beside it goes into the file
		return err
	}
	if _, _, err := hashAndSync(from); err != nil {
		return err
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(from + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("sqlite: settle: %w", err)
		}
	}
	if err := errors.Join(os.Rename(from, to), syncFolder(filepath.Dir(to))); err != nil {
		return fmt.Errorf("sqlite: settle: %w", err)
	}
	return nil
}

// PutBack undoes a restore: what was kept is in its place again.
func PutBack(kept, path string) error {
	for _, gone := range []string{path + "-wal", path + "-shm", kept + "-shm"} {
		if err := os.Remove(gone); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("sqlite: put back: %w", err)
		}
	}
	if err := os.Rename(kept+"-wal", path+"-wal"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("sqlite: put back: %w", err)
	}
	return os.Rename(kept, path)
}
