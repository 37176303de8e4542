package sales

import "heyi/shared/kernel"

// auditTotals compares the totals of orders, deliveries and returns with their
// lines. The tax of a gift stands on its line and in no total, because the
// customer does not pay it.
func auditTotals(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	lines, err := linesByOrder(c, all)
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, Orders, func(o *Order) error {
		var sum Figures
		for _, l := range lines[kernel.Ref[Order](o.ID)] {
			sum.add(Figures{l.Goods, l.Gross, l.Net, l.Vat}, false)
		}
		if sum != (Figures{o.Goods, o.Total, o.Net, o.Vat}) || o.Net+o.Vat != o.Total || o.Goods-o.Discount != o.Total {
			found("sales_order " + o.Number)
		}
		return nil
	})
	if err != nil {
		return err
	}
	left := map[kernel.ID]Figures{}
	err = kernel.Each(c, all, DeliveryLines, func(l *DeliveryLine) error {
		l = DeliveryLines.Whole(all.Get, l)
		sum := left[l.Delivery.ID()]
		sum.add(Figures{0, l.Gross, l.Net, l.Vat}, l.Gift)
		left[l.Delivery.ID()] = sum
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, ReturnLines, func(l *ReturnLine) error {
		l = ReturnLines.Whole(all.Get, l)
		sum := left[l.Return.ID()]
		sum.add(Figures{0, l.Gross, l.Net, l.Vat}, l.Gift)
		left[l.Return.ID()] = sum
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, Deliveries, func(d *Delivery) error {
		d = Deliveries.Whole(all.Get, d)
		if left[d.ID] != (Figures{0, d.Total, d.Net, d.Vat}) || d.Net+d.Vat != d.Total {
			found("sales_delivery " + d.Number)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, Returns, func(r *Return) error {
		r = Returns.Whole(all.Get, r)
		if left[r.ID] != (Figures{0, r.Total, r.Net, r.Vat}) || r.Net+r.Vat != r.Total {
			found("sales_return " + r.Number)
		}
		return nil
	})
}

func (f *Figures) add(g Figures, gift bool) {
	if gift {
		return
	}
	f.Goods += g.Goods
	f.Gross += g.Gross
	f.Net += g.Net
	f.Vat += g.Vat
}
