package demo

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
)

// planShipping plans what happens to an order's goods: picked and shipped, signed
// for, and now and then sent back or invoiced. n counts the orders.
func (f *founder) planShipping(order kernel.Ref[sales.Order], way kernel.Choice, day kernel.Date, n int) {
	leaves := nextWorkday(day, 1)
	minute := 8*60 + 35 + f.chance.IntN(110)
	if n%5 < 2 && f.minute() < 11*60 && isWorkday(day) { // early orders leave in the afternoon
		leaves, minute = day, 14*60+f.chance.IntN(200)
	}
	f.on(leaves, minute, func() error {
		f.planAfter(order, way, leaves, n)
		return f.ship(order, nil, "")
	})
}

// minute of the day at the moment.
func (f *founder) minute() int {
	return int((f.moment - midnightOf(f.moment.Date(zone))) / 60_000)
}

// planAfter plans what follows when the goods have left.
func (f *founder) planAfter(order kernel.Ref[sales.Order], way kernel.Choice, left kernel.Date, n int) {
	arrives := nextWorkday(left, 1)
	if way == sales.Logistics {
		arrives = nextWorkday(left, 3)
	}
	f.on(arrives, 9*60+f.chance.IntN(440), func() error { return f.sign(order) })
	switch {
	case n%50 == 17: // 2 % come back
		f.on(nextWorkday(left, 4), 15*60+f.chance.IntN(90), func() error { return f.sendBack(order, n) })
	case n%3 == 0:
		f.on(nextWorkday(left, 2), 16*60+f.chance.IntN(60), func() error { return f.invoice(order, n) })
	}
}

// deliveries of an order that are in one of the states.
func (f *founder) deliveries(order kernel.Ref[sales.Order], states ...kernel.State) []*sales.Delivery {
	all, _ := sales.DeliveriesOf.Of(f.tx(), order)
	var list []*sales.Delivery
	for _, d := range all {
		for _, s := range states {
			if d.State == s {
				list = append(list, d)
			}
		}
	}
	return list
}

func (f *founder) pick(order kernel.Ref[sales.Order]) error {
	for _, d := range f.deliveries(order, sales.Pending) {
		if _, err := f.do(keeper, &sales.Pick{Delivery: kernel.Ref[sales.Delivery](d.ID)}); err != nil {
			return err
		}
	}
	return nil
}

// pickMinutes is how long picking takes when nothing is wrong.
const pickMinutes = 4

// ship lets the order's delivery leave: all of it, or so much of its first line.
// One that is not picked yet was picked just before.
func (f *founder) ship(order kernel.Ref[sales.Order], part *kernel.Qty, note string) error {
	for _, d := range f.deliveries(order, sales.Pending, sales.Picking) {
		ref := kernel.Ref[sales.Delivery](d.ID)
		args := &sales.Ship{Delivery: ref, Note: note}
		if d.Way == sales.ByUs {
			args.Carrier = "自送 " + driver
		} else if d.Way == sales.Logistics {
			args.Carrier = "德邦物流"
		}
		if part != nil {
			lines, _ := sales.DeliveryLinesOf.Of(f.tx(), ref)
			args.Lines = []sales.ShipLine{{Line: kernel.Ref[sales.DeliveryLine](lines[0].ID), Qty: *part}}
			args.Rest = sales.RestClose
		}
		if d.State == sales.Pending {
			f.note(keeper, &sales.Pick{Delivery: ref})
			f.waiting[len(f.waiting)-1].At -= pickMinutes * 60_000
		}
		f.note(keeper, args)
	}
	return nil
}

func (f *founder) sign(order kernel.Ref[sales.Order]) error {
	for _, d := range f.deliveries(order, sales.Shipped) {
		who := keeper // the carrier reports to him
		if d.Way == sales.ByUs {
			who = driver
		}
		by := d.Contact
		if by == "" {
			by = d.Name
		}
		f.note(who, &sales.Sign{Delivery: kernel.Ref[sales.Delivery](d.ID), By: clip(by, 20)})
	}
	return nil
}

// clip shortens a name to what a field holds.
func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

func (f *founder) invoice(order kernel.Ref[sales.Order], n int) error {
	for _, d := range f.deliveries(order, sales.Shipped, sales.Signed) {
		f.note(accountant, &sales.Invoice{
			Delivery: kernel.Ref[sales.Delivery](d.ID), State: sales.Invoiced, Number: invoiceNumber(f.Today, n),
		})
	}
	return nil
}

// reasons why goods come back.
var reasons = []string{"颜色与样册有色差", "桌脚磕碰", "尺寸订错", "客户多订", "面料起球"}

// sendBack returns one piece of the order's first line.
func (f *founder) sendBack(order kernel.Ref[sales.Order], n int) error {
	for _, d := range f.deliveries(order, sales.Shipped, sales.Signed) {
		lines, _ := sales.DeliveryLinesOf.Of(f.tx(), kernel.Ref[sales.Delivery](d.ID))
		if lines[0].Service || lines[0].Qty >= units(1000) {
			return nil // nobody sends back one 脚垫 of a thousand
		}
		into := f.Places["ZC"]
		if n%100 == 17 {
			into = f.Places["BL"]
		}
		_, err := f.do(keeper, &sales.TakeBack{
			Delivery: kernel.Ref[sales.Delivery](d.ID), Reason: reasons[n/50%len(reasons)],
			Lines: []sales.TakeBackLine{{Line: kernel.Ref[sales.DeliveryLine](lines[0].ID), Qty: units(1), Into: into}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// supplierOf is who makes an item.
func supplierOf(p *item) string {
	switch p.brand {
	case "梦安":
		return "梦安床具"
	case "逸坐":
		return "逸坐办公"
	}
	return "禾宜木业"
}

// suppliersInTurn is the order in which they deliver.
var suppliersInTurn = []string{"禾宜木业", "梦安床具", "逸坐办公"}

// restock brings back to the opening quantity what has sold below two thirds.
// Purchase prices move by a percent or two.
func (f *founder) restock() error {
	for _, supplier := range suppliersInTurn {
		in := &stock.Receive{Place: f.Places["ZC"], Supplier: f.Customers[supplier]}
		for i := range items {
			p := &items[i]
			if p.weight == 0 || p.opening == "" || supplierOf(p) != supplier {
				continue
			}
			full, err := kernel.ParseQty(p.opening)
			if err != nil {
				return err
			}
			available := f.available(shelfOf{p.code, "ZC"})
			if available*3 > full*2 {
				continue
			}
			qty := (full - available) / 1_000_000
			if per := kernel.Qty(p.per); per > 0 {
				qty = (qty + per - 1) / per * per
			}
			price := yuan(p.cost) * kernel.Price(985+f.chance.IntN(31)) / 1000 / 100 * 100
			in.Lines = append(in.Lines, stock.ReceiveLine{Product: f.Products[p.code], Qty: qty * 1_000_000, Price: price})
		}
		if len(in.Lines) == 0 {
			continue
		}
		if _, err := f.do(purchaser, in); err != nil {
			return err
		}
	}
	return nil
}

// fillShowroom moves to 番禺展厅仓 what was sold there.
func (f *founder) fillShowroom() error {
	move := &stock.Transfer{Place: f.Places["ZC"], To: f.Places["ZT"], Note: "补展厅"}
	for _, s := range showroom {
		if !displayed(s.code) {
			continue
		}
		left := f.available(shelfOf{s.code, "ZT"})
		missing := units(s.qty) - left
		if missing*3 < units(s.qty) || missing > f.available(shelfOf{s.code, "ZC"}) {
			continue
		}
		move.Lines = append(move.Lines, stock.GoodsLine{Product: f.Products[s.code], Qty: missing})
	}
	if len(move.Lines) == 0 {
		return nil
	}
	_, err := f.do(keeper, move)
	return err
}
