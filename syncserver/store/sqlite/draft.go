package sqlite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"heyi/shared/sync/authority"
)

// Copy copies a company's file as it is at one version, while another process may
// be serving it, to be judged on as a draft. It is no backup: nothing is noted of
// it, and it is not synced.
func Copy(ctx context.Context, from, to string) error {
	if err := os.Remove(to); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("sqlite: copy: %w", err)
	}
	// A copy tells as much as the company's file, so nobody else may read it either.
	if err := os.WriteFile(to, nil, 0o600); err != nil {
		return fmt.Errorf("sqlite: copy: %w", err)
	}
	db, err := openWith(from, url.Values{"mode": {"ro"}, "_busy_timeout": {"10000"}})
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return fmt.Errorf("sqlite: copy %s: %w", from, err)
	}
	return nil
}

// Replace puts a draft that nobody has open any more in the place of the file that
// it was copied from. That must still stand where it stood then, and nobody may
// have it open: whoever calls holds the company's lock. The draft is synced before;
// after a failure or a loss of power there is the one file or the other, whole.
func Replace(draft, path string, was authority.State) error {
	is, err := stateOfLive(path)
	if err != nil {
		return err
	}
	if is.History != was.History || is.Version != was.Version {
		return fmt.Errorf("sqlite: replace %s: %w", path, authority.ErrMoved)
	}
	if _, err := stateOfLive(draft); err != nil { // the log beside it goes into the file
		return err
	}
	if _, _, err := hashAndSync(draft); err != nil {
		return err
	}
	for _, gone := range []string{path + "-wal", path + "-shm", draft + "-wal", draft + "-shm"} {
		if err := os.Remove(gone); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("sqlite: replace: %w", err)
		}
	}
	if err := errors.Join(os.Rename(draft, path), syncFolder(filepath.Dir(path))); err != nil {
		return fmt.Errorf("sqlite: replace: %w", err)
	}
	return nil
}
