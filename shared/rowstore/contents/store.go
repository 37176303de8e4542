package contents

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"heyi/shared/kernel"
)

// ChunkMost bounds a chunk.
const ChunkMost = 1 << 20

// What is wrong with a chunk.
var (
	// ErrOffset is a chunk that begins elsewhere than where the part ends.
	ErrOffset = errors.New("contents: the chunk is not the next one")
	// ErrSum is a part that is whole and is not what its address says; it begins anew.
	ErrSum = errors.New("contents: the bytes are not those of the address")
	// ErrSize is a chunk that is none, or that goes beyond the end.
	ErrSize = errors.New("contents: the chunk does not fit")
	// ErrNone is a content that is not there, or not whole.
	ErrNone = errors.New("contents: not there")
)

// Part is a content as somebody brings it for something.
type Part struct {
	Content kernel.Content
	For     string    // what will have it
	By      kernel.ID // the device that brings it
	Person  kernel.ID // whose quota it counts for
}

// key is under which the part and its chunks are kept.
func (p *Part) key() []byte {
	h := sha256.New()
	h.Write(p.Content.Sum[:])
	h.Write(p.By[:])
	h.Write([]byte(p.For))
	return h.Sum(nil)[:16]
}

// Store keeps contents.
type Store struct {
	db      *sql.DB
	dialect kernel.Dialect
}

// A content is whole; a part is on its way or was brought; chunks are of either.
var tables = []string{
	`CREATE TABLE IF NOT EXISTS _content (sum BYTES PRIMARY KEY, size BIGINT NOT NULL, body BYTES NOT NULL, at BIGINT NOT NULL, used BIGINT NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS _content_part (part BYTES PRIMARY KEY, sum BYTES NOT NULL, size BIGINT NOT NULL, "for" TEXT NOT NULL,
	person BYTES NOT NULL, progress BIGINT NOT NULL, at BIGINT NOT NULL, done BIGINT NOT NULL)`,
	`CREATE INDEX IF NOT EXISTS _content_part_sum ON _content_part (sum, "for")`,
	`CREATE INDEX IF NOT EXISTS _content_part_person ON _content_part (person, at)`,
	`CREATE TABLE IF NOT EXISTS _content_chunk (body BYTES NOT NULL, start BIGINT NOT NULL, data BYTES NOT NULL, PRIMARY KEY (body, start))`,
}

// Arguments stand in the order of their first use: SQLite counts them so.

// Open makes the tables where there are none.
func Open(ctx context.Context, db *sql.DB, dialect kernel.Dialect) (*Store, error) {
	kind := "BLOB"
	if dialect == kernel.Postgres {
		kind = "BYTEA"
	}
	for _, text := range tables {
		if _, err := db.ExecContext(ctx, strings.ReplaceAll(text, "BYTES", kind)); err != nil {
			return nil, fmt.Errorf("contents: open: %w", err)
		}
	}
	return &Store{db, dialect}, nil
}

// DB is the database, for what its owner keeps beside.
func (s *Store) DB() *sql.DB { return s.db }

// Atomic runs a transaction.
func (s *Store) Atomic(ctx context.Context, run func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("contents: begin: %w", err)
	}
	if err := run(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("contents: commit: %w", err)
	}
	return nil
}

// Progress tells how many bytes of a part have come; all of them when it was brought.
func (s *Store) Progress(ctx context.Context, p *Part) (at int64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT progress FROM _content_part WHERE part = $1`, p.key()).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("contents: progress: %w", err)
	}
	return at, nil
}

// Append takes the chunk that begins at from, and tells where the part ends then. With
// ErrOffset it tells where it ends now; with ErrSum it begins anew.
func (s *Store) Append(ctx context.Context, p *Part, from int64, chunk []byte, now kernel.Time) (at int64, err error) {
	wrong := false
	err = s.Atomic(ctx, func(tx *sql.Tx) error {
		at, wrong, err = s.append(ctx, tx, p, from, chunk, now)
		return err
	})
	if err == nil && wrong {
		return 0, ErrSum
	}
	return at, err
}

func (s *Store) append(ctx context.Context, tx *sql.Tx, p *Part, from int64, chunk []byte, now kernel.Time) (at int64, wrong bool, err error) {
	key, c := p.key(), p.Content
	if _, err := tx.ExecContext(ctx, `INSERT INTO _content_part (part, sum, size, "for", person, progress, at, done) VALUES ($1, $2, $3, $4, $5, 0, $6, 0) ON CONFLICT (part) DO NOTHING`,
		key, c.Sum[:], c.Size, p.For, p.Person[:], int64(now)); err != nil {
		return 0, false, fmt.Errorf("contents: part: %w", err)
	}
	var done int64
	text := `SELECT progress, done FROM _content_part WHERE part = $1`
	if s.dialect == kernel.Postgres {
		text += " FOR UPDATE"
	}
	if err := tx.QueryRowContext(ctx, text, key).Scan(&at, &done); err != nil {
		return 0, false, fmt.Errorf("contents: part: %w", err)
	}
	switch {
	case from != at:
		return at, false, ErrOffset
	case len(chunk) == 0 || len(chunk) > ChunkMost || at+int64(len(chunk)) > c.Size:
		return at, false, ErrSize
	}
	body, whole, err := bodyOf(ctx, tx, c)
	if err != nil {
		return at, false, err
	}
	if whole { // it is there: what is brought need only be the same
		same, err := equal(ctx, tx, body, at, chunk)
		if err != nil {
			return at, false, err
		}
		if !same {
			return 0, true, drop(ctx, tx, key)
		}
	} else if _, err := tx.ExecContext(ctx, `INSERT INTO _content_chunk (body, start, data) VALUES ($1, $2, $3)`, key, at, chunk); err != nil {
		return at, false, fmt.Errorf("contents: chunk: %w", err)
	}
	at += int64(len(chunk))
	if at < c.Size {
		_, err = tx.ExecContext(ctx, `UPDATE _content_part SET progress = $1 WHERE part = $2`, at, key)
		return at, false, err
	}
	wrong, err = s.finish(ctx, tx, p, key, body, now)
	return at, wrong, err
}

// finish takes a part for brought, if it is what it should be. body is of the content
// where that is there.
func (s *Store) finish(ctx context.Context, tx *sql.Tx, p *Part, key, body []byte, now kernel.Time) (wrong bool, err error) {
	h := sha256.New()
	at, err := walk(ctx, tx, key, 0, func(data []byte) { h.Write(data) })
	if err == nil && body != nil && at < p.Content.Size { // from there on it was compared
		_, err = walk(ctx, tx, body, at, func(data []byte) { h.Write(data) })
	}
	if err != nil {
		return false, err
	}
	if !bytes.Equal(h.Sum(nil), p.Content.Sum[:]) {
		return true, drop(ctx, tx, key)
	}
	if body == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO _content (sum, size, body, at, used) VALUES ($1, $2, $3, $4, $4)`, p.Content.Sum[:], p.Content.Size, key, int64(now))
	} else if !bytes.Equal(body, key) {
		_, err = tx.ExecContext(ctx, `DELETE FROM _content_chunk WHERE body = $1`, key)
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `UPDATE _content_part SET progress = size, done = 1, at = $1 WHERE part = $2`, int64(now), key)
	}
	if err != nil {
		return false, fmt.Errorf("contents: finish: %w", err)
	}
	return false, nil
}

// drop forgets a part with its chunks, unless a content is made of them.
func drop(ctx context.Context, tx *sql.Tx, key []byte) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM _content_chunk WHERE body = $1 AND NOT EXISTS (SELECT 1 FROM _content WHERE body = $1)`, key)
	if err == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM _content_part WHERE part = $1`, key)
	}
	if err != nil {
		return fmt.Errorf("contents: drop: %w", err)
	}
	return nil
}

type querier interface {
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

// bodyOf is where the chunks of a content are, nil for one that is not there.
func bodyOf(ctx context.Context, q querier, c kernel.Content) (body []byte, whole bool, err error) {
	err = q.QueryRowContext(ctx, `SELECT body FROM _content WHERE sum = $1 AND size = $2`, c.Sum[:], c.Size).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("contents: find: %w", err)
	}
	return body, true, nil
}

// chunkAt is the chunk of a body that holds the byte at an offset, from there on; nil
// where there is none.
func chunkAt(ctx context.Context, q querier, body []byte, at int64) ([]byte, error) {
	var start int64
	var data []byte
	err := q.QueryRowContext(ctx, `SELECT start, data FROM _content_chunk WHERE body = $1 AND start <= $2 ORDER BY start DESC LIMIT 1`, body, at).Scan(&start, &data)
	if errors.Is(err, sql.ErrNoRows) || err == nil && start+int64(len(data)) <= at {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("contents: read: %w", err)
	}
	return data[at-start:], nil
}

// walk visits the chunks of a body that follow each other, and tells where they end.
func walk(ctx context.Context, q querier, body []byte, from int64, visit func([]byte)) (int64, error) {
	for {
		data, err := chunkAt(ctx, q, body, from)
		if err != nil || data == nil {
			return from, err
		}
		visit(data)
		from += int64(len(data))
	}
}

// equal tells whether a body holds the bytes at an offset.
func equal(ctx context.Context, q querier, body []byte, at int64, want []byte) (bool, error) {
	for len(want) > 0 {
		data, err := chunkAt(ctx, q, body, at)
		if err != nil || data == nil {
			return false, err
		}
		n := min(len(data), len(want))
		if !bytes.Equal(data[:n], want[:n]) {
			return false, nil
		}
		at, want = at+int64(n), want[n:]
	}
	return true, nil
}
