package sales_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/rigs/trial"
)

// Goods that no delivery of these books sent out come back at the figures that
// finance gives, red on the sides of a sale, and stand as a credit.
func TestGoodsOfNoDeliveryComeBack(t *testing.T) {
	s := open(t)
	loose := &sales.TakeIn{Customer: s.customer, Into: s.w1, Reason: "建账前售出", Lines: []sales.TakeInLine{
		{Product: s.chair, Qty: 2 * one, Amount: 45200, Cost: 120_000_000},
	}}
	s.Refused(t, kernel.NotAllowed, s.keeper, loose)
	s.Refused(t, kernel.NotAllowed, s.sales, loose)
	before := s.books(ledger.Receivable, ledger.Revenue, ledger.OutputVat, ledger.CostOfSales, ledger.Merchandise)
	s.Must(t, s.finance, loose)
	after := s.books(ledger.Receivable, ledger.Revenue, ledger.OutputVat, ledger.CostOfSales, ledger.Merchandise)
	for n, want := range []kernel.Money{-45200, 40000, 5200, -24000, 24000} {
		if got := after[n] - before[n]; got != want {
			t.Errorf("account %d changed by %s, want %s", n, got, want)
		}
	}
	if s.stock(s.chair).OnHand != 102*one || s.balance().Receivable != -45200 {
		t.Errorf("stock %s, balance %+v", s.stock(s.chair).OnHand, s.balance())
	}
	r := trial.All(s.World, sales.Returns)[0]
	if r.Total != 45200 || r.Owner.ID() != s.sales.Seat || r.Serial == 0 {
		t.Errorf("return %+v", r)
	}
	s.Sound(t)
	// The credit is used up by what the customer buys next.
	s.ship(s.place(s.wish(s.chairs(2))))
	if s.balance().Receivable != 0 {
		t.Errorf("balance %+v", s.balance())
	}
	s.Sound(t)
}
