package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"heyi/shared/kernel"
)

// InUse is the refusal of a folder that another program works in.
var InUse = kernel.Refuse("device.in_use",
	"这个账户已在本机的另一个合一窗口中打开。请切换到那个窗口，或先把它关闭再打开",
	"This account is open in another Heyi window on this device. Switch to that window, or close it first")

// Lock keeps a folder to one program. It is a SQLite file with an open write
// transaction, as on the server: SQLite's locks work alike on every system and end
// with the process, however it ends. Nothing is ever written into it.
type Lock struct {
	db   *sql.DB
	conn *sql.Conn
}

const lockFile = "lock"

// TakeLock takes the lock of a folder or answers with InUse.
func TakeLock(dir string) (*Lock, error) {
	path := filepath.Join(dir, lockFile)
	l, err := takeLock(path)
	var e sqlite3.Error
	if errors.As(err, &e) && e.Code == sqlite3.ErrNotADB && os.Truncate(path, 0) == nil { // nobody holds it
		l, err = takeLock(path)
	}
	return l, err
}

func takeLock(path string) (*Lock, error) {
	private(path)
	db, conn, err := openConn(path, "mode=rwc&_busy_timeout=0&_journal_mode=DELETE")
	if err == nil {
		if _, err = conn.ExecContext(context.Background(), "BEGIN EXCLUSIVE"); err == nil {
			return &Lock{db, conn}, nil
		}
		err = errors.Join(err, conn.Close(), db.Close())
	}
	var e sqlite3.Error
	if errors.As(err, &e) && e.Code == sqlite3.ErrBusy {
		return nil, InUse.With()
	}
	return nil, fmt.Errorf("store: lock: %w", failure(err))
}

// Free lets the folder go.
func (l *Lock) Free() error {
	_, err := l.conn.ExecContext(context.Background(), "ROLLBACK")
	return errors.Join(err, l.conn.Close(), l.db.Close())
}
