package reports_test

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/reports"
	"heyi/shared/kernel"
)

// What a row of any report opens counts what the row counts: a report behind it has the
// same sums, in every column that both have, whatever the span.
func TestWhatARowOpensCountsTheSame(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	list, err := view.Load(desk, func(r *view.Reader) ([]reports.Spec, error) { return reports.List(r), nil })
	if err != nil {
		t.Fatal(err)
	}
	opened := map[string]int{}
	for _, span := range [][2]kernel.Date{{20261101, 20261119}, {20261001, 20261031}, {20261105, 20261110}, {20261119, 20261119}} {
		for _, s := range list {
			if s.Customer || s.Account || s.Product { // lists of what something is made of
				continue
			}
			r := load(t, desk, s.Name, reports.Filter{From: span[0], To: span[1]})
			for i, row := range r.Rows {
				behind, filter, opens := r.Behind(row)
				if !opens {
					continue
				}
				opened[s.Name] += same(t, r, i, load(t, desk, behind.Name, filter))
			}
		}
	}
	for _, name := range []string{reports.StockLedger, reports.TrialBalance, "sales_by_customer", "sales_by_product", "sales_by_seller", "sales_by_month"} {
		if opened[name] < 4 {
			t.Errorf("%s: only %d figures were compared", name, opened[name])
		}
	}
}

// same compares the figures of a row with those of what it opens, and counts them.
func same(t *testing.T, r *reports.Report, row int, behind *reports.Report) (compared int) {
	t.Helper()
	for i, c := range r.Table.Columns {
		got, known := behind.Sums[c.Name]
		if at := behind.Table.Column(c.Name); !known && at >= 0 && behind.Table.Totals != nil {
			got, known = behind.Table.Totals[at], true
		}
		want := r.Table.Rows[row].Cells[i]
		if !known || want.Kind == kernel.KindText || want.Kind == 0 {
			continue
		}
		compared++
		if got != want {
			t.Errorf("%s: %s of %q is %s, what it opens (%s) comes to %s", r.Spec.Name, c.Name, r.Rows[row].Cells, want, behind.Spec.Name, got)
		}
	}
	if compared == 0 {
		t.Errorf("%s: %q opens %s, which has none of its figures", r.Spec.Name, r.Rows[row].Cells, behind.Spec.Name)
	}
	return compared
}

// A line of the stock ledger opens the movements that it counts: they add up to what came
// and what went, the balance after the last is what was there at the end, each has its
// unit and opens the document that made it.
func TestTheCardOfEveryLineAddsUpToIt(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	moves := 0
	for _, span := range [][2]kernel.Date{{20261101, 20261119}, {20261001, 20261031}, {20261105, 20261110}} {
		r := load(t, desk, reports.StockLedger, reports.Filter{From: span[0], To: span[1]})
		for _, row := range r.Rows {
			_, filter, _ := r.Behind(row)
			card := load(t, desk, reports.StockCard, filter)
			sum := map[string]int64{}
			balance, worth := card.Sums["opening"], card.Sums["opening_worth"]
			for n, line := range card.Table.Rows {
				for _, name := range []string{"in", "out", "in_worth", "out_worth"} {
					sum[name] += card.Table.Cell(n, name).Int
				}
				balance, worth = card.Table.Cell(n, "balance"), card.Table.Cell(n, "balance_worth")
				if moves++; line.Entity == "" || line.ID.IsZero() || card.Table.Cell(n, "unit").Str == "" || card.Table.Cell(n, "number").Str == "" {
					t.Errorf("%q opens %s %s", card.Rows[n].Cells, line.Entity, line.ID)
				}
				if d := kernel.Date(card.Table.Cell(n, "date").Int); d < span[0] || d > span[1] {
					t.Errorf("%q is not of the span", card.Rows[n].Cells)
				}
			}
			for name, figure := range sum {
				if figure != card.Sums[name].Int {
					t.Errorf("%q: its lines come to %d, not %s", row.Cells, figure, card.Sums[name])
				}
			}
			if balance != card.Sums["closing"] || worth != card.Sums["closing_worth"] {
				t.Errorf("%q: %s and %s are left after the last line", row.Cells, balance, worth)
			}
		}
	}
	if moves < 20 {
		t.Errorf("only %d movements: the test looks at nothing", moves)
	}
}
