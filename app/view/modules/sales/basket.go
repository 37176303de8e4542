package sales

import (
	"slices"
	"sort"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// basketMost is how many lines the usual basket has at most.
const basketMost = 12

// Missing are those of some lines whose product is not on the order yet, but as a gift.
func (d *Draft) Missing(lines []*Line) []*Line {
	return slices.DeleteFunc(slices.Clone(lines), func(l *Line) bool {
		return slices.ContainsFunc(d.Lines, func(on *Line) bool { return on.Good != nil && on.Good.ID == l.Good.ID && !on.Gift })
	})
}

// Basket is what the customer usually takes: the products that stood in at least
// two of his last orders, or those of the last one, in the quantity of the last
// time. The lines carry today's prices.
func (d *Draft) Basket(r *view.Reader) ([]*Line, error) {
	if d.Customer == nil {
		return nil, nil
	}
	type seen struct {
		line  *sales.OrderLine
		times int
		first int
	}
	orders := pastOrders(r, d.Customer.ID)
	found := map[kernel.ID]*seen{}
	for _, o := range orders {
		lines, _ := sales.LinesOf.Of(r.Tx, kernel.Ref[sales.Order](o.ID))
		for _, l := range lines {
			if l.Gift {
				continue
			}
			if s := found[l.Product.ID()]; s != nil {
				s.times++
				continue
			}
			found[l.Product.ID()] = &seen{line: l, times: 1, first: len(found)}
		}
	}
	var usual, once []*seen
	for _, s := range found {
		once = append(once, s)
		if s.times > 1 {
			usual = append(usual, s)
		}
	}
	if len(usual) == 0 {
		usual = once
	}
	sort.Slice(usual, func(a, b int) bool {
		if usual[a].times != usual[b].times {
			return usual[a].times > usual[b].times
		}
		return usual[a].first < usual[b].first
	})
	usual = slices.Clip(usual[:min(len(usual), basketMost)])
	var lines []*Line
	for _, s := range usual {
		g, err := d.Offer(r, s.line.Product.ID())
		if err != nil {
			continue // no longer sold
		}
		lines = append(lines, &Line{Good: g, Unit: s.line.Unit, Qty: s.line.Qty, Price: g.PricePer(s.line.Unit), Discount: s.line.Discount})
	}
	return lines, nil
}
