package contents

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"heyi/shared/kernel"
)

// sweepMost is how many parts are looked at together.
const sweepMost = 200

// Swept is what a sweep has let go.
type Swept struct{ Parts, Contents, Bytes int64 }

// Sweep lets go of parts that never became whole and were begun before a time, and of
// what was brought before then for something that does not name it any more. A content
// goes with the last that has it.
func (s *Store) Sweep(ctx context.Context, before kernel.Time, names func(what string, c kernel.Content) (bool, error)) (swept Swept, err error) {
	for after := []byte{}; ; {
		list, err := s.older(ctx, before, after)
		if err != nil || len(list) == 0 {
			return swept, err
		}
		for _, p := range list {
			after = p.key
			if p.done {
				named, err := names(p.what, p.content)
				if err != nil {
					return swept, err
				}
				if named {
					continue
				}
			}
			if err := s.letGo(ctx, p, &swept); err != nil {
				return swept, err
			}
		}
	}
}

type oldPart struct {
	key     []byte
	content kernel.Content
	what    string
	done    bool
}

func (s *Store) older(ctx context.Context, before kernel.Time, after []byte) (list []oldPart, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT part, sum, size, "for", done FROM _content_part WHERE part > $1 AND at < $2 ORDER BY part LIMIT `+fmt.Sprint(sweepMost), after, int64(before))
	if err != nil {
		return nil, fmt.Errorf("contents: sweep: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var p oldPart
		var sum []byte
		var done int64
		if err := rows.Scan(&p.key, &sum, &p.content.Size, &p.what, &done); err != nil {
			return nil, fmt.Errorf("contents: sweep: %w", err)
		}
		copy(p.content.Sum[:], sum)
		p.done = done == 1
		list = append(list, p)
	}
	return list, rows.Err()
}

func (s *Store) letGo(ctx context.Context, p oldPart, swept *Swept) error {
	return s.Atomic(ctx, func(tx *sql.Tx) error {
		if err := drop(ctx, tx, p.key); err != nil {
			return err
		}
		swept.Parts++
		var still bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM _content_part WHERE sum = $1 AND done = 1)`, p.content.Sum[:]).Scan(&still); err != nil || still || !p.done {
			return err
		}
		swept.Contents++
		swept.Bytes += p.content.Size
		return dropWhole(ctx, tx, p.content.Sum[:])
	})
}

// dropWhole forgets a content and leaves what is on its way.
func dropWhole(ctx context.Context, tx *sql.Tx, sum []byte) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM _content_chunk WHERE body IN (SELECT body FROM _content WHERE sum = $1)`, sum)
	if err == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM _content WHERE sum = $1`, sum)
	}
	if err != nil {
		return fmt.Errorf("contents: drop: %w", err)
	}
	return nil
}

// Copy brings what another store has whole and this one has not, with what has it there.
func (s *Store) Copy(ctx context.Context, from *Store) (copied int64, err error) {
	for after := []byte{}; ; {
		list, err := from.wholes(ctx, after)
		if err != nil || len(list) == 0 {
			return copied, err
		}
		for _, w := range list {
			after = w.sum
			n, err := s.take(ctx, from, w)
			if copied += n; err != nil {
				return copied, err
			}
		}
	}
}

type wholeContent struct {
	sum, body []byte
	size, at  int64
}

func (s *Store) wholes(ctx context.Context, after []byte) (list []wholeContent, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT sum, body, size, at FROM _content WHERE sum > $1 ORDER BY sum LIMIT `+fmt.Sprint(sweepMost), after)
	if err != nil {
		return nil, fmt.Errorf("contents: copy: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var w wholeContent
		if err := rows.Scan(&w.sum, &w.body, &w.size, &w.at); err != nil {
			return nil, fmt.Errorf("contents: copy: %w", err)
		}
		list = append(list, w)
	}
	return list, rows.Err()
}

// take copies one content and who has it. It is compared with its address on the way: a
// copy that is damaged is not worth having.
func (s *Store) take(ctx context.Context, from *Store, w wholeContent) (copied int64, err error) {
	c := kernel.Content{Size: w.size}
	copy(c.Sum[:], w.sum)
	owners, err := from.having(ctx, w.sum)
	if err != nil {
		return 0, err
	}
	there, err := s.Whole(ctx, c)
	if err != nil {
		return 0, err
	}
	if !there {
		part := &Part{Content: c, For: copying}
		at, err := s.Progress(ctx, part)
		for err == nil && at < c.Size {
			var data []byte
			if data, err = chunkAt(ctx, from.db, w.body, at); err == nil && data == nil {
				err = ErrNone
			}
			if err == nil {
				at, err = s.Append(ctx, part, at, data, kernel.Time(w.at))
			}
		}
		if err != nil {
			return 0, fmt.Errorf("contents: copy %s: %w", c, err)
		}
		copied = c.Size
	}
	return copied, s.Atomic(ctx, func(tx *sql.Tx) error {
		for _, o := range owners {
			if err := drop(ctx, tx, o.part); err != nil { // it may have been on its way here
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO _content_part (part, sum, size, "for", person, progress, at, done) VALUES ($1, $2, $3, $4, $5, $3, $6, 1)`, o.part, w.sum, w.size, o.what, o.person, o.at); err != nil {
				return fmt.Errorf("contents: copy: %w", err)
			}
		}
		if !there && len(owners) > 0 {
			_, err := tx.ExecContext(ctx, `DELETE FROM _content_part WHERE part = $1`, (&Part{Content: c, For: copying}).key())
			return err
		}
		return nil
	})
}

// copying is what a content is for while it is copied.
const copying = "copy"

type owner struct {
	part, person []byte
	what         string
	at           int64
}

func (s *Store) having(ctx context.Context, sum []byte) (list []owner, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT part, person, "for", at FROM _content_part WHERE sum = $1 AND done = 1 ORDER BY part`, sum)
	if err != nil {
		return nil, fmt.Errorf("contents: copy: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var o owner
		if err := rows.Scan(&o.part, &o.person, &o.what, &o.at); err != nil {
			return nil, fmt.Errorf("contents: copy: %w", err)
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

// Torn lists contents whose chunks do not add up to what they should be.
func (s *Store) Torn(ctx context.Context) (list []kernel.Content, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT c.sum, c.size FROM _content c LEFT JOIN (SELECT body, sum(length(data)) AS n FROM _content_chunk GROUP BY body) k ON k.body = c.body
  WHERE coalesce(k.n, 0) <> c.size ORDER BY c.sum`)
	if err != nil {
		return nil, fmt.Errorf("contents: check: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var c kernel.Content
		var sum []byte
		if err := rows.Scan(&sum, &c.Size); err != nil {
			return nil, fmt.Errorf("contents: check: %w", err)
		}
		copy(c.Sum[:], sum)
		list = append(list, c)
	}
	return list, rows.Err()
}
