package sales

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
)

// ordersAudit walks through all orders once, each with all that hangs on it.
type ordersAudit struct {
	catalog  *kernel.Catalog
	all      kernel.Scanner
	found    func(rule, key string)
	promised map[kernel.Ref[party.Party]]kernel.Money

	// Of the orders at hand, by what they hang on.
	lines         map[kernel.ID][]*OrderLine
	deliveries    map[kernel.ID][]*Delivery
	deliveryLines map[kernel.ID][]*DeliveryLine
	returns       map[kernel.ID][]*Return
	returnLines   map[kernel.ID][]*ReturnLine
	reservations  map[kernel.ID][]*stock.Reservation
	events        map[kernel.ID][]*flow.ProcessEvent
}

func auditOrders(c *kernel.Catalog, all kernel.Scanner, found func(rule, key string)) error {
	a := &ordersAudit{catalog: c, all: all, found: found, promised: map[kernel.Ref[party.Party]]kernel.Money{}}
	err := kernel.EachLot(c, all, Orders, a.lot)
	if err == nil {
		err = kernel.Each(c, all, party.Balances, a.openOf)
	}
	if err == nil {
		err = kernel.Each(c, all, Waitings, a.waiting)
	}
	if err == nil {
		err = a.looseReturns()
	}
	return err
}

func (a *ordersAudit) lot(orders []*Order) (err error) {
	ids := idsOf(orders)
	if a.lines, err = LinesOf.Among(a.catalog, a.all, ids); err != nil {
		return err
	}
	if a.reservations, err = stock.ReservationsOf.Among(a.catalog, a.all, idsIn(a.lines)); err != nil {
		return err
	}
	if a.deliveries, err = DeliveriesOf.Among(a.catalog, a.all, ids); err != nil {
		return err
	}
	left := idsIn(a.deliveries)
	if a.deliveryLines, err = DeliveryLinesOf.Among(a.catalog, a.all, left); err != nil {
		return err
	}
	if a.returns, err = ReturnsOf.Among(a.catalog, a.all, left); err != nil {
		return err
	}
	if a.returnLines, err = ReturnLinesOf.Among(a.catalog, a.all, idsIn(a.returns)); err != nil {
		return err
	}
	if a.events, err = flow.EventsOf.Among(a.catalog, a.all, ids); err != nil {
		return err
	}
	for _, o := range orders {
		a.order(o)
	}
	return nil
}

// idsOf lists the ids of rows; idsIn those of rows that hang on others.
func idsOf[T any](rows []*T) (ids []kernel.ID) {
	for _, row := range rows {
		ids = append(ids, any(row).(kernel.Row).Base().ID)
	}
	return ids
}

func idsIn[T any](rows map[kernel.ID][]*T) (ids []kernel.ID) {
	for _, some := range rows {
		ids = append(ids, idsOf(some)...)
	}
	return ids
}

func (a *ordersAudit) order(o *Order) {
	var standing []*OrderLine
	for _, l := range a.lines[o.ID] {
		if !l.Removed {
			standing = append(standing, l)
		}
	}
	if open(o, standing) != o.Open {
		a.found("F7", "sales_order "+o.Number)
	}
	a.promised[o.Customer] += o.Open
	if going := o.State == Approved || o.State == Partly || o.State == Shipped; going && progress(standing) != o.State {
		a.found("F4S", "sales_order "+o.Number)
	}
	if !inOrder(o, a.stepsOf(o)) {
		a.found("F10", "sales_order "+o.Number)
	}
	whole := o.Allow == Whole && (o.State == Approved || o.State == Partly)
	for _, l := range standing {
		if whole && l.Planned != l.Rest() {
			a.found("F11", fmt.Sprintf("sales_order %s line %d", o.Number, l.Line))
		}
	}
	a.orderLines(o)
	a.totals(o, standing)
}

// documented is what the documents say of an order line.
type documented struct {
	shipped, returned, planned kernel.Qty
	overtook                   bool
}

// orderLines holds the lines against deliveries, returns, reservations and the queue.
func (a *ordersAudit) orderLines(o *Order) {
	sums := a.documented(o)
	for _, l := range a.lines[o.ID] {
		s := sums[l.ID]
		delete(sums, l.ID)
		if l.Shipped != s.shipped || l.Returned != s.returned || l.Shipped+l.Closed > l.BaseQty && !s.overtook {
			a.found("F4", "sales_order_line "+l.ID.String())
		}
		if l.Planned != s.planned || l.Planned > l.Rest() {
			a.found("G7", "sales_order_line "+l.ID.String())
		}
		var reserved kernel.Qty
		for _, r := range a.reservations[l.ID] {
			reserved += r.Qty
		}
		if reserved > l.Planned { // a count may have cut it; nothing makes it more
			a.found("F2L", "sales_order_line "+l.ID.String())
		}
		if waits(o, l) > 0 && a.all.Get(Waitings.In(a.catalog), waitingRef(l).ID()) == nil {
			a.found("F11Q", "sales_order_line "+l.ID.String())
		}
	}
	if len(sums) > 0 { // its deliveries are of lines that are not its own
		a.found("F4", "sales_order "+o.Number)
	}
}

func (a *ordersAudit) documented(o *Order) map[kernel.ID]documented {
	sums := map[kernel.ID]documented{}
	for _, d := range a.deliveries[o.ID] {
		back := map[kernel.ID]kernel.Qty{}
		for _, r := range a.returns[d.ID] {
			for _, l := range a.returnLines[r.ID] {
				back[l.DeliveryLine.ID()] += l.Qty
			}
		}
		for _, l := range a.deliveryLines[d.ID] {
			if l.Returned != back[l.ID] || l.Returned > l.Shipped || l.Shipped > l.Qty {
				a.found("F4", "sales_delivery_line "+l.ID.String())
			}
			s := sums[l.OrderLine.ID()]
			s.shipped += l.Shipped
			s.returned += l.Returned
			s.overtook = s.overtook || d.Overtook
			if d.State == Pending || d.State == Picking {
				s.planned += l.Qty
			}
			sums[l.OrderLine.ID()] = s
		}
	}
	return sums
}

// openOf compares what a customer's orders promise with what is kept of it.
func (a *ordersAudit) openOf(b *party.Balance) error {
	if b.OpenOrders != a.promised[b.Party] {
		a.found("F7", "party_balance "+b.ID.String())
	}
	return nil
}

// waiting compares the queue with the lines that it names.
func (a *ordersAudit) waiting(w *Waiting) error {
	var missing kernel.Qty
	if l, ok := a.all.Get(OrderLines.In(a.catalog), w.Line.ID()).(*OrderLine); ok {
		o, _ := a.all.Get(Orders.In(a.catalog), l.Order.ID()).(*Order)
		missing = waits(o, l)
	}
	if w.Qty != missing || (w.State == StillWaiting) != (w.Qty > 0) {
		a.found("F11Q", "sales_waiting "+w.ID.String())
	}
	return nil
}

// stepsOf is when each step of an order was first made.
func (a *ordersAudit) stepsOf(o *Order) map[int]kernel.Time {
	first := map[int]kernel.Time{}
	for _, e := range a.events[o.ID] {
		n, known := stepOf[e.Node]
		if e.RootEntity != Orders.Name() || !known {
			continue
		}
		if at, has := first[n]; !has || e.Judged < at {
			first[n] = e.Judged
		}
	}
	return first
}

// inOrder tells whether no order was shipped before it was checked, signed or paid before
// it was shipped.
func inOrder(o *Order, at map[int]kernel.Time) bool {
	if _, made := at[StepOrder]; !made {
		return false
	}
	_, checked := at[StepStock]
	_, left := at[StepShip]
	mustHaveLeft := o.State == Shipped || o.State == Partly
	if (o.State == Approved || o.State == Held) && !checked || mustHaveLeft && !left {
		return false
	}
	before := [...][2]int{{StepOrder, StepStock}, {StepStock, StepShip}, {StepShip, StepSign}, {StepShip, StepPay}}
	for _, pair := range before {
		later, has := at[pair[1]]
		if has && later < at[pair[0]] {
			return false
		}
	}
	return true
}
