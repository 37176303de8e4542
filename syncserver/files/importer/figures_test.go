package importer_test

import (
	"testing"

	figured "heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/rigs/litetest"
)

// figures are what a company says of its sales, each by way of another book.
type figures struct {
	ordered, orderLines map[int]kernel.Money // by year of the order
	shipped             map[int]kernel.Money // deliveries by year of leaving
	revenue, reds       map[int]kernel.Money // ledger 5001 by year: of deliveries, of returns
	report, reportReds  map[int]kernel.Money // 销售明细
	returned, received  kernel.Money
	owed                kernel.Money // open items
	open                int          // orders that have not been shipped
	sold                kernel.Qty   // moved out by deliveries
	onHand              kernel.Qty
	worth, merchandise  kernel.Money // value of the stock, by layers and by account 1405
}

func figuresOf(t *testing.T, c *kernel.Catalog, from kernel.Scanner) *figures {
	t.Helper()
	f := &figures{
		ordered: map[int]kernel.Money{}, orderLines: map[int]kernel.Money{}, shipped: map[int]kernel.Money{},
		revenue: map[int]kernel.Money{}, reds: map[int]kernel.Money{}, report: map[int]kernel.Money{}, reportReds: map[int]kernel.Money{},
	}
	years := map[kernel.ID]int{}
	rows(t, from, c, sales.Orders, func(o *sales.Order) {
		years[o.ID] = o.Date.Year()
		f.ordered[o.Date.Year()] += o.Total
		if o.State == sales.Approved || o.State == sales.Partly {
			f.open++
		}
	})
	rows(t, from, c, sales.OrderLines, func(l *sales.OrderLine) { f.orderLines[years[l.Order.ID()]] += l.Gross })
	rows(t, from, c, sales.Deliveries, func(d *sales.Delivery) {
		if d.Left != 0 {
			f.shipped[d.Left.Year()] += d.Total
		}
	})
	rows(t, from, c, sales.Returns, func(r *sales.Return) { f.returned += r.Total })
	rows(t, from, c, finance.Receipts, func(r *finance.Receipt) { f.received += r.Total })
	rows(t, from, c, debt.Items, func(i *debt.Item) { f.owed += i.Rest() })
	f.books(t, c, from)
	f.goods(t, c, from)
	return f
}

func (f *figures) books(t *testing.T, c *kernel.Catalog, from kernel.Scanner) {
	t.Helper()
	of := map[kernel.ID]string{}
	rows(t, from, c, ledger.Vouchers, func(v *ledger.Voucher) { of[v.ID] = v.SrcEntity })
	rows(t, from, c, ledger.Entries, func(e *ledger.Entry) {
		switch e.Account {
		case ledger.AccountRef(ledger.Revenue):
			year := int(e.Period / 100)
			if of[e.Voucher.ID()] == sales.Returns.Name() {
				f.reds[year] += e.Credit - e.Debit
			} else {
				f.revenue[year] += e.Credit - e.Debit
			}
		case ledger.AccountRef(ledger.Merchandise):
			f.merchandise += e.Debit - e.Credit
		}
	})
	b := figured.Books{Catalog: c, Rows: litetest.Of(t, c, from)}
	detail, err := b.Answer(sales.SalesDetail.Query(19000101, 29991231))
	if err != nil {
		t.Fatal(err)
	}
	for i := range detail.Rows {
		year, gross := kernel.Date(detail.Cell(i, "date").Int).Year(), kernel.Money(detail.Cell(i, "gross").Int)
		if detail.Cell(i, "qty").Int < 0 {
			f.reportReds[year] += gross
		} else {
			f.report[year] += gross
		}
	}
}

func (f *figures) goods(t *testing.T, c *kernel.Catalog, from kernel.Scanner) {
	t.Helper()
	rows(t, from, c, stock.Movements, func(m *stock.Movement) {
		if m.SrcEntity == sales.Deliveries.Name() {
			f.sold -= m.Qty
		}
		if m.Reason != stock.Plain {
			t.Errorf("movement %s is %s", m.ID, m.Reason)
		}
	})
	rows(t, from, c, stock.Balances, func(b *stock.Balance) { f.onHand += b.OnHand })
	rows(t, from, c, stock.Values, func(v *stock.Value) { f.worth += v.Amount })
}

// sum of all years.
func sum(years map[int]kernel.Money) (total kernel.Money) {
	for _, m := range years {
		total += m
	}
	return total
}

// years fails the test unless figures by year are these.
func equalYears(t *testing.T, what string, got map[int]kernel.Money, want map[int]string) {
	t.Helper()
	for year, amount := range want {
		if got[year].String() != amount {
			t.Errorf("%s %d: %s, want %s", what, year, got[year], amount)
		}
	}
	for year, amount := range got {
		if _, known := want[year]; !known && amount != 0 {
			t.Errorf("%s %d: %s, want nothing", what, year, amount)
		}
	}
}

func equalMoney(t *testing.T, what string, got kernel.Money, want string) {
	t.Helper()
	if got.String() != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}
