package trade

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// role is what the person at the device is there for now: seats change hands.
func (a act) role() string {
	author, err := a.d.Replica.Author()
	if err != nil {
		return ""
	}
	for _, role := range []string{org.Boss, org.Finance, org.Storekeeper, org.Purchase, org.Sales} {
		if author.Has(role) {
			return role
		}
	}
	return ""
}

// goods is a product; one of them everybody wants.
func (a act) goods() kernel.Ref[product.Product] {
	if a.w.Clock.Chance(50) {
		return a.c.goods[0]
	}
	return a.c.goods[a.w.Clock.Rand.IntN(len(a.c.goods))]
}

// price is one that leaves something to round.
func (a act) price() kernel.Price { return kernel.Price(a.w.Clock.Between(140_000, 190_000) * 1e3) }

// ship lets a delivery leave, whole or short.
func (a act) ship(d *sales.Delivery) {
	s := &sales.Ship{Delivery: kernel.Ref[sales.Delivery](d.ID)}
	if a.w.Clock.Chance(40) {
		_ = kernel.Each(a.c.Catalog, a.d.Disk, sales.DeliveryLines, func(l *sales.DeliveryLine) error {
			if l.Delivery == s.Delivery && a.w.Clock.Chance(80) {
				s.Lines = append(s.Lines, sales.ShipLine{Line: kernel.Ref[sales.DeliveryLine](l.ID), Qty: kernel.Qty(a.w.Clock.Between(0, int64(l.Qty)/1e6)) * 1e6})
			}
			return nil
		})
		if a.w.Clock.Chance(40) {
			s.Rest = sales.RestClose
		}
	}
	a.do(s)
}

// giveBack takes back a part of what left, or all that is still there.
func (a act) giveBack(d *sales.Delivery) {
	back := &sales.TakeBack{Delivery: kernel.Ref[sales.Delivery](d.ID), Into: a.c.warehouse, Reason: "破损"}
	_ = kernel.Each(a.c.Catalog, a.d.Disk, sales.DeliveryLines, func(l *sales.DeliveryLine) error {
		if rest := l.Shipped - l.Returned; l.Delivery == back.Delivery && rest > 0 && a.w.Clock.Chance(70) {
			qty := rest
			if a.w.Clock.Chance(60) {
				qty = kernel.Qty(a.w.Clock.Between(1, int64(rest)))
			}
			back.Lines = append(back.Lines, sales.TakeBackLine{Line: kernel.Ref[sales.DeliveryLine](l.ID), Qty: qty})
		}
		return nil
	})
	if len(back.Lines) > 0 {
		a.do(back)
	}
}

// more is what a storekeeper does besides shipping.
func (a act) more() {
	switch a.w.Clock.Between(1, 4) {
	case 1:
		a.takeIn()
	case 2:
		a.followUp()
	default:
		a.move()
	}
}

func (a act) allocate() {
	if o := pick(a, sales.Orders, func(o *sales.Order) bool { return o.State == sales.Approved || o.State == sales.Partly }); o != nil {
		a.do(&sales.Allocate{Order: kernel.Ref[sales.Order](o.ID)})
	}
}

// shares are two parts of one open item, or of two.
func (a act) shares(customer kernel.Ref[party.Party], amount kernel.Money) []debt.Share {
	var shares []debt.Share
	for range 2 {
		item := pick(a, debt.Items, func(i *debt.Item) bool { return i.Party == customer && i.Rest() > 1 && i.Owed() })
		if item != nil && amount > 1 {
			part := kernel.Money(a.w.Clock.Between(1, int64(min(item.Rest(), amount)/2)+1))
			shares = append(shares, debt.Share{Item: kernel.Ref[debt.Item](item.ID), Amount: part})
			amount -= part
		}
	}
	return shares
}

// payBill settles one bill in two parts, as somebody does who has two slips of it.
func (a act) payBill() {
	item := pick(a, debt.Items, func(i *debt.Item) bool { return i.Kind == debt.Receivable && i.Rest() > 3 })
	fund := pick(a, finance.Funds, func(f *finance.Fund) bool { return f.Active })
	if item == nil || fund == nil {
		return
	}
	part := debt.Share{Item: kernel.Ref[debt.Item](item.ID), Amount: item.Rest() / 3}
	a.do(&finance.Receive{
		Customer: item.Party, Parts: []finance.ReceivePart{{Fund: kernel.Ref[finance.Fund](fund.ID), Amount: 2*part.Amount + 1}},
		Shares: []debt.Share{part, part},
	})
}

// undoMoney moves or takes back what was settled.
func (a act) undoMoney() {
	receipt := pick(a, finance.Receipts, func(r *finance.Receipt) bool { return r.State == finance.Approved })
	pending := pick(a, finance.Receipts, func(r *finance.Receipt) bool { return r.State == finance.Pending })
	customer := pick(a, party.Parties, isCustomer)
	switch n := a.w.Clock.Between(1, 6); {
	case n == 1 && receipt != nil:
		a.do(&finance.Reallocate{Receipt: kernel.Ref[finance.Receipt](receipt.ID), Shares: a.shares(receipt.Customer, receipt.Total)})
	case n == 2 && receipt != nil:
		a.do(&finance.Cancel{Receipt: kernel.Ref[finance.Receipt](receipt.ID), Note: "没有到账"})
	case n == 3 && pending != nil:
		a.do(&finance.Decline{Receipt: kernel.Ref[finance.Receipt](pending.ID), Note: "没有到账"})
	case n == 4 && customer != nil:
		if fund := pick(a, finance.Funds, func(f *finance.Fund) bool { return f.Active }); fund != nil {
			a.do(&finance.PayBack{Customer: kernel.Ref[party.Party](customer.ID), Fund: kernel.Ref[finance.Fund](fund.ID), Amount: kernel.Money(a.w.Clock.Between(100, 20_000))})
		}
	case n == 5:
		if item := pick(a, debt.Items, func(i *debt.Item) bool { return i.Rest() > 0 }); item != nil {
			a.do(&finance.Waive{Item: kernel.Ref[debt.Item](item.ID), Amount: min(item.Rest(), 5000), Reason: "small"})
		}
	case customer != nil:
		a.do(&finance.Apply{Customer: kernel.Ref[party.Party](customer.ID)})
	}
}

var roles = []string{org.Sales, org.SalesManager, org.Storekeeper, org.Purchase, org.Finance, org.Sales + " " + org.Finance, org.Storekeeper + " " + org.Sales}

// reorganise changes who does what, or who is still traded with. The boss stays.
func (a act) reorganise() {
	plain := func(s *org.Seat) bool { return s.Roles != org.Boss && !s.Removed }
	seat := pick(a, org.Seats, plain)
	switch n := a.w.Clock.Between(1, 8); {
	case seat == nil:
	case n > 6:
		a.merge()
	case n <= 2:
		a.edit("seat", seat, "roles", roles[a.w.Clock.Rand.IntN(len(roles))])
	case n == 3:
		user := pick(a, org.Users, func(u *org.User) bool { return u.ID != a.d.ID.User && u.Active })
		if user != nil {
			a.edit("user", user, "seat", seat.ID.String())
		}
	case n == 4:
		if customer := pick(a, party.Parties, isCustomer); customer != nil && !customer.Retired {
			a.row("party.retire", &kernel.RetireRow{Row: customer.ID})
		}
	default:
		if customer := pick(a, party.Parties, func(p *party.Party) bool { return p.Retired }); customer != nil {
			a.row("party.restore", &kernel.RestoreRow{Row: customer.ID})
		}
	}
}

// merge makes two customers one, whatever is going on with them; who is offline goes on
// trading with the one that went.
func (a act) merge() {
	keep, gone := pick(a, party.Parties, isCustomer), pick(a, party.Parties, isCustomer)
	if keep != nil && gone != nil {
		a.do(&party.Merge{Keep: kernel.Ref[party.Party](keep.ID), Gone: kernel.Ref[party.Party](gone.ID)})
	}
}

// row gives a plain command on a row.
func (a act) row(name string, args kernel.Command) {
	_, _ = a.d.Do(name, a.c.Catalog.Command(name).Encode(args))
}
