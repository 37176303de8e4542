package reports

import (
	"context"

	"heyi/shared/kernel"
)

// reading is the rows of a reader for a report that may take long: it counts them,
// and ends when nobody waits any more.
type reading struct {
	kernel.Scanner
	ctx  context.Context
	seen func(rows int)
	rows int
}

// seenEvery is after how many rows the person is told.
const seenEvery = 1000

// Scan implements kernel.Scanner.
func (r *reading) Scan(s *kernel.Schema, visit func(kernel.Row) error) error {
	return r.Scanner.Scan(s, func(row kernel.Row) error {
		if r.rows++; r.rows%seenEvery == 0 {
			if err := r.ctx.Err(); err != nil {
				return err
			}
			if r.seen != nil {
				r.seen(r.rows)
			}
		}
		return visit(row)
	})
}
