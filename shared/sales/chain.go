package sales

import (
	"heyi/shared/flow"
	"heyi/shared/kernel"
)

func init() { flow.DeclareChain("sales", hops) }

// hops are the steps between orders, deliveries and returns, and between their lines.
func hops(tx *kernel.Tx, row kernel.Row) []flow.Hop {
	switch r := row.(type) {
	case *Order:
		return deliveriesOf(tx, r)
	case *Delivery:
		list := []flow.Hop{flow.HopOf(Orders.Name(), r.Order.ID(), Deliveries.Name(), r.ID).Of(0, r.Total)}
		back, _ := ReturnsOf.Of(tx, kernel.Ref[Delivery](r.ID))
		for _, b := range back {
			list = append(list, backOf(b))
		}
		return list
	case *Return:
		if !r.Delivery.IsZero() {
			return []flow.Hop{backOf(r)}
		}
	case *OrderLine:
		return deliveryLinesOf(tx, r)
	case *DeliveryLine:
		return append(returnLinesOf(tx, r), goneOut(r))
	case *ReturnLine:
		if !r.DeliveryLine.IsZero() {
			return []flow.Hop{cameBack(r)}
		}
	}
	return nil
}

func deliveriesOf(tx *kernel.Tx, o *Order) []flow.Hop {
	var list []flow.Hop
	deliveries, _ := DeliveriesOf.Of(tx, kernel.Ref[Order](o.ID))
	for _, d := range deliveries {
		list = append(list, flow.HopOf(Orders.Name(), o.ID, Deliveries.Name(), d.ID).Of(0, d.Total))
	}
	return list
}

func backOf(r *Return) flow.Hop {
	return flow.HopOf(Deliveries.Name(), r.Delivery.ID(), Returns.Name(), r.ID).Of(0, r.Total)
}

func deliveryLinesOf(tx *kernel.Tx, l *OrderLine) []flow.Hop {
	var list []flow.Hop
	deliveries, _ := DeliveriesOf.Of(tx, l.Order)
	for _, d := range deliveries {
		lines, _ := DeliveryLinesOf.Of(tx, kernel.Ref[Delivery](d.ID))
		for _, gone := range lines {
			if gone.OrderLine.ID() == l.ID && d.State != Void {
				list = append(list, goneOut(gone))
			}
		}
	}
	return list
}

// goneOut is what of an order's line is on a delivery's: shipped, or to be shipped.
func goneOut(l *DeliveryLine) flow.Hop {
	qty := l.Shipped
	if qty == 0 {
		qty = l.Qty
	}
	return flow.HopOf(OrderLines.Name(), l.OrderLine.ID(), DeliveryLines.Name(), l.ID).Of(qty, l.Gross)
}

func returnLinesOf(tx *kernel.Tx, l *DeliveryLine) []flow.Hop {
	var list []flow.Hop
	back, _ := ReturnsOf.Of(tx, l.Delivery)
	for _, r := range back {
		lines, _ := ReturnLinesOf.Of(tx, kernel.Ref[Return](r.ID))
		for _, came := range lines {
			if came.DeliveryLine.ID() == l.ID {
				list = append(list, cameBack(came))
			}
		}
	}
	return list
}

func cameBack(l *ReturnLine) flow.Hop {
	return flow.HopOf(DeliveryLines.Name(), l.DeliveryLine.ID(), ReturnLines.Name(), l.ID).Of(l.Qty, l.Gross)
}
