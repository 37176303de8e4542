package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
)

// The bytes of a file's header that are the same in every file of ours: its magic;
// that it is written and read with a log, nothing is reserved on a page, and how
// pages are filled; that texts are UTF-8.
const (
	headerLen      = 100
	headerMagic    = "SQLite format 3\x00"
	versionAt      = 18
	headerVersions = "\x02\x02\x00\x40\x20\x20"
	encodingAt     = 56
	headerUTF8     = "\x00\x00\x00\x01"
)

// checkHeader looks at what SQLite would take for a file of another kind, which it
// opens for reading only, or for a text that it misreads. A new file is empty.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil // SQLite says what is wrong
	}
	defer f.Close()
	var head [headerLen]byte
	switch _, err := io.ReadFull(f, head[:]); {
	case errors.Is(err, io.EOF):
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: half a header", errDamaged)
	case err != nil:
		return err
	}
	versions := bytes.HasPrefix(head[versionAt:], []byte(headerVersions)) ||
		bytes.HasPrefix(head[versionAt:], []byte("\x01\x01"+headerVersions[2:])) // before it had a log
	encoding := head[encodingAt : encodingAt+4]
	if !bytes.HasPrefix(head[:], []byte(headerMagic)) || !versions ||
		!bytes.Equal(encoding, []byte(headerUTF8)) && !bytes.Equal(encoding, make([]byte, 4)) { // none yet
		return fmt.Errorf("%w: header", errDamaged)
	}
	return nil
}

// quickCheck has SQLite look at the structure of a whole file.
func quickCheck(conn *sql.Conn) error {
	var said string
	if err := conn.QueryRowContext(context.Background(), "PRAGMA quick_check(1)").Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, said)
	}
	return nil
}

// Check looks at the structure of the replica's whole file beside everything else.
// Rows that a patch never touches would show damage to nobody but their reader.
func (s *Store) Check(ctx context.Context) error {
	db, err := open(s.path, readOptions)
	if err != nil {
		return err
	}
	defer db.Close()
	var said string
	err = db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said)
	if err == nil && said != "ok" {
		err = fmt.Errorf("%w: %s", errDamaged, said)
	}
	return err
}

// addColumn adds a column to a table that an older program made.
func addColumn(conn *sql.Conn, table, column, kind string) error {
	var n int
	err := conn.QueryRowContext(context.Background(), `SELECT count(*) FROM pragma_table_info(?) WHERE name = ?`, table, column).Scan(&n)
	if err == nil && n == 0 {
		_, err = conn.ExecContext(context.Background(), fmt.Sprintf(`ALTER TABLE "%s" ADD COLUMN %s %s`, table, column, kind))
	}
	return err
}

// What is deleted must be gone: a colleague's customers that this device no longer
// may hold. SQLite overwrites what it deletes (secure_delete), in pages that are
// given up too. Two things stay: older copies of the pages in the log, which go when
// all of the log is moved into the file and cut off; and copies of rows in pages out
// of which they were moved, when a page was split. Those go only when the file is
// written anew.

// scrub empties a file's log. done is false while somebody reads an older version;
// it waits for nobody.
func scrub(conn *sql.Conn) (done bool, err error) {
	ctx := context.Background()
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = 0"); err != nil {
		return false, err
	}
	var busy, pages, moved int
	err = conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	_, again := conn.ExecContext(ctx, "PRAGMA busy_timeout = 2000")
	return err == nil && busy == 0, errors.Join(err, again)
}

// Scrub takes what was deleted out of the file's log. It is not done while a screen
// reads an older version, and then to be tried again.
func (s *Store) Scrub() (done bool, err error) {
	done, err = scrub(s.conn)
	s.dirty = s.dirty && !done
	return done, failure(err)
}

// Dirty tells whether the log holds what was deleted.
func (s *Store) Dirty() bool { return s.dirty }

// Evicted tells whether pages may hold what was deleted.
func (s *Store) Evicted() bool { return s.evicted }

// heavy is how many bytes are not written anew in passing.
const heavy = 32 << 20

// Heavy tells whether writing the file anew would keep its user waiting.
func (s *Store) Heavy() bool {
	info, err := os.Stat(s.path)
	return err == nil && info.Size() > heavy
}

// Rewrite writes the file anew without anything that was deleted, and empties its
// log. It needs room for a second file.
func (s *Store) Rewrite() (done bool, err error) {
	if err := rewrite(s.conn); err != nil {
		return false, failure(err)
	}
	s.evicted = false
	return s.Scrub()
}

// cleanMark is the user version of files out of which everything deleted is gone.
const cleanMark = 1

func rewrite(conn *sql.Conn) error {
	_, err := conn.ExecContext(context.Background(), "VACUUM")
	if err == nil {
		_, err = conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA user_version = %d", cleanMark))
	}
	return err
}

// clean writes a file anew in which an older program has left what it deleted, or
// which was closed before it could be. It is tried again at the next start when there
// is no room for that.
func clean(conn *sql.Conn) error {
	var mark int
	err := conn.QueryRowContext(context.Background(), "PRAGMA user_version").Scan(&mark)
	if err != nil || mark == cleanMark {
		return err
	}
	if err = rewrite(conn); err == nil {
		_, err = scrub(conn)
	}
	return unlessFull(err)
}

// unlessFull lets pass what only wants room.
func unlessFull(err error) error {
	if NoRoom(err) {
		return nil
	}
	return err
}
