package contents

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"heyi/shared/kernel"
)

// Whole tells whether a content is there, whoever has brought it.
func (s *Store) Whole(ctx context.Context, c kernel.Content) (bool, error) {
	_, whole, err := bodyOf(ctx, s.db, c)
	return whole, err
}

// Given tells whether a content was brought for something.
func (s *Store) Given(ctx context.Context, c kernel.Content, what string) (given bool, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM _content_part WHERE sum = $1 AND size = $2 AND "for" = $3 AND done = 1)`, c.Sum[:], c.Size, what).Scan(&given)
	if err != nil {
		return false, fmt.Errorf("contents: given: %w", err)
	}
	return given, nil
}

// Use notes that a content was looked at, for what is let go first.
func (s *Store) Use(ctx context.Context, c kernel.Content, now kernel.Time) error {
	if _, err := s.db.ExecContext(ctx, `UPDATE _content SET used = $1 WHERE used < $1 AND sum = $2`, int64(now), c.Sum[:]); err != nil {
		return fmt.Errorf("contents: use: %w", err)
	}
	return nil
}

// Open reads a content.
func (s *Store) Open(ctx context.Context, c kernel.Content) (*Reader, error) {
	body, whole, err := bodyOf(ctx, s.db, c)
	if err == nil && !whole {
		err = ErrNone
	}
	if err != nil {
		return nil, err
	}
	return &Reader{ctx: ctx, from: s, body: body, size: c.Size}, nil
}

// Reader reads a content, a chunk at a time. It implements io.ReadSeeker.
type Reader struct {
	ctx  context.Context
	from *Store
	body []byte
	size int64
	at   int64
	rest []byte // of the chunk that was read last
}

// Read reads the next bytes.
func (r *Reader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if len(r.rest) == 0 {
		data, err := chunkAt(r.ctx, r.from.db, r.body, r.at)
		if err == nil && data == nil {
			err = ErrNone
		}
		if err != nil {
			return 0, err
		}
		r.rest = data
	}
	n := copy(p, r.rest)
	r.rest, r.at = r.rest[n:], r.at+int64(n)
	return n, nil
}

// Seek goes to an offset.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return r.at, errors.New("contents: before the beginning")
	}
	if offset != r.at {
		r.at, r.rest = offset, nil
	}
	return offset, nil
}

// All is a content as a whole, for what is known to be small.
func (s *Store) All(ctx context.Context, c kernel.Content) ([]byte, error) {
	r, err := s.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	data := make([]byte, c.Size)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, fmt.Errorf("contents: read: %w", err)
	}
	return data, nil
}

// Drop forgets a content and all that has it.
func (s *Store) Drop(ctx context.Context, c kernel.Content) error {
	return s.Atomic(ctx, func(tx *sql.Tx) error { return DropIn(ctx, tx, c.Sum[:]) })
}

// DropIn is Drop within a transaction.
func DropIn(ctx context.Context, tx *sql.Tx, sum []byte) error {
	for _, text := range []string{
		`DELETE FROM _content_chunk WHERE body IN (SELECT body FROM _content WHERE sum = $1) OR body IN (SELECT part FROM _content_part WHERE sum = $1)`,
		`DELETE FROM _content_part WHERE sum = $1`,
		`DELETE FROM _content WHERE sum = $1`,
	} {
		if _, err := tx.ExecContext(ctx, text, sum); err != nil {
			return fmt.Errorf("contents: drop: %w", err)
		}
	}
	return nil
}

// Size is how many bytes all contents have that are whole.
func (s *Store) Size(ctx context.Context) (bytes int64, err error) {
	var sum sql.NullInt64
	if err := s.db.QueryRowContext(ctx, `SELECT CAST(sum(size) AS BIGINT) FROM _content`).Scan(&sum); err != nil {
		return 0, fmt.Errorf("contents: size: %w", err)
	}
	return sum.Int64, nil
}

// Brought is how many bytes a person has begun to bring since a time.
func (s *Store) Brought(ctx context.Context, person kernel.ID, since kernel.Time) (bytes int64, err error) {
	var sum sql.NullInt64
	if err := s.db.QueryRowContext(ctx, `SELECT CAST(sum(size) AS BIGINT) FROM _content_part WHERE person = $1 AND at >= $2`, person[:], int64(since)).Scan(&sum); err != nil {
		return 0, fmt.Errorf("contents: brought: %w", err)
	}
	return sum.Int64, nil
}

// Close lets the database go.
func (s *Store) Close() error { return s.db.Close() }
