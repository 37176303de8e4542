package trade

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// some is one of the rows that this device holds, a zero reference for none.
func some[T any](a act, e *kernel.Entity[T]) kernel.Ref[T] {
	row := pick(a, e, func(*T) bool { return true })
	if row == nil {
		return kernel.Ref[T]{}
	}
	return kernel.Ref[T](any(row).(kernel.Row).Base().ID)
}

// handOver gives goods away on the spot: from the van or over the counter, whoever
// drives it, and however much there is.
func (a act) handOver(w sales.Wish) {
	if a.w.Clock.Chance(60) {
		w.From = a.c.van
	}
	a.do(&sales.Handover{Wish: w})
}

// redraft changes a draft before it is submitted again.
func (a act) redraft(o *sales.Order) {
	a.do(&sales.Save{Order: kernel.Ref[sales.Order](o.ID), Wish: sales.Wish{
		Customer: o.Customer, From: a.c.warehouse, Allow: o.Allow,
		Lines: []sales.WishLine{{Product: a.goods(), Qty: a.qty(9), Price: a.price()}},
	}})
}

func (a act) qty(most int64) kernel.Qty { return kernel.Qty(a.w.Clock.Between(1, most) * 1e6) }

// move takes goods out, loads the van, and puts what nobody understands aside and back,
// whatever the book has and whoever was promised it.
func (a act) move() {
	lines := []stock.GoodsLine{{Product: a.goods(), Qty: a.qty(25)}}
	switch a.w.Clock.Between(1, 5) {
	case 1:
		a.do(&stock.Issue{Place: a.c.warehouse, Purpose: stock.ForScrap, Lines: lines})
	case 2:
		a.do(&stock.Transfer{Place: a.c.warehouse, To: org.SuspensePlace, Lines: lines})
	case 3:
		a.do(&stock.Transfer{Place: a.c.van, To: a.c.warehouse, Lines: lines})
	default:
		a.do(&stock.Transfer{Place: a.c.warehouse, To: a.c.van, Lines: lines})
	}
}

// takeIn takes goods back that no delivery knows of.
func (a act) takeIn() {
	customer := pick(a, party.Parties, isCustomer)
	if customer == nil {
		return
	}
	a.do(&sales.TakeIn{
		Customer: kernel.Ref[party.Party](customer.ID), Into: a.c.warehouse, Reason: "旧货",
		Lines: []sales.TakeInLine{{Product: a.goods(), Qty: a.qty(3), Amount: kernel.Money(a.w.Clock.Between(0, 40_000))}},
	})
}

// revalue says afterwards what goods cost, or that they did not.
func (a act) revalue() {
	price := kernel.Price(a.w.Clock.Between(80_000_000, 120_000_000))
	switch line, back := some(a, stock.DocLines), some(a, sales.ReturnLines); {
	case a.w.Clock.Chance(30):
		if r := some(a, stock.Revaluations); !r.IsZero() {
			a.do(&stock.CancelRevaluation{Revaluation: r, Note: "填错了"})
		}
	case a.w.Clock.Chance(50) && !back.IsZero():
		a.do(&sales.RevalueReturn{Line: back, Price: price})
	case !line.IsZero():
		a.do(&stock.Revalue{Line: line, Price: price})
	}
}

// takeBackMoney cancels what was written off or given back.
func (a act) takeBackMoney() {
	if w := some(a, finance.WriteOffs); !w.IsZero() && a.w.Clock.Chance(50) {
		a.do(&finance.CancelWriteOff{WriteOff: w, Note: "又付了"})
	} else if r := some(a, finance.Refunds); !r.IsZero() {
		a.do(&finance.CancelRefund{Refund: r, Note: "没有付出"})
	}
}

// giveAll moves several customers to another seat at once, as who leaves does.
func (a act) giveAll(to kernel.ID) {
	for range a.w.Clock.Between(2, 5) {
		if customer := pick(a, party.Parties, isCustomer); customer != nil {
			a.edit("party", customer, "owner", to.String())
		}
	}
}

// followUp is what becomes of a delivery or its order besides.
func (a act) followUp() {
	d := pick(a, sales.Deliveries, func(d *sales.Delivery) bool { return d.State != sales.Void })
	switch {
	case d == nil:
	case d.State == sales.Pending:
		a.do(&sales.Pick{Delivery: kernel.Ref[sales.Delivery](d.ID)})
	case d.State == sales.Shipped:
		a.do(&sales.Sign{Delivery: kernel.Ref[sales.Delivery](d.ID), By: "张三"})
	}
}
