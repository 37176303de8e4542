package rowstore_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// summing are the questions about sums that are asked of each entity.
var summing = map[string][]rowstore.Sums{
	"bill": {
		{},
		{Of: []string{"total", "tax"}},
		{Of: []string{"total"}, By: "state"},
		{Of: []string{"total", "tax"}, By: "date", Month: true},
		{Of: []string{"tax"}, By: "date"},
		{Of: []string{"total"}, By: "buyer"},
		{By: "channel"},
		{Of: []string{"total"}, By: "paid"},
		{By: "note"},
	},
	"buyer": {{Of: []string{"owed"}}, {Of: []string{"owed"}, By: "owner"}},
	"item":  {{Of: []string{"qty"}}, {Of: []string{"qty"}, By: "bill"}, {Of: []string{"qty"}, By: "unit"}},
}

// TestSumsAreThoseOfTheRows holds sums on both databases against the rows that the same
// question finds, added up one by one, for all and for narrow viewers.
func TestSumsAreThoseOfTheRows(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		groups, mixed := 0, 0
		for seed := range uint64(4) {
			d := newDice(200 + seed)
			must(t, s.Atomic(func() error { return s.Upsert(d.fill(s.Catalog, 24)) }))
			for range 80 {
				q, v := d.query(s.Catalog), d.viewer()
				if d.IntN(2) == 0 {
					v = nil
				}
				asks := summing[q.Entity]
				ask := asks[d.IntN(len(asks))]
				got, err := s.Sum(v, q, ask)
				must(t, err)
				want := added(t, s, v, q, ask)
				if len(got) != len(want) {
					t.Fatalf("%+v: %d groups, want %d", ask, len(got), len(want))
				}
				for i, g := range got {
					w := want[fmt.Sprint(g.Key)]
					if w == nil || w.Rows != g.Rows || !slices.Equal(w.Sums, g.Sums) {
						text, _ := json.Marshal(q)
						t.Fatalf("%s\n%+v: got %+v, want %+v", text, ask, g, w)
					}
					if i > 0 && got[i-1].Rows < g.Rows {
						t.Fatalf("%+v: a group of %d rows before one of %d", ask, got[i-1].Rows, g.Rows)
					}
					for _, sum := range g.Sums {
						if sum.Mixed {
							mixed++
						}
					}
				}
				groups += len(got)
			}
		}
		if groups < 300 || mixed < 5 {
			t.Errorf("%d groups, %d sums of several units: they prove little", groups, mixed)
		}
	})
}

// added are the rows of a query, added up in Go.
func added(t *testing.T, s *rowstore.Session, v *kernel.Viewer, q rowstore.Query, ask rowstore.Sums) map[string]*rowstore.Total {
	t.Helper()
	schema, totals := s.Catalog.Schema(q.Entity), map[string]*rowstore.Total{}
	if ask.By == "" {
		totals[fmt.Sprint(kernel.Value{})] = &rowstore.Total{Sums: make([]rowstore.Summed, len(ask.Of))}
	}
	for _, row := range meaning(t, s, v, q) {
		var k kernel.Value
		if ask.By != "" {
			if k = schema.Field(ask.By).Get(row); ask.Month {
				k = kernel.Of(k.Int / 100)
			}
		}
		total := totals[fmt.Sprint(k)]
		if total == nil {
			total = &rowstore.Total{Sums: make([]rowstore.Summed, len(ask.Of))}
			totals[fmt.Sprint(k)] = total
		}
		for i, name := range ask.Of {
			at, f, holds := schema, schema.Field(name), row
			if f == nil {
				at = schema.Parts[0]
				f = at.Field(name)
				if holds = s.Get(at, row.Base().ID); holds == nil || !v.Sees(holds, s.Get) {
					continue
				}
			}
			if unit := at.Field(f.Unit); unit != nil {
				if u := unit.Get(row).Str; total.Rows == 0 {
					total.Sums[i].Unit = u
				} else if total.Sums[i].Unit != u {
					total.Sums[i].Mixed = true
				}
			}
			total.Sums[i].Sum += f.Get(holds).Int
		}
		total.Rows++
	}
	for _, total := range totals {
		for i := range total.Sums {
			if total.Sums[i].Mixed {
				total.Sums[i] = rowstore.Summed{Mixed: true}
			}
		}
	}
	return totals
}

// What cannot be added up or put together is refused.
func TestSumsAreRefused(t *testing.T) {
	s := session(t, catalog(), kernel.SQLite, openSQLite(t))
	for _, c := range []struct {
		code   *kernel.Code
		entity string
		ask    rowstore.Sums
	}{
		{rowstore.NoSuchField, "bill", rowstore.Sums{Of: []string{`total" --`}}},
		{rowstore.NoSuchField, "bill", rowstore.Sums{By: `total" --`}},
		{rowstore.NoSuchField, "buyer", rowstore.Sums{By: "owed"}},             // guarded
		{rowstore.NotSummed, "bill", rowstore.Sums{Of: []string{"weight"}}},    // in no unit
		{rowstore.NotSummed, "bill", rowstore.Sums{Of: []string{"price"}}},     // of one
		{rowstore.NotSummed, "buyer", rowstore.Sums{Of: []string{"floor"}}},    // guarded and of one
		{rowstore.NotGrouped, "bill", rowstore.Sums{By: "total"}},              // hardly two are equal
		{rowstore.NotGrouped, "bill", rowstore.Sums{By: "note", Month: true}},  // not a date
		{rowstore.NoSuchEntity, "bills", rowstore.Sums{Of: []string{"total"}}}, // nothing
	} {
		_, err := s.Sum(nil, rowstore.Query{Entity: c.entity}, c.ask)
		if r, ok := kernel.AsRefusal(err); !ok || r.Code != c.code.Name {
			t.Errorf("%+v: %v, want %s", c.ask, err, c.code.Name)
		}
	}
}
