package widgets

import "context"

// Rows is the source of a list whose rows are all there: the entries of a voucher.
type Rows[T any] []T

// Count implements Source.
func (r Rows[T]) Count(context.Context) (int, error) { return len(r), nil }

// Page implements Source.
func (r Rows[T]) Page(_ context.Context, offset, limit int) ([]T, error) {
	return r[min(offset, len(r)):min(offset+limit, len(r))], nil
}
