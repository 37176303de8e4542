package demo

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// trade is everyday business: what customers order, and what follows from it.
type trade struct {
	buyers int // sum of the weights
	items  int
	orders int // placed so far; every so manieth comes back, or gets its invoice

	// What was done and is not sent yet: goods by shelf, orders by customer.
	taken   map[shelfOf]kernel.Qty
	ordered map[string]kernel.Money
}

// shelfOf is a product in a place.
type shelfOf struct{ code, place string }

// planTrade plans the orders of every day, and what the warehouse, the driver and
// finance do on their own days.
func (f *founder) planTrade() {
	for _, b := range buyers {
		f.trade.buyers += b.weight
	}
	for _, p := range items {
		f.trade.items += p.weight
	}
	for day := f.Start; day <= f.Today; day = day.AddDays(1) {
		if day < f.Dense {
			f.planQuietDay(day)
		} else {
			f.planBusyDay(day)
		}
		if isWorkday(day) {
			f.planOffice(day)
		}
	}
}

// planQuietDay is from before the whole company worked with the program.
func (f *founder) planQuietDay(day kernel.Date) {
	if isWorkday(day) && f.chance.IntN(10) < 7 {
		f.on(day, 9*60+f.chance.IntN(8*60), func() error { return f.someOrder(day) })
	}
}

// planBusyDay spreads the day's orders over the working hours. Those of today's
// morning are as many as always.
func (f *founder) planBusyDay(day kernel.Date) {
	n := ordersOn(day)
	n += f.chance.IntN(n/3+1) - n/6
	for i := range n {
		minute := morning + 10 + f.chance.IntN(evening-morning-40)
		if day == f.Today {
			minute = morning + 5 + i*(lastToday-morning)/n
		}
		if day == f.Today && i >= todayMost {
			break
		}
		if !isWorkday(day) || i == 0 {
			f.on(day, minute, func() error { return f.counterSale(day) })
			continue
		}
		f.on(day, minute, func() error { return f.someOrder(day) })
	}
}

// todayMost is how many of today's orders a morning brings.
const todayMost = 6

// someOrder is an order of one of the customers for some of the goods.
func (f *founder) someOrder(day kernel.Date) error {
	b := f.someBuyer(20_000_00)
	if b == nil {
		return nil
	}
	lines := f.someLines(b, "ZC", 2+f.chance.IntN(3))
	if len(lines) == 0 {
		return nil
	}
	due := nextWorkday(day, 1+f.chance.IntN(3))
	wish := sales.Wish{
		Customer: f.Customers[b.short], From: f.Places["ZC"], Due: due, Way: wayTo(b), Allow: sales.Whole, Lines: lines,
		Urgent: f.chance.IntN(25) == 0,
	}
	total := totalOf(lines)
	if f.chance.IntN(12) == 0 {
		wish.Discount = total / 10_000 * 100 // 1 %, in whole yuan
	}
	if !f.mayBuy(b, total) {
		return nil
	}
	f.trade.orders++
	f.trade.ordered[b.short] += total
	call := f.note(b.owner, &sales.Place{Wish: wish})
	f.planShipping(f.born(call), wish.Way, day, f.trade.orders)
	return nil
}

// totalOf is what an order of these lines comes to, before it is rounded.
func totalOf(lines []sales.WishLine) kernel.Money {
	var sum kernel.Money
	for _, l := range lines {
		sum += kernel.Money(int64(l.Qty/1_000_000) * int64(l.Price/10_000))
	}
	return sum
}

func wayTo(b *buyer) kernel.Choice {
	if b.owner == lin || b.owner == he {
		return sales.ByUs
	}
	return sales.Logistics
}

// place sends an order and returns what it has become.
func (f *founder) place(who string, wish sales.Wish) (*sales.Order, error) {
	call, err := f.do(who, &sales.Place{Wish: wish})
	if err != nil {
		return nil, err
	}
	return sales.Orders.Need(f.tx(), f.born(call))
}

// born is the order that a call makes.
func (f *founder) born(call *kernel.Call) kernel.Ref[sales.Order] {
	return sales.Orders.Born(f.txOf(call))
}

// someBuyer draws a customer whose order of an amount would not be held; nil
// when it hits none.
func (f *founder) someBuyer(amount kernel.Money) *buyer {
	for range 30 {
		n := f.chance.IntN(f.trade.buyers)
		for i := range buyers {
			b := &buyers[i]
			if n -= b.weight; n >= 0 {
				continue
			}
			if b.short != "散客" && f.mayBuy(b, amount) {
				return b
			}
			break
		}
	}
	return nil
}

// mayBuy tells whether an order of an amount would pass.
func (f *founder) mayBuy(b *buyer, amount kernel.Money) bool {
	tx := f.tx()
	who := f.Customers[b.short]
	balance, p := party.Balances.Get(tx, party.BalanceOf(who))
	if p != kernel.Found {
		return false
	}
	s := sales.Standing{
		Receivable: balance.Receivable, Prepaid: balance.Prepaid, Open: balance.OpenOrders, Order: amount + f.trade.ordered[b.short],
		Limit: fen(b.limit), OldestDue: balance.OldestDue, Today: f.moment.Date(zone), Tolerance: overdueDays,
	}
	return len(s.Reasons()) == 0
}

// someLines draws goods that are there.
func (f *founder) someLines(b *buyer, place string, most int) []sales.WishLine {
	var lines []sales.WishLine
	taken := map[string]bool{}
	for range most {
		p := f.someItem(b)
		if taken[p.code] || place == "ZT" && !displayed(p.code) {
			continue
		}
		line, ok := f.lineOf(b, p, place)
		if ok {
			taken[p.code] = true
			lines = append(lines, line)
		}
	}
	return lines
}

func (f *founder) someItem(b *buyer) *item {
	for {
		n := f.chance.IntN(f.trade.items)
		for i := range items {
			p := &items[i]
			if n -= p.weight; n >= 0 {
				continue
			}
			if p.category == "酒店" && b.owner != he && f.chance.IntN(4) > 0 {
				break // hotels buy these
			}
			return p
		}
	}
}

// displayed tells whether the showroom sells an item to whoever walks in. The
// last HY-S302 and the chairs of today's first sale are kept.
func displayed(code string) bool {
	for _, s := range showroom {
		if s.code == code && code != "HY-S302" && code != "HY-S310" {
			return true
		}
	}
	return false
}

// lineOf is a quantity that fits the price, in packs where that is how it is sold.
func (f *founder) lineOf(b *buyer, p *item, place string) (sales.WishLine, bool) {
	price := priceFor(b, p)
	n := int64(1 + f.chance.IntN(2))
	switch worth := int64(price) / 1_000_000; {
	case p.opening == "":
		n = 1
	case worth < 1:
		n = 1000 * (1 + int64(f.chance.IntN(2)))
	case worth < 60:
		n = 20 + 10*int64(f.chance.IntN(5))
	case worth < 500:
		n = 2 + int64(f.chance.IntN(5))
	case worth < 1500:
		n = 1 + int64(f.chance.IntN(3))
	}
	line := sales.WishLine{Product: f.Products[p.code], Qty: units(n), Price: price}
	if p.per > 0 && p.per <= 50 && n%int64(p.per) == 0 || p.per == 1000 {
		line.Unit, line.Qty = p.pack, units(n/int64(p.per))
		line.Price = price * kernel.Price(p.per)
	}
	if p.opening == "" {
		return line, true
	}
	shelf := shelfOf{p.code, place}
	if f.available(shelf) < units(n) {
		return line, false
	}
	f.trade.taken[shelf] += units(n)
	return line, true
}

// available is what of a product can still be promised.
func (f *founder) available(s shelfOf) kernel.Qty {
	return stock.AvailableAt(f.tx(), f.Products[s.code], f.Places[s.place]) - f.trade.taken[s]
}

// priceFor is the agreed price or that of the customer's level.
func priceFor(b *buyer, p *item) kernel.Price {
	for _, a := range threePrices {
		if a.customer == b.short && a.code == p.code {
			return yuan(a.price)
		}
	}
	price, _ := product.PriceFor(&product.Product{
		Retail: yuan(p.retail), Wholesale: yuan(p.wholesale), Dealer: yuan(p.dealer),
	}, kernel.Choice(b.level), nil)
	return price
}
