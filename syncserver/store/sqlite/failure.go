package sqlite

import (
	"errors"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"heyi/syncserver/store"
)

func init() { store.Classify(faultOf) }

func faultOf(err error) store.Fault {
	var e sqlite3.Error
	switch {
	case !errors.As(err, &e):
		return store.NoFault
	case e.Code == sqlite3.ErrFull, e.Code == sqlite3.ErrIoErr, e.Code == sqlite3.ErrReadonly, e.SystemErrno == syscall.ENOSPC:
		return store.Unwritable
	case e.Code == sqlite3.ErrCorrupt, e.Code == sqlite3.ErrNotADB:
		return store.Damaged
	}
	return store.NoFault
}
