package demo

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
)

// planOffice plans what recurs: money comes in every workday, goods twice a week,
// the showroom is filled on Mondays and the month before is closed on the 6th.
func (f *founder) planOffice(day kernel.Date) {
	for i := range buyers {
		b := &buyers[i]
		if b.weight == 0 || b.short == "散客" {
			continue
		}
		f.on(day, 9*60+i*7, func() error { return f.pays(b, i, day) })
	}
	switch day.Weekday() {
	case 1:
		f.on(day, 8*60+45, f.fillShowroom)
	case 2, 5:
		f.on(day, 15*60+20, f.restock)
	}
	if before := day.AddMonths(-1).YearMonth(); closesMonth(day) && before >= f.Start.YearMonth() {
		f.on(day, 17*60, func() error {
			if year := before / 100; before%100 == 12 {
				if _, err := f.do(accountant, &ledger.CarryYear{Year: year}); err != nil {
					return err
				}
			}
			_, err := f.do(accountant, &ledger.ClosePeriod{Month: before})
			return err
		})
	}
}

// closesMonth tells whether the workday is the first one from the 6th on.
func closesMonth(day kernel.Date) bool {
	last := workday(day.AddDays(-1))
	return day.Day() >= 6 && (last.Day() < 6 || last.YearMonth() < day.YearMonth())
}

// lagOf is how many days after the due date a customer pays. Four are slow, but
// within the tolerance.
func lagOf(i int) int {
	if i%11 == 7 {
		return 12
	}
	return 0
}

// pays takes what a customer owes and has decided to pay today; what falls due on
// a free day is paid before it.
func (f *founder) pays(b *buyer, i int, day kernel.Date) error {
	until := nextWorkday(day, 1)
	open, _ := debt.OpenItems(f.tx(), f.Customers[b.short])
	var sum kernel.Money
	for _, item := range open {
		if item.Kind == debt.Receivable && item.Due.AddDays(lagOf(i)) < until {
			sum += item.Rest()
		}
	}
	if sum <= 0 {
		return nil
	}
	account := bank
	if sum < 300_000 { // fen: small amounts come by phone
		account = []string{weChat, aliPay, cash}[f.chance.IntN(3)]
	}
	return f.take(cashier, b.short, account, sum, 0)
}

// take writes a receipt.
func (f *founder) take(who, customer, account string, amount, discount kernel.Money) error {
	f.note(who, &finance.Receive{
		Customer: f.Customers[customer], Discount: discount,
		Parts: []finance.ReceivePart{{Fund: f.fund(account), Amount: amount}},
	})
	return nil
}

// counterSale is sold in the showroom, handed over and paid on the spot.
func (f *founder) counterSale(day kernel.Date) error {
	b := &buyers[walkIn]
	lines := f.someLines(b, "ZT", 12)
	if len(lines) > 3 {
		lines = lines[:3]
	}
	if len(lines) == 0 {
		return nil
	}
	return f.handOver(b.short, lines, func(kernel.Ref[sales.Order]) {})
}

// walkIn is 散客 among the buyers.
var walkIn = func() int {
	for i, b := range buyers {
		if b.short == "散客" {
			return i
		}
	}
	panic("demo: nobody walks in")
}()

// handOver sells over the counter and takes the money by phone.
func (f *founder) handOver(customer string, lines []sales.WishLine, then func(kernel.Ref[sales.Order])) error {
	then(f.born(f.note(lin, &sales.Handover{Wish: sales.Wish{
		Customer: f.Customers[customer], From: f.Places["ZT"], Way: sales.PickUp, Lines: lines,
	}})))
	return f.take(cashier, customer, weChat, totalOf(lines), 0)
}
