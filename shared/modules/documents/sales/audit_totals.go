package sales

import (
	"slices"

	"heyi/shared/kernel"
)

// totals holds an order, its deliveries and what came back of them against their lines.
func (a *ordersAudit) totals(o *Order, lines []*OrderLine) {
	var sum Figures
	for _, l := range lines {
		sum.add(Figures{l.Goods, l.Gross, l.Net, l.Vat}, false)
	}
	if sum != (Figures{o.Goods, o.Total, o.Net, o.Vat}) || o.Net+o.Vat != o.Total || o.Goods-o.Discount != o.Total {
		a.found("G10", "sales_order "+o.Number)
	}
	for _, d := range a.deliveries[o.ID] {
		var sum Figures
		for _, l := range a.deliveryLines[d.ID] {
			l = DeliveryLines.Whole(a.all.Get, l)
			sum.add(Figures{0, l.Gross, l.Net, l.Vat}, l.Gift)
		}
		d = Deliveries.Whole(a.all.Get, d)
		if sum != (Figures{0, d.Total, d.Net, d.Vat}) || d.Net+d.Vat != d.Total {
			a.found("G10", "sales_delivery "+d.Number)
		}
		for _, r := range a.returns[d.ID] {
			a.returned(r, a.returnLines[r.ID])
		}
	}
}

// looseReturns looks at returns without a delivery, which hang on no order.
func (a *ordersAudit) looseReturns() error {
	return kernel.EachLot(a.catalog, a.all, Returns, func(returns []*Return) error {
		loose := slices.DeleteFunc(slices.Clone(returns), func(r *Return) bool { return !r.Delivery.IsZero() })
		lines, err := ReturnLinesOf.Among(a.catalog, a.all, idsOf(loose))
		for _, r := range loose {
			a.returned(r, lines[r.ID])
		}
		return err
	})
}

func (a *ordersAudit) returned(r *Return, lines []*ReturnLine) {
	var sum Figures
	for _, l := range lines {
		l = ReturnLines.Whole(a.all.Get, l)
		sum.add(Figures{0, l.Gross, l.Net, l.Vat}, l.Gift)
	}
	r = Returns.Whole(a.all.Get, r)
	if sum != (Figures{0, r.Total, r.Net, r.Vat}) || r.Net+r.Vat != r.Total {
		a.found("G10", "sales_return "+r.Number)
	}
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
