package rowstore_test

import (
	"fmt"
	"testing"

	"heyi/shared/kernel"
)

// A walk over rows that lack a companion, or keep what has moved into it, gives exactly
// those, page by page.
func TestRowsWithoutACompanionAreWalked(t *testing.T) {
	for _, lock := range []kernel.Lock{{}, {"buyer#floor": 90}} {
		c := kernel.NewCatalog(1, lock)
		s := buyers.In(c)
		part := s.Parts[0]
		if part.TakesMoved() != (len(lock) > 0) {
			t.Fatalf("a floor price that was in the row is to be moved: %v", part.TakesMoved())
		}
		d := newDice(5)
		var rows []kernel.Row
		want := map[kernel.ID]bool{}
		for n := range 60 {
			id := kernel.DeriveID("test", n)
			row, lacks := d.row(s, id), d.IntN(3) == 0
			if !lacks {
				beside := d.row(part, id)
				rows = append(rows, beside)
			}
			if len(lock) > 0 && d.IntN(4) == 0 {
				kernel.FoldAway(row, s.Moved()[0], kernel.Of(kernel.Price(12)))
				lacks = true
			}
			rows = append(rows, row)
			want[id] = lacks
		}
		for _, dialect := range []kernel.Dialect{kernel.SQLite, kernel.Postgres} {
			open := openSQLite
			if dialect == kernel.Postgres {
				open = openPostgres
			}
			on := session(t, c, dialect, open(t))
			if err := on.Atomic(func() error { return on.Load(rows) }); err != nil {
				t.Fatal(err)
			}
			for _, limit := range []int{7, 100} {
				got := map[kernel.ID]bool{}
				after, last := kernel.ID{}, kernel.ID{}
				for more := true; more; after = last {
					page, err := on.Along(nil, kernel.Way{Schema: s, Lacks: part}, after, limit)
					if err != nil {
						t.Fatal(err)
					}
					for _, row := range page {
						got[row.Base().ID], last = true, row.Base().ID
					}
					more = len(page) == limit
				}
				for id, lacks := range want {
					if got[id] != lacks {
						t.Errorf("%v, %d a page, lock %v: %s is walked over: %v", dialect, limit, fmt.Sprint(lock), id, got[id])
					}
				}
			}
		}
	}
}
