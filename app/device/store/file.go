package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"heyi/shared/kernel"
)

// What a device's file system can refuse.
var (
	DiskFull = kernel.Refuse("device.disk_full",
		"本机存储空间已满，这次操作没有保存。请清理空间后重试，已保存的内容没有丢失",
		"The device's storage is full; this was not saved. Free some space and try again. Nothing saved before is lost")
	DiskBroken = kernel.Refuse("device.disk_broken",
		"本机的数据文件无法读写，请联系管理员。不要删除文件，未同步的操作还在其中",
		"The device's data files cannot be read or written; please tell your administrator. Do not delete them: unsent work is in them")
)

// options of a connection. A writer waits for nobody but another process that
// opened the same files by mistake, so its wait is short.
const (
	outboxOptions = "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=2000&_secure_delete=on"
	writeOptions  = "_journal_mode=WAL&_synchronous=NORMAL&_busy_timeout=2000&_cache_size=-16000&_secure_delete=on"
	readOptions   = "mode=ro&_query_only=1&_busy_timeout=5000&_cache_size=-8000"
)

func open(path, options string) (*sql.DB, error) {
	name := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + options
	db, err := sql.Open("sqlite3", name)
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", filepath.Base(path), err)
	}
	return db, nil
}

// openConn opens a file with a single connection, on which prepared statements
// and settings stay.
func openConn(path, options string) (*sql.DB, *sql.Conn, error) {
	db, err := open(path, options)
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(context.Background())
	if err != nil {
		_ = db.Close()
		return nil, nil, fmt.Errorf("store: open %s: %w", filepath.Base(path), failure(err))
	}
	return db, conn, nil
}

// failure turns what a user can mend into its refusal; the cause stays wrapped.
func failure(err error) error {
	if err == nil {
		return nil
	}
	if _, known := kernel.AsRefusal(err); known {
		return err
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case e.Code == sqlite3.ErrFull, e.SystemErrno == syscall.ENOSPC:
		return fmt.Errorf("%w (%w)", DiskFull.With(), err)
	case e.Code == sqlite3.ErrIoErr, e.Code == sqlite3.ErrCorrupt, e.Code == sqlite3.ErrNotADB,
		e.Code == sqlite3.ErrReadonly, e.Code == sqlite3.ErrCantOpen, e.Code == sqlite3.ErrPerm:
		return fmt.Errorf("%w (%w)", DiskBroken.With(), err)
	}
	return err
}

// NoRoom tells an error of a full disk.
func NoRoom(err error) bool { return errors.Is(failure(err), DiskFull.With()) }

// Unusable tells an error of the replica's content from one of the disk: the file
// is damaged, or it is not what this release makes of the one before. The disk
// would take a new one, which the server and the outbox fill again.
func Unusable(err error) bool {
	var ofOutbox *outboxError
	return !errors.As(err, &ofOutbox) && damaged(err)
}

// Damaged tells that what stands in the replica's file cannot be right, whoever
// reads it.
func Damaged(err error) bool {
	var e sqlite3.Error
	if errors.As(err, &e) && e.Code != sqlite3.ErrCorrupt && e.Code != sqlite3.ErrNotADB {
		return false
	}
	return Unusable(err)
}

// OutboxDamaged tells that an error is of the outbox's content. Opening the outbox
// again mends it.
func OutboxDamaged(err error) bool {
	var ofOutbox *outboxError
	return errors.As(err, &ofOutbox) && damaged(err)
}

// outboxError marks what went wrong with the outbox, so that it is never taken for
// the replica's.
type outboxError struct{ error }

func (e *outboxError) Unwrap() error { return e.error }

func outboxFailure(err error) error {
	if err == nil {
		return nil
	}
	return &outboxError{failure(err)}
}

// errDamaged is a file that SQLite would open and that is not sound.
var errDamaged = errors.New("store: damaged")

// damaged tells an error of a file's content from one of the disk.
func damaged(err error) bool {
	if errors.Is(err, kernel.ErrCodec) || errors.Is(err, errDamaged) {
		return true
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case sqlite3.ErrError, sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrConstraint, sqlite3.ErrMismatch, sqlite3.ErrSchema:
		return true
	}
	return false
}

// guarded runs f and turns the panic of a failing store into its error.
func guarded(f func() error) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case kernel.StoreError:
			err = p
		default:
			panic(p)
		}
	}()
	return f()
}
