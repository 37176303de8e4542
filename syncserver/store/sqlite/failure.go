package sqlite

import (
	"errors"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// Unwritable tells whether a failure is the disk's: full, broken or read-only.
// Nothing was kept of what was to be written.
func Unwritable(err error) bool {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == sqlite3.ErrFull || e.Code == sqlite3.ErrIoErr || e.Code == sqlite3.ErrReadonly || e.SystemErrno == syscall.ENOSPC
}
