package trade

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/sim"
)

// Returned is held against the rows in the end, whatever the audits say.
var Returned = sim.Promised("returns-add-up",
	"What came back of a delivery's line in parts adds up, once all of it is back, to the line's own gross, net, tax and cost, to the fen; before that it never exceeds them.")

// Booked is held against the rows in the end, too.
var Booked = sim.Promised("deliveries-add-up", "What was booked for the deliveries of an order's line is its part of the line's gross, to the fen, however short they were.")

// checkBooked adds up what was booked for every line of an order.
func (c *Company) checkBooked(w *sim.World) error {
	gross, tx := map[kernel.ID]kernel.Money{}, c.read(w)
	sold := sales.DeliveryLines.Guarded(org.SeesPrice)
	err := kernel.Each(c.Catalog, w.Server.Disk, sales.DeliveryLines, func(l *sales.DeliveryLine) error {
		if a, p := sold.Get(tx, kernel.Ref[sales.DeliveryLine](l.ID)); p == kernel.Found {
			gross[l.OrderLine.ID()] += a.Gross
		}
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c.Catalog, w.Server.Disk, sales.OrderLines, func(l *sales.OrderLine) error {
		if part := stock.Portion(l.Gross, l.BaseQty, 0, l.Shipped); !l.Gift && gross[l.ID] != part {
			return Booked.Broken("%s left of %s of line %s, %s are booked of %s", l.Shipped, l.BaseQty, l.ID, gross[l.ID], part)
		}
		return nil
	})
}

type figures struct{ gross, net, vat, cost kernel.Money }

// checkReturns adds up the returns of every line of a delivery.
func (c *Company) checkReturns(w *sim.World) error {
	back, qty := map[kernel.ID]figures{}, map[kernel.ID]kernel.Qty{}
	tx := c.read(w)
	amounts, costs := sales.ReturnLines.Guarded(org.SeesPrice), sales.ReturnLines.Guarded(org.SeesCost)
	err := kernel.Each(c.Catalog, w.Server.Disk, sales.ReturnLines, func(l *sales.ReturnLine) error {
		sum, of := back[l.DeliveryLine.ID()], kernel.Ref[sales.ReturnLine](l.ID)
		if a, p := amounts.Get(tx, of); p == kernel.Found {
			sum.gross, sum.net, sum.vat = sum.gross+a.Gross, sum.net+a.Net, sum.vat+a.Vat
		}
		if a, p := costs.Get(tx, of); p == kernel.Found {
			sum.cost += a.Cost
		}
		back[l.DeliveryLine.ID()] = sum
		qty[l.DeliveryLine.ID()] += l.Qty
		return nil
	})
	if err != nil {
		return err
	}
	sold, cost := sales.DeliveryLines.Guarded(org.SeesPrice), sales.DeliveryLines.Guarded(org.SeesCost)
	return kernel.Each(c.Catalog, w.Server.Disk, sales.DeliveryLines, func(l *sales.DeliveryLine) error {
		if l.Returned == 0 {
			return nil
		}
		var whole figures
		if a, p := sold.Get(tx, kernel.Ref[sales.DeliveryLine](l.ID)); p == kernel.Found {
			whole.gross, whole.net, whole.vat = a.Gross, a.Net, a.Vat
		}
		if a, p := cost.Get(tx, kernel.Ref[sales.DeliveryLine](l.ID)); p == kernel.Found {
			whole.cost = a.Cost
		}
		got := back[l.ID]
		switch {
		case qty[l.ID] != l.Returned || l.Returned > l.Shipped:
			return Returned.Broken("%s of line %s came back, %s stand there, %s left", qty[l.ID], l.ID, l.Returned, l.Shipped)
		case l.Returned == l.Shipped && got != whole:
			return Returned.Broken("line %s is back with %v of %v", l.ID, got, whole)
		case got.gross > whole.gross || got.cost > whole.cost || got.vat > whole.vat:
			return Returned.Broken("line %s is partly back with %v of %v", l.ID, got, whole)
		}
		return nil
	})
}
