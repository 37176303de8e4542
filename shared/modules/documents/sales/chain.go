package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

func init() { flow.DeclareChain("sales", hops) }

// hops are the steps between orders, deliveries and returns, and between their lines.
func hops(tx *kernel.Tx, row kernel.Row) []flow.Hop {
	switch r := row.(type) {
	case *Order:
		return deliveriesOf(tx, r)
	case *Delivery:
		list := []flow.Hop{flow.HopOf(Orders.Name(), r.Order.ID(), Deliveries.Name(), r.ID).Of(0, Deliveries.Whole(tx.Held, r).Total)}
		back, _ := ReturnsOf.Of(tx, kernel.Ref[Delivery](r.ID))
		for _, b := range back {
			list = append(list, backOf(tx, b))
		}
		return list
	case *Return:
		if !r.Delivery.IsZero() {
			return []flow.Hop{backOf(tx, r)}
		}
	case *OrderLine:
		return deliveryLinesOf(tx, r)
	case *DeliveryLine:
		return append(returnLinesOf(tx, r), goneOut(tx, r))
	case *ReturnLine:
		if !r.DeliveryLine.IsZero() {
			return []flow.Hop{cameBack(tx, r)}
		}
	}
	return nil
}

func deliveriesOf(tx *kernel.Tx, o *Order) []flow.Hop {
	var list []flow.Hop
	deliveries, _ := DeliveriesOf.Of(tx, kernel.Ref[Order](o.ID))
	for _, d := range deliveries {
		list = append(list, flow.HopOf(Orders.Name(), o.ID, Deliveries.Name(), d.ID).Of(0, Deliveries.Whole(tx.Held, d).Total))
	}
	return list
}

func backOf(tx *kernel.Tx, r *Return) flow.Hop {
	return flow.HopOf(Deliveries.Name(), r.Delivery.ID(), Returns.Name(), r.ID).Of(0, Returns.Whole(tx.Held, r).Total)
}

func deliveryLinesOf(tx *kernel.Tx, l *OrderLine) []flow.Hop {
	var list []flow.Hop
	deliveries, _ := DeliveriesOf.Of(tx, l.Order)
	for _, d := range deliveries {
		lines, _ := DeliveryLinesOf.Of(tx, kernel.Ref[Delivery](d.ID))
		for _, gone := range lines {
			if gone.OrderLine.ID() == l.ID && d.State != Void {
				list = append(list, goneOut(tx, gone))
			}
		}
	}
	return list
}

// goneOut is what of an order's line is on a delivery's: shipped, or to be shipped.
func goneOut(tx *kernel.Tx, l *DeliveryLine) flow.Hop {
	qty := l.Shipped
	if qty == 0 {
		qty = l.Qty
	}
	return flow.HopOf(OrderLines.Name(), l.OrderLine.ID(), DeliveryLines.Name(), l.ID).Of(qty, DeliveryLines.Whole(tx.Held, l).Gross)
}

func returnLinesOf(tx *kernel.Tx, l *DeliveryLine) []flow.Hop {
	var list []flow.Hop
	back, _ := ReturnsOf.Of(tx, l.Delivery)
	for _, r := range back {
		lines, _ := ReturnLinesOf.Of(tx, kernel.Ref[Return](r.ID))
		for _, came := range lines {
			if came.DeliveryLine.ID() == l.ID {
				list = append(list, cameBack(tx, came))
			}
		}
	}
	return list
}

func cameBack(tx *kernel.Tx, l *ReturnLine) flow.Hop {
	return flow.HopOf(DeliveryLines.Name(), l.DeliveryLine.ID(), ReturnLines.Name(), l.ID).Of(l.Qty, ReturnLines.Whole(tx.Held, l).Gross)
}
