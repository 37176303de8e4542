package store

import (
	"database/sql"
	"fmt"
	"os"

	"github.com/mattn/go-sqlite3"
)

// A commit goes into the log, and only when nobody reads an older version any more
// can the log be moved into the file. On a full disk that must still be possible, or
// the log would fill the disk for good: moving it makes the file grow before the log
// shrinks. So the file is as long as it has to become before a commit is written.

// pageSize is that of all our files, SQLite's own choice.
const pageSize = 4096

// growable lets room be made in the file ahead of need, by whole pages. SQLite cuts
// off what turns out not to be needed.
func growable(conn *sql.Conn) error {
	return conn.Raw(func(driver any) error {
		return driver.(*sqlite3.SQLiteConn).SetFileControlInt("main", sqlite3.SQLITE_FCNTL_CHUNK_SIZE, pageSize)
	})
}

// makeRoom makes the file as long as the transaction under way makes its content, and
// refuses the transaction when the disk has no room for that.
func (s *Store) makeRoom() error {
	if s.moving.Load() { // which makes the file longer itself
		return nil
	}
	var pages int64
	if _, err := s.sys.one("PRAGMA page_count", nil, &pages); err != nil {
		return err
	}
	short := func() bool {
		info, err := os.Stat(s.path)
		return err == nil && info.Size() < pages*pageSize
	}
	if !short() {
		return nil
	}
	err := s.conn.Raw(func(driver any) error {
		return driver.(*sqlite3.SQLiteConn).SetFileControlInt64("main", sqlite3.SQLITE_FCNTL_SIZE_HINT, pages*pageSize)
	})
	if err == nil && short() { // a hint does not tell that it failed
		err = fmt.Errorf("%w (the file of %d pages cannot grow)", DiskFull.With(), pages)
	}
	return err
}
