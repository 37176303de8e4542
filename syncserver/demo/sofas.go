package demo

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/tools/habit"
)

// lot is a number of sofas that leave on one day.
type lot struct {
	day kernel.Date
	qty int64
}

// sofaLots are the sales of the two sofas that the demo is about; chance sells
// none of them. HY-S302 sells 21 this month against 16 in the same days of the
// last one, fewer in a month that is young.
func (f *founder) sofaLots(code string) []lot {
	if code == "HY-S301" {
		return spread(f.Today.AddDays(-75), f.Today.AddDays(-8), 14)
	}
	now, before := int64(21), int64(16)
	switch day := f.Today.Day(); {
	case day < 4:
		now, before = 4, 3
	case day < 10:
		now, before = 13, 10
	}
	last := f.Today.MonthStart().AddMonths(-1)
	sameDay := min(f.Today.AddMonths(-1), last.MonthEnd())
	return append(spread(last, sameDay, before), spread(f.Today.MonthStart(), f.Today, now)...)
}

// soldInAll adds up a sofa's lots.
func (f *founder) soldInAll(code string) int64 {
	var sum int64
	for _, l := range f.sofaLots(code) {
		sum += l.qty
	}
	return sum
}

// spread divides a quantity into lots of two over the workdays from one day to
// another, or over all of them where there are no workdays.
func spread(from, to kernel.Date, qty int64) []lot {
	var days, all []kernel.Date
	for day := from; day <= to; day = day.AddDays(1) {
		all = append(all, day)
		if isWorkday(day) {
			days = append(days, day)
		}
	}
	if len(days) == 0 {
		days = all
	}
	n := (qty + 1) / 2
	lots := make([]lot, n)
	for i := range lots {
		lots[i] = lot{days[i*len(days)/int(n)], min(qty, 2)}
		qty -= 2
	}
	return lots
}

// planSofas plans the lots as orders that leave on the day they are placed.
func (f *founder) planSofas() {
	for _, code := range []string{"HY-S301", "HY-S302"} {
		for i, l := range f.sofaLots(code) {
			f.on(l.day, 8*60+36+i%8, func() error { return f.sellSofas(code, l) })
		}
	}
}

func (f *founder) sellSofas(code string, l lot) error {
	b := f.someBuyer(20_000_00)
	if b == nil {
		return fmt.Errorf("demo: nobody may buy %s on %s", code, l.day)
	}
	p := &items[itemAt[code]]
	wish := f.wishOf(b.short, sales.WishLine{Product: f.Products[code], Qty: units(l.qty), Price: priceFor(b, p)})
	wish.From, wish.Way = f.Places["ZC"], wayTo(b)
	order, err := f.place(b.owner, wish)
	if err != nil {
		return err
	}
	f.leave(kernel.Ref[sales.Order](order.ID), l.day, 9*60+55)
	return nil
}

// hengtaiDue is when the oldest bills of 恒泰 fell due.
func (f *founder) hengtaiDue() kernel.Date { return f.Today.AddDays(-62) }

// planHengtai: three slips over 86,400.00 are 62 days late, one over 40,080.00 is
// not due yet, and one more order waits for the boss.
func (f *founder) planHengtai() {
	month := f.hengtaiDue().MonthStart().AddMonths(-1)
	slips := [][]sales.WishLine{
		{f.line("HY-S308", "4", "6880"), f.line("HY-B506", "4", "1000")},
		{f.line("HY-S305", "6", "4180"), f.line("HY-B506", "4", "1000")},
		{f.line("HY-T105", "10", "2180"), f.line("HY-B506", "4", "1000")},
	}
	for i, lines := range slips {
		f.hengtaiSlip(onOrAfter(month.AddDays(4+8*i)), 15*60, boss, "老客户，对账单已确认", lines)
	}
	day := f.notYetDue()
	leaves := 15 * 60
	if day == f.Today {
		leaves = 9*60 + 50
	}
	f.hengtaiSlip(day, leaves, accountant, "客户书面承诺月底前付清旧款", []sales.WishLine{
		f.line("HY-S305", "6", "4180"), f.line("HY-B506", "15", "1000"),
	})
	f.deal(f.Today, 10*60, f.wishOf("恒泰家具", f.line("HY-S301", "3", "3680")), lin, func(o kernel.Ref[sales.Order]) error {
		f.Scenes.Held = o
		return nil
	})
}

// hengtaiSlip is an order that is released if it is held, and leaves.
func (f *founder) hengtaiSlip(day kernel.Date, leaves int, releases, why string, lines []sales.WishLine) {
	f.deal(day, morning+5, f.wishOf("恒泰家具", lines...), lin, func(o kernel.Ref[sales.Order]) error {
		order, err := sales.Orders.Need(f.tx(), o)
		if err != nil {
			return err
		}
		if order.State == sales.Held {
			f.on(day, morning+25, func() error {
				_, err := f.do(releases, &sales.Release{Order: o, Note: why})
				return err
			})
		}
		f.leave(o, day, leaves)
		return nil
	})
}

// notYetDue is the first workday of the last weeks whose deliveries to 恒泰 need
// not be paid before today.
func (f *founder) notYetDue() kernel.Date {
	terms, _ := habit.NextMonth(f.hengtaiDue().Day())
	for day := f.Today.AddDays(-18); day < f.Today; day = day.AddDays(1) {
		if isWorkday(day) && kernel.Date(terms.Due(int64(day))) >= f.Today {
			return day
		}
	}
	return f.Today
}
