package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/stock"
)

func init() {
	kernel.DeclareAudit("F2L", "订单行的占用不超过其待出库数量", "What an order line has reserved is at most what it has on deliveries", auditReserved)
}

// auditReserved compares reservations with the lines that they are for. A count may have
// cut them; nothing makes them more.
func auditReserved(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	reserved := map[kernel.ID]kernel.Qty{}
	err := kernel.Each(c, all, stock.Reservations, func(r *stock.Reservation) error {
		reserved[r.Line] += r.Qty
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, OrderLines, func(l *OrderLine) error {
		if reserved[l.ID] > l.Planned {
			found("sales_order_line " + l.ID.String())
		}
		return nil
	})
}
