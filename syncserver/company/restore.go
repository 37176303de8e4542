package company

import (
	"errors"
	"path/filepath"

	"heyi/shared/kernel"
	"heyi/syncserver/store/sqlite"
)

// Restore puts a checked backup in the place of a folder's company, which no
// server may have open. It returns where the data before is kept.
func Restore(dir, backup string) (kept string, err error) {
	l, err := takeLock(dir, serverLock, Locked)
	if err != nil {
		return "", err
	}
	kept, err = sqlite.Restore(backup, filepath.Join(dir, File), kernel.NewID(Now(), Random()))
	return kept, errors.Join(err, l.free())
}
