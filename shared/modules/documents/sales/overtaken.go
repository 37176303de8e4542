package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
)

// TaskWithdrawnLeft tells that goods left on a delivery that had been withdrawn.
var TaskWithdrawnLeft = flow.DeclareTask("sales.withdrawn_left", "出库单 {number} 已撤回，但 {customer} 的货已出库，请核对订单 {order}",
	"Delivery {number} was withdrawn, but the goods of {customer} have left: please check order {order}", flow.Kind{
		Title: flow.Words{Zh: "撤回后又出库", En: "Left though withdrawn"}, Asks: deciders, Urgency: flow.Urgent,
		Opens: flow.Words{Zh: "出库单撤回后货仍然出了库", En: "Goods left though their delivery had been withdrawn"},
	})

// overtaken deals with goods that left though their delivery had been withdrawn. Of an
// order that was given up, what has left is all there will be; one that was promised
// anew sends no more than what rests of it.
func overtaken(tx *kernel.Tx, d *Delivery, o *Order, lines []*OrderLine) error {
	if o.State == Held { // nobody has to decide any more
		decide(tx, o, flow.Withdrawn, "")
		kernel.Set(tx, o, &o.HeldFor, "")
		flow.CloseTasks(tx, TaskRelease, o.ID)
	}
	if o.State == Draft || o.State == Held || o.State == Void {
		for _, l := range lines {
			if rest := l.Rest(); rest > 0 {
				kernel.Add(tx, l, &l.Closed, rest)
			}
		}
	} else if err := replan(tx, o, lines); err != nil {
		return err
	}
	flow.OpenTask(tx, TaskWithdrawnLeft, d, flow.To{Asks: deciders, Seat: o.Owner}, kernel.Text("number", d.Number),
		kernel.Text("customer", d.Name), kernel.Text("order", o.Number))
	return nil
}

// replan withdraws the deliveries of an order when they would send more than rests of
// it, and plans anew what of them does. The warehouse may have sent those, too: they are
// withdrawn and not cut, so that this is taken as the fact that it is.
func replan(tx *kernel.Tx, o *Order, lines []*OrderLine) error {
	if !overPlanned(lines) {
		return nil
	}
	d, err := newDeal(tx, o, lines)
	if err != nil {
		return err
	}
	if err := d.withdrawDeliveries(); err != nil {
		return err
	}
	var parts []part
	for _, l := range lines {
		now := min(l.Planned, l.Rest())
		if _, err := stock.Unreserve(tx, l.ID, max(stock.ReservedFor(tx, l.ID)-now, 0)); err != nil {
			return err
		}
		if now != l.Planned {
			kernel.Add(tx, l, &l.Planned, now-l.Planned)
		}
		if now > 0 {
			parts = append(parts, part{l, now})
		}
	}
	if !anyWaits(o, lines) {
		flow.CloseTasks(tx, TaskBuy, o.ID)
	}
	_, err = d.send(parts)
	return err
}

func overPlanned(lines []*OrderLine) bool {
	for _, l := range lines {
		if l.Planned > l.Rest() {
			return true
		}
	}
	return false
}

// Orders of earlier releases may have the same goods on the way twice, or be taken for
// shipped because more left of one line than was ordered.
func init() {
	overtakenBefore := func(tx *kernel.Tx, o *Order) ([]*OrderLine, bool) {
		if o.State != Approved && o.State != Partly && o.State != Shipped {
			return nil, false
		}
		lines, _ := LinesOf.Of(tx, kernel.Ref[Order](o.ID))
		more := overPlanned(lines)
		for _, l := range lines {
			more = more || l.Shipped+l.Closed > l.BaseQty
		}
		return lines, more && (overPlanned(lines) || progress(lines) != o.State || open(o, lines) != o.Open)
	}
	kernel.UpgradeRowsBeside(50, "sales.overtaken_orders", "撤回后又出库的订单按剩余数量重新安排出库", "Orders whose withdrawn goods had left plan what rests of them", Orders,
		func(all kernel.Reader, o *Order) bool {
			_, todo := overtakenBefore(readOf(all, o), o)
			return todo
		},
		func(tx *kernel.Tx, o *Order) error {
			lines, _ := overtakenBefore(tx, o)
			if err := replan(tx, o, lines); err != nil {
				return err
			}
			if err := moveTo(tx, o, progress(lines)); err != nil {
				return err
			}
			renew(tx, o, lines)
			return nil
		})
}
