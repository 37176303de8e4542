package sales_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial"
)

// shop is a company with a customer and two products: 沙发 (S301, 15 in stock at
// 2,680.00, floor 3,450.00, 15 days to get) and 餐椅 (C201, 100 at 120.00).
type shop struct {
	*trial.World
	t                            *testing.T
	sales, boss, finance, keeper *kernel.Author
	customer                     kernel.Ref[party.Party]
	sofa, chair                  kernel.Ref[product.Product]
	w1                           kernel.Ref[org.Place]
}

func open(t *testing.T) *shop {
	t.Helper()
	w := trial.Company(t, org.VatGeneral)
	s := &shop{
		World: w, t: t, w1: w.Place("W1"),
		sales: w.As(t, org.Sales), boss: w.As(t, org.Boss), finance: w.As(t, org.Finance), keeper: w.As(t, org.Storekeeper),
	}
	s.customer = s.newCustomer("东莞市厚街恒泰家具经营部", "limit", "80000.00", "terms", "monthly", "term_days", "25")
	s.sofa = w.Product(t, "S301", "name", "实木沙发", "spec", "三人位", "unit", "套", "floor", "3450", "lead_days", "15", "multiple", "5")
	s.chair = w.Product(t, "C201", "name", "餐椅", "unit", "把")
	w.Must(t, trial.System(), &stock.Open{Place: s.w1, Lines: []stock.OpenLine{
		{Product: s.sofa, Qty: 15 * one, Price: 2680_000_000}, {Product: s.chair, Qty: 100 * one, Price: 120_000_000},
	}})
	return s
}

func (s *shop) newCustomer(name string, more ...string) kernel.Ref[party.Party] {
	s.t.Helper()
	pairs := append([]string{"name", name, "is_customer", "true", "owner", s.sales.Seat.String()}, more...)
	id, err := s.Add(trial.System(), "party", pairs...)
	if err != nil {
		s.t.Fatal(err)
	}
	return kernel.Ref[party.Party](id)
}

func (s *shop) wish(lines ...sales.WishLine) *sales.Place {
	return &sales.Place{Wish: sales.Wish{Customer: s.customer, From: s.w1, Lines: lines}}
}

func (s *shop) sofas(n int64) sales.WishLine {
	return sales.WishLine{Product: s.sofa, Qty: kernel.Qty(n) * one, Price: 3680_000_000}
}

func (s *shop) chairs(n int64) sales.WishLine {
	return sales.WishLine{Product: s.chair, Qty: kernel.Qty(n) * one, Price: 226_000_000}
}

// place sends the order as the salesperson and returns what became of it.
func (s *shop) place(p *sales.Place) *sales.Order {
	s.t.Helper()
	call := s.Must(s.t, s.sales, p)
	return s.orderOf(call)
}

func (s *shop) orderOf(call *kernel.Call) *sales.Order {
	s.t.Helper()
	o, err := sales.Orders.Need(s.Tx(), orderBy(s, call))
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

func orderBy(s *shop, call *kernel.Call) kernel.Ref[sales.Order] {
	tx := kernel.NewTx(s.Catalog, s, nil, call, trial.System())
	return sales.Orders.Born(tx)
}

func (s *shop) reload(o *sales.Order) *sales.Order {
	s.t.Helper()
	o, err := sales.Orders.Need(s.Tx(), ref(o))
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

func ref(o *sales.Order) kernel.Ref[sales.Order] { return kernel.Ref[sales.Order](o.ID) }

func (s *shop) deliveries(o *sales.Order) []*sales.Delivery {
	list, _ := sales.DeliveriesOf.Of(s.Tx(), ref(o))
	return list
}

func (s *shop) deliveryLines(d *sales.Delivery) []*sales.DeliveryLine {
	list, _ := sales.DeliveryLinesOf.Of(s.Tx(), kernel.Ref[sales.Delivery](d.ID))
	return list
}

func (s *shop) stock(p kernel.Ref[product.Product]) *stock.Balance {
	b, _ := stock.Balances.Get(s.Tx(), stock.BalanceRef(p, s.w1))
	return b
}

func (s *shop) customerRow() *party.Party {
	p, _ := party.Parties.Get(s.Tx(), s.customer)
	return p
}

func (s *shop) balance() *party.Balance {
	b, _ := party.Balances.Get(s.Tx(), party.BalanceOf(s.customer))
	return b
}

// books are the debit balances of accounts; a credit balance is negative.
func (s *shop) books(accounts ...string) []kernel.Money {
	var all []kernel.Money
	for _, a := range accounts {
		all = append(all, ledger.BalanceOf(s.Tx(), a, kernel.Ref[party.Party]{}))
	}
	return all
}

// owes enters an old debt of the customer.
func (s *shop) owes(amount kernel.Money, due kernel.Date) {
	s.t.Helper()
	s.Must(s.t, trial.System(), &debt.Opening{More: true, Lines: []debt.OpeningLine{{
		Party: s.customer, Kind: debt.Receivable, Number: "旧账", Date: 20260801, Due: due, Amount: amount,
	}}})
}

// ship sends everything of the order's first delivery out.
func (s *shop) ship(o *sales.Order) *sales.Delivery {
	s.t.Helper()
	d := s.deliveries(o)[0]
	s.Must(s.t, s.keeper, &sales.Ship{Delivery: kernel.Ref[sales.Delivery](d.ID)})
	return sales.Deliveries.Whole(s.Get, s.deliveries(o)[0])
}
