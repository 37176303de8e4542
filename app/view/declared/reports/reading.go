package reports

import (
	"context"

	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
)

// reading is the rows of a reader for a report that may take long: it counts them,
// and ends when nobody waits any more.
type reading struct {
	analytics.Store
	ctx  context.Context
	seen func(rows int)
	rows int
}

// seenEvery is after how many rows the person is told.
const seenEvery = 1000

// Scan implements kernel.Scanner.
func (r *reading) Scan(s *kernel.Schema, visit func(kernel.Row) error) error {
	return r.Store.Scan(s, func(row kernel.Row) error {
		if err := r.read(); err != nil {
			return err
		}
		return visit(row)
	})
}

// Ask implements figures.Source.
func (r *reading) Ask(q *kernel.SQL, visit func(scan func(into ...any) error) error) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	return r.Store.Ask(q, func(scan func(into ...any) error) error {
		if err := r.read(); err != nil {
			return err
		}
		return visit(scan)
	})
}

// read counts a row.
func (r *reading) read() error {
	if r.rows++; r.rows%seenEvery != 0 {
		return nil
	}
	if r.seen != nil {
		r.seen(r.rows)
	}
	return r.ctx.Err()
}
