package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"

	"heyi/shared/kernel"
	"heyi/shared/rowstore/contents"
)

// Files are the contents of files on a device: those that were taken or chosen here and
// that the server has not got whole, which never go, and a cache of others, of which the
// least recently used goes when there are more than the quota.
//
// They stand in a file of their own: it is large, and neither the outbox nor the rows
// should ever wait for it.
type Files struct {
	// Damaged is the name under which a damaged file was set aside when this one was
	// opened; empty when it was sound.
	Damaged string

	path  string
	quota int64
	kept  *contents.Store
}

// A content is of a file, whose own content rows are found by. It waits until the server
// has confirmed it.
const filesTable = `CREATE TABLE IF NOT EXISTS _file (sum BLOB PRIMARY KEY, size INTEGER NOT NULL, thumbnail INTEGER NOT NULL,
	of_sum BLOB NOT NULL, of_size INTEGER NOT NULL, waits INTEGER NOT NULL, since INTEGER NOT NULL)`

const filesHistory = `CREATE TABLE IF NOT EXISTS _file_history (one INTEGER PRIMARY KEY CHECK (one = 1), history BLOB NOT NULL)`

const filesOptions = "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000&_secure_delete=on&_txlock=immediate&_auto_vacuum=incremental&_cache_size=-4000"

// filesConns is how many read or write at a time.
const filesConns = 4

// OpenFiles opens or makes the file. A damaged one is set aside: what waits in it may be
// the only copy.
func OpenFiles(path string, quota int64) (*Files, error) {
	f, err := openFiles(path, quota)
	if err == nil || !damaged(err) {
		return f, failure(err)
	}
	aside, err := SetAside(path)
	if err != nil {
		return nil, err
	}
	if f, err = openFiles(path, quota); err == nil {
		f.Damaged = aside
	}
	return f, failure(err)
}

func openFiles(path string, quota int64) (*Files, error) {
	private(path)
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	db, err := open(path, filesOptions)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(filesConns)
	kept, err := contents.Open(context.Background(), db, kernel.SQLite)
	if err == nil {
		_, err = db.Exec(filesTable)
	}
	if err == nil {
		_, err = db.Exec(filesHistory)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	private(path)
	return &Files{path: path, quota: quota, kept: kept}, nil
}

// Close lets the file go.
func (f *Files) Close() error { return f.kept.Close() }

// putSize is how much is written at a time, each of which is synced.
const putSize = 512 << 10

// Keep takes a file that was taken or chosen here, with its small picture if there is
// one. It returns when both survive a power loss; they stay until Sent.
func (f *Files) Keep(ctx context.Context, n kernel.Named, content io.Reader, thumbnail []byte, now kernel.Time) error {
	if err := f.note(ctx, n, true, now); err != nil { // first: what waits never goes
		return failure(err)
	}
	if err := f.put(ctx, n.Content, content, now); err != nil {
		return failure(errors.Join(err, f.unkeep(n)))
	}
	if !n.Thumbnail.IsZero() {
		if err := f.put(ctx, n.Thumbnail, bytes.NewReader(thumbnail), now); err != nil {
			return failure(errors.Join(err, f.unkeep(n)))
		}
	}
	return failure(f.Evict(ctx))
}

// unkeep lets go of a file that could not be kept whole.
func (f *Files) unkeep(n kernel.Named) error {
	return errors.Join(f.Drop(context.Background(), n.Content), f.Drop(context.Background(), n.Thumbnail))
}

func (f *Files) put(ctx context.Context, c kernel.Content, from io.Reader, now kernel.Time) error {
	part := &contents.Part{Content: c}
	at, err := f.kept.Progress(ctx, part)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(io.Discard, from, at); err != nil { // kept before
		return fmt.Errorf("store: files: %w", err)
	}
	chunk := make([]byte, putSize)
	for at < c.Size {
		n, err := io.ReadFull(from, chunk[:min(int64(len(chunk)), c.Size-at)])
		if err != nil {
			return fmt.Errorf("store: files: %w", err)
		}
		if at, err = f.kept.Append(ctx, part, at, chunk[:n], now); err != nil {
			return fmt.Errorf("store: files: %w", err)
		}
	}
	return nil
}

// note enters the contents of a file, as waiting or as copies of what the server has.
// What waits goes on waiting.
func (f *Files) note(ctx context.Context, n kernel.Named, waits bool, now kernel.Time) error {
	return f.kept.Atomic(ctx, func(tx *sql.Tx) error {
		for _, thumbnail := range []bool{false, true} {
			c := n.Of(thumbnail)
			if c.IsZero() {
				continue
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO _file (sum, size, thumbnail, of_sum, of_size, waits, since) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (sum) DO UPDATE SET waits = max(waits, excluded.waits), of_sum = excluded.of_sum, of_size = excluded.of_size`,
				c.Sum[:], c.Size, thumbnail, n.Content.Sum[:], n.Content.Size, waits, int64(now))
			if err != nil {
				return fmt.Errorf("store: files: %w", err)
			}
		}
		return nil
	})
}

// Waiting is a content that the server has not got.
type Waiting struct {
	Content   kernel.Content
	Thumbnail bool
	Of        kernel.Content // the file's own content, by which rows name it
	Since     kernel.Time
}

// Waiting lists what waits: small pictures first, then in the order in which they came.
func (f *Files) Waiting(ctx context.Context) ([]Waiting, error) {
	return f.list(ctx, `SELECT sum, size, thumbnail, of_sum, of_size, since FROM _file WHERE waits = 1 ORDER BY thumbnail DESC, since, sum`)
}

// Cached lists what does not wait.
func (f *Files) Cached(ctx context.Context) ([]Waiting, error) {
	return f.list(ctx, `SELECT sum, size, thumbnail, of_sum, of_size, since FROM _file WHERE waits = 0 ORDER BY sum`)
}

func (f *Files) list(ctx context.Context, text string) (list []Waiting, err error) {
	rows, err := f.kept.DB().QueryContext(ctx, text)
	if err != nil {
		return nil, failure(fmt.Errorf("store: files: %w", err))
	}
	defer rows.Close()
	for rows.Next() {
		var w Waiting
		var sum, of []byte
		if err := rows.Scan(&sum, &w.Content.Size, &w.Thumbnail, &of, &w.Of.Size, &w.Since); err != nil {
			return nil, failure(fmt.Errorf("store: files: %w", err))
		}
		copy(w.Content.Sum[:], sum)
		copy(w.Of.Sum[:], of)
		list = append(list, w)
	}
	return list, failure(rows.Err())
}

// Sent notes that the server has a content whole: from now on it is a copy.
func (f *Files) Sent(ctx context.Context, c kernel.Content) error {
	if _, err := f.kept.DB().ExecContext(ctx, `UPDATE _file SET waits = 0 WHERE sum = ?`, c.Sum[:]); err != nil {
		return failure(fmt.Errorf("store: files: %w", err))
	}
	return f.Evict(ctx)
}

// Has tells whether a content is here whole.
func (f *Files) Has(ctx context.Context, c kernel.Content) (bool, error) {
	has, err := f.kept.Whole(ctx, c)
	return has, failure(err)
}

// Open reads a content that is here.
func (f *Files) Open(ctx context.Context, c kernel.Content, now kernel.Time) (*contents.Reader, error) {
	r, err := f.kept.Open(ctx, c)
	if err == nil {
		err = f.kept.Use(ctx, c, now)
	}
	return r, failure(err)
}

// Begin tells how much there is of a content that is fetched.
func (f *Files) Begin(ctx context.Context, n kernel.Named, thumbnail bool, now kernel.Time) (at int64, err error) {
	if err := f.note(ctx, n, false, now); err != nil {
		return 0, failure(err)
	}
	at, err = f.kept.Progress(ctx, &contents.Part{Content: n.Of(thumbnail)})
	return at, failure(err)
}

// Take adds what was fetched. With contents.ErrSum the content begins anew.
func (f *Files) Take(ctx context.Context, c kernel.Content, at int64, chunk []byte, now kernel.Time) (int64, error) {
	next, err := f.kept.Append(ctx, &contents.Part{Content: c}, at, chunk, now)
	if err == nil && next == c.Size {
		err = f.Evict(ctx)
	}
	return next, failure(err)
}

// Evict lets go of copies, the least recently used first, until they are within the
// quota. What the server has not got is no copy.
func (f *Files) Evict(ctx context.Context) error {
	err := f.kept.Atomic(ctx, func(tx *sql.Tx) error {
		for {
			var size sql.NullInt64
			if err := tx.QueryRowContext(ctx, `SELECT sum(size) FROM _content WHERE sum NOT IN (SELECT sum FROM _file WHERE waits = 1)`).Scan(&size); err != nil {
				return err
			}
			if size.Int64 <= f.quota {
				return nil
			}
			var sum []byte
			err := tx.QueryRowContext(ctx, `SELECT sum FROM _content WHERE sum NOT IN (SELECT sum FROM _file WHERE waits = 1) ORDER BY used, at, sum LIMIT 1`).Scan(&sum)
			if err == nil {
				err = drop(ctx, tx, sum)
			}
			if err != nil {
				return err
			}
		}
	})
	if err != nil {
		return failure(fmt.Errorf("store: evict files: %w", err))
	}
	return f.shrink()
}

func drop(ctx context.Context, tx *sql.Tx, sum []byte) error {
	if err := contents.DropIn(ctx, tx, sum); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM _file WHERE sum = ?`, sum)
	return err
}

// Drop forgets a content, waiting or not.
func (f *Files) Drop(ctx context.Context, c kernel.Content) error {
	err := f.kept.Atomic(ctx, func(tx *sql.Tx) error { return drop(ctx, tx, c.Sum[:]) })
	return failure(errors.Join(err, f.shrink()))
}

// DropCopies forgets all that the server has.
func (f *Files) DropCopies(ctx context.Context) error {
	err := f.kept.Atomic(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT sum FROM _content_part WHERE sum NOT IN (SELECT sum FROM _file WHERE waits = 1)`)
		if err != nil {
			return err
		}
		var sums [][]byte
		for rows.Next() {
			var sum []byte
			if err := rows.Scan(&sum); err != nil {
				return errors.Join(err, rows.Close())
			}
			sums = append(sums, sum)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		for _, sum := range sums {
			if err := drop(ctx, tx, sum); err != nil {
				return err
			}
		}
		return nil
	})
	return failure(errors.Join(err, f.shrink()))
}

// shrink gives the room of what has gone back to the disk, and empties the log of it.
func (f *Files) shrink() error {
	var free int64
	err := f.kept.DB().QueryRow(`PRAGMA freelist_count`).Scan(&free)
	if err == nil && free > 0 {
		var rows *sql.Rows
		if rows, err = f.kept.DB().Query(`PRAGMA incremental_vacuum`); err == nil {
			for rows.Next() { // each step frees a page
			}
			err = errors.Join(rows.Err(), rows.Close())
		}
		if err == nil {
			_, err = f.kept.DB().Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
		}
	}
	return failure(err)
}

// Follow notes which history of the company the server is in. In another one it may have
// forgotten what it had: all that is here whole waits until the server has said that it
// has it.
func (f *Files) Follow(ctx context.Context, history kernel.ID) error {
	err := f.kept.Atomic(ctx, func(tx *sql.Tx) error {
		var before []byte
		err := tx.QueryRowContext(ctx, `SELECT history FROM _file_history`).Scan(&before)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if bytes.Equal(before, history[:]) {
			return nil
		}
		if before != nil {
			if _, err := tx.ExecContext(ctx, `UPDATE _file SET waits = 1 WHERE sum IN (SELECT sum FROM _content)`); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO _file_history VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET history = excluded.history`, history[:])
		return err
	})
	if err != nil {
		return failure(fmt.Errorf("store: files: %w", err))
	}
	return nil
}

// HasFiles tells whether there is a file of contents.
func HasFiles(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
