package sales

import "heyi/shared/kernel"

// auditWaiting compares the queue with the lines of orders, both ways.
func auditWaiting(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	orders := map[kernel.Ref[Order]]*Order{}
	err := kernel.Each(c, all, Orders, func(o *Order) error {
		orders[kernel.Ref[Order](o.ID)] = o
		return nil
	})
	if err != nil {
		return err
	}
	missing := map[kernel.Ref[OrderLine]]kernel.Qty{}
	err = kernel.Each(c, all, OrderLines, func(l *OrderLine) error {
		if qty := waits(orders[l.Order], l); qty != 0 {
			missing[kernel.Ref[OrderLine](l.ID)] = qty
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, Waitings, func(w *Waiting) error {
		if w.Qty != missing[w.Line] || (w.State == StillWaiting) != (w.Qty > 0) {
			found("sales_waiting " + w.ID.String())
		}
		delete(missing, w.Line)
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, OrderLines, func(l *OrderLine) error { // in the order of ids
		if missing[kernel.Ref[OrderLine](l.ID)] != 0 {
			found("sales_order_line " + l.ID.String())
		}
		return nil
	})
}
