package rowstore_test

import (
	"fmt"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// TestManyRowsAtOnce writes so many rows that their arguments are made ahead:
// all of them arrive as they are, whatever the number, a row that is there stops
// the load without a trace, and the session goes on.
func TestManyRowsAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		s.Aside = func(f func()) { go f() }
		schema := bills.In(s.Catalog)
		rows := benchBills(s.Catalog, 1111)
		check := func(want []kernel.Row) {
			t.Helper()
			var got []kernel.Row
			must(t, s.Scan(schema, func(r kernel.Row) error { got = append(got, r); return nil }))
			if showAll(got) != showAll(want) {
				t.Fatalf("%d rows arrived, not the %d that were written", len(got), len(want))
			}
		}
		there := rows[700:701]
		must(t, s.Atomic(func() error { return s.Load(there) }))
		for range 3 {
			if err := s.Atomic(func() error { return s.Load(rows) }); err == nil {
				t.Fatal("a row that is there was loaded again")
			}
			check(there)
		}
		must(t, s.Atomic(func() error { return s.Upsert(rows) }))
		check(rows)
		var changed []kernel.Row
		for i, row := range slices.Concat(rows[:64*5], rows[800:]) {
			b := *row.(*bill)
			b.Note, b.Version = fmt.Sprintf("第 %d 次", i), 5000
			bills.In(s.Catalog).Adopt(&b)
			changed = append(changed, &b)
		}
		must(t, s.Atomic(func() error { return s.Upsert(changed) }))
		check(slices.Concat(changed[:64*5], rows[64*5:800], changed[64*5:]))
	})
}
