package rowstore

import "heyi/shared/kernel"

// aheadFrom is from how many rows on a session with Aside makes arguments ahead.
const aheadFrom = 256

// bound is the arguments of one statement.
type bound struct {
	size int // in chunkSizes
	args []any
}

// insertAhead writes many rows in order. Their arguments, with the keys of
// search and order, cost about as much as SQLite's part of the work, so those of
// the next statement are made aside while this one writes. Nothing runs aside any
// more when insertAhead returns.
func (s *Session) insertAhead(t *tableSession, form int, rows []kernel.Row) error {
	free := make(chan []any, 2) // memory for arguments
	free <- s.args[:0]
	free <- s.spare[:0]
	ready := make(chan bound)
	s.Aside(func() {
		defer close(ready)
		for len(rows) > 0 {
			args, wanted := <-free
			if !wanted {
				return
			}
			size := sizeFor(len(rows))
			for _, row := range rows[:chunkSizes[size]] {
				args = t.binder.Append(args, row)
			}
			rows = rows[chunkSizes[size]:]
			ready <- bound{size, args}
		}
	})
	var failure error
	for b := range ready {
		if failure != nil {
			continue
		}
		if failure = s.write(t, form, b.size, b.args); failure != nil {
			close(free)
			continue
		}
		clear(b.args) // hold no row
		free <- b.args[:0]
	}
	if failure == nil {
		s.args, s.spare = <-free, <-free
	}
	return failure
}
