package company

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"heyi/shared/kernel"
)

// Locked is the refusal of a folder that another process has open.
var Locked = kernel.Refuse("server.locked", "{dir} 正被使用，多半是服务器正在运行。请先停止服务器（如 systemctl stop heyi），完成后再启动；多家公司的服务器只需暂停这一家（heyi-server company suspend）",
	"{dir} is in use, most likely by the running server. Stop that first (systemctl stop heyi) and start it again afterwards; on a server of many companies suspend this one (heyi-server company suspend)")

// lock keeps a folder to one process. It is a SQLite file with an open write
// transaction: SQLite's locks work alike on every system and end with the
// process, however it ends.
type lock struct {
	db   *sql.DB
	conn *sql.Conn
}

// serverLock is the file that keeps a folder to one server.
const serverLock = "lock"

// takeLock takes the lock of a name or answers with the refusal.
func takeLock(dir, name string, taken *kernel.Code) (hold, error) {
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	path, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("company: lock: %w", err)
	}
	if err := bornPrivate(path); err != nil {
		return nil, fmt.Errorf("company: lock: %w", err)
	}
	uri := (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	db, err := sql.Open("sqlite3", "file:"+uri+"?mode=rwc&_busy_timeout=0&_journal_mode=DELETE")
	if err != nil {
		return nil, fmt.Errorf("company: lock: %w", err)
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(context.Background())
	if err == nil {
		_, err = conn.ExecContext(context.Background(), "BEGIN EXCLUSIVE")
	}
	if err != nil {
		if conn != nil {
			_ = conn.Close() // the error below is the one that counts
		}
		var busy sqlite3.Error
		if errors.As(err, &busy) && busy.Code == sqlite3.ErrBusy {
			return nil, errors.Join(taken.With(kernel.Text("dir", dir)), db.Close())
		}
		return nil, errors.Join(fmt.Errorf("company: lock %s: %w", path, err), db.Close()) // a full disk, a folder of somebody else's
	}
	return &lock{db, conn}, nil
}

func (l *lock) epoch() int64          { return 0 }
func (l *lock) lost() <-chan struct{} { return nil }

func (l *lock) free() error {
	_, err := l.conn.ExecContext(context.Background(), "ROLLBACK")
	return errors.Join(err, l.conn.Close(), l.db.Close())
}
