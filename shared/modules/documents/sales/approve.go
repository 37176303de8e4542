package sales

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// approve promises what the stock covers: it is reserved and put on a delivery.
// What it does not cover is dropped or waits, as the order's author allowed.
func (d *deal) approve(list []covered) error {
	for _, c := range list {
		l := c.line
		promise := max(d.order.Due, d.tx.Today())
		if c.shortage != nil && d.order.Allow == OrLess {
			kernel.Add(d.tx, l, &l.Closed, c.want-c.now)
		} else if c.shortage != nil {
			promise = max(promise, c.shortage.promise)
		}
		kernel.Set(d.tx, l, &l.Promise, promise)
		if promise > d.order.Promise {
			kernel.Set(d.tx, d.order, &d.order.Promise, promise)
		}
	}
	kernel.Set(d.tx, d.order, &d.order.State, Approved)
	kernel.Set(d.tx, d.order, &d.order.HeldFor, "")
	if _, err := d.deliver(list); err != nil {
		return err
	}
	renew(d.tx, d.order, d.lines)
	return nil
}

// deliver reserves what is there and makes the delivery of it; without anything
// there is none, nil.
func (d *deal) deliver(list []covered) (*Delivery, error) {
	var parts []part
	for _, c := range list {
		if c.now <= 0 {
			continue
		}
		parts = append(parts, part{c.line, c.now})
		if !c.line.Service {
			if err := stock.Reserve(d.tx, c.line.ID, c.line.Product, d.order.From, c.now); err != nil {
				return nil, err
			}
		}
		kernel.Add(d.tx, c.line, &c.line.Planned, c.now)
	}
	return d.send(parts)
}

// send makes the delivery of what is planned; nil of nothing.
func (d *deal) send(parts []part) (*Delivery, error) {
	if len(parts) == 0 {
		return nil, nil
	}
	delivery := newDelivery(d.tx, deliveryOf(d.order))
	for n, p := range parts {
		addLine(d.tx, delivery, n+1, lineOf(d.tx, p.line), p.qty)
	}
	return delivery, born(d.tx, delivery, Pending)
}

type part struct {
	line *OrderLine
	qty  kernel.Qty
}

// deliveryOf copies what a delivery needs of its order.
func deliveryOf(o *Order) Delivery {
	d := Delivery{
		Order: kernel.Ref[Order](o.ID), OrderNo: o.Number, Customer: o.Customer, Dept: o.Dept, Name: o.Name,
		Contact: o.Contact, Phone: o.Phone, Address: o.Address, Way: o.Way, From: o.From, Rank: rankOf(o), Due: o.Due, By: o.DueBy(),
	}
	d.Owner, d.Date, d.Note = o.Owner, o.Date, o.Note
	return d
}

// rankOf is where an order stands in the queues of the warehouse.
func rankOf(o *Order) int64 {
	if o.Urgent {
		return 0
	}
	return 1
}

// newDelivery inserts a delivery made of another document's copies. Goods that
// arrive may make several at once, which share the command's number.
func newDelivery(tx *kernel.Tx, d Delivery) *Delivery {
	d.State, d.Invoice = Pending, NotInvoiced
	org.Fill(tx, &d.Doc, "CK")
	n := 0
	for _, w := range tx.Writes() {
		if _, ok := w.After.(*Delivery); ok && w.Before == nil {
			n++
		}
	}
	if n == 0 {
		return Deliveries.Insert(tx, &d)
	}
	d.Number = fmt.Sprintf("%s-%d", d.Number, n+1)
	return Deliveries.Insert(tx, &d, d.Order, n)
}

// lineOf copies what a delivery says of a line. Goods leave in base units, whatever
// unit they were ordered in: the warehouse counts what it holds.
func lineOf(tx *kernel.Tx, l *OrderLine) DeliveryLine {
	unit := product.UnitOf(tx, l.Product)
	if unit == "" {
		unit = l.Unit
	}
	return DeliveryLine{
		OrderLine: kernel.Ref[OrderLine](l.ID), Product: l.Product, Code: l.Code, Name: l.Name, Spec: l.Spec,
		Unit: unit, Service: l.Service, Gift: l.Gift,
	}
}

// addLine inserts line n of a delivery.
func addLine(tx *kernel.Tx, d *Delivery, n int, l DeliveryLine, qty kernel.Qty) *DeliveryLine {
	l.Delivery, l.Line, l.Qty = kernel.Ref[Delivery](d.ID), int64(n), qty
	return DeliveryLines.Insert(tx, &l, d.ID, n)
}

// withdraw takes back the order's deliveries that have not left and the stock
// reserved for it.
func (d *deal) withdraw() error {
	if err := d.withdrawDeliveries(); err != nil {
		return err
	}
	for _, l := range d.lines {
		if l.Planned == 0 {
			continue
		}
		if !l.Service {
			if _, err := stock.UnreserveAll(d.tx, l.ID); err != nil {
				return err
			}
		}
		kernel.Add(d.tx, l, &l.Planned, -l.Planned)
	}
	return nil
}

func (d *deal) withdrawDeliveries() error {
	deliveries, _ := DeliveriesOf.Of(d.tx, kernel.Ref[Order](d.order.ID))
	for _, delivery := range deliveries {
		if delivery.State != Pending && delivery.State != Picking {
			continue
		}
		from := delivery.State
		kernel.Set(d.tx, delivery, &delivery.State, Void)
		if from == Picking {
			flow.OpenTask(d.tx, TaskPutBack, delivery, flow.To{}, kernel.Text("number", delivery.Number))
		}
		err := kernel.OnMoved.Emit(d.tx, kernel.Moved{Row: delivery, From: from, To: Void, Command: d.tx.Catalog.Command(d.tx.Call.Name)})
		if err != nil {
			return err
		}
	}
	return nil
}

// TaskPutBack goes to the warehouse when a delivery is withdrawn while picking.
var TaskPutBack = flow.DeclareTask("sales.put_back", "出库单 {number} 已撤回，请把已拣的货放回", "Delivery {number} was withdrawn: please put back what was picked", flow.Kind{
	Title: flow.Words{Zh: "已拣货放回", En: "Goods to put back"}, Asks: org.Ask(org.Storekeeper, "sales.ship"), Urgency: flow.Urgent,
	Opens: flow.Words{Zh: "拣货中的出库单被撤回", En: "A delivery is withdrawn while it is picked"},
})
