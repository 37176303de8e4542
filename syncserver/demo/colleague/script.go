package colleague

import (
	"math/rand/v2"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// plenty is how many of a product must be left for the colleague to sell one: he
// takes nothing that a story is about.
const plenty = kernel.Qty(40_000_000)

// sell takes an order of one of the colleague's customers.
func sell(d *device) error {
	tx, err := d.tx()
	if err != nil {
		return err
	}
	place, found := org.PlaceByCode.Find(tx, "ZC")
	if found != kernel.Found {
		return nil
	}
	from := kernel.Ref[org.Place](place.ID)
	customer := drawn(d, party.Parties, func(p *party.Party) bool {
		return p.IsCustomer && p.Owner.ID() == tx.Author.Seat && p.Limit > 0 && !p.Hold && mayBuy(tx, p)
	})
	goods := drawn(d, product.Products, func(p *product.Product) bool {
		ref := kernel.Ref[product.Product](p.ID)
		return p.Active && !p.Service && p.Wholesale >= 100_000_000 && stock.AvailableAt(tx, ref, from) > plenty
	})
	if customer == nil || goods == nil {
		return nil
	}
	price, _ := product.Quote(tx, goods, customer)
	return d.do(&sales.Place{Wish: sales.Wish{
		Customer: kernel.Ref[party.Party](customer.ID), From: from, Way: sales.Logistics, Allow: sales.Whole,
		Due:   tx.Today().AddDays(2),
		Lines: []sales.WishLine{{Product: kernel.Ref[product.Product](goods.ID), Qty: kernel.Qty(1+rand.IntN(3)) * 1_000_000, Price: price}},
	}})
}

// mayBuy tells whether a small order would pass; half of the tolerated delay is
// left to those who present the demo.
func mayBuy(tx *kernel.Tx, p *party.Party) bool {
	b, found := party.Balances.Get(tx, party.BalanceOf(kernel.Ref[party.Party](p.ID)))
	const order, tolerance = 20_000_00, 7
	return found == kernel.Found && len(sales.Standing{
		Receivable: b.Receivable, Prepaid: b.Prepaid, Open: b.OpenOrders, Order: order, Limit: p.Limit,
		OldestDue: b.OldestDue, Today: tx.Today(), Tolerance: tolerance,
	}.Reasons()) == 0
}

// shipOrdersOf picks and ships the deliveries of orders with numbers of a series,
// one step at a time. Other deliveries are left to people.
func shipOrdersOf(series string) func(d *device) error {
	return func(d *device) error {
		mine := func(state kernel.State) *sales.Delivery {
			return first(d, sales.Deliveries, func(s *sales.Delivery) bool {
				return s.State == state && strings.HasPrefix(s.OrderNo, "XS-"+series+"-")
			})
		}
		if s := mine(sales.Picking); s != nil {
			return d.do(&sales.Ship{Delivery: kernel.Ref[sales.Delivery](s.ID), Carrier: "德邦物流"})
		}
		if s := mine(sales.Pending); s != nil {
			return d.do(&sales.Pick{Delivery: kernel.Ref[sales.Delivery](s.ID)})
		}
		return nil
	}
}

// drawn is one of the rows that fit, nil when none does.
func drawn[T any](d *device, e *kernel.Entity[T], fits func(*T) bool) *T {
	list := all(d, e, fits)
	if len(list) == 0 {
		return nil
	}
	return list[rand.IntN(len(list))]
}

// first is the oldest of the rows that fit, nil when none does.
func first[T any](d *device, e *kernel.Entity[T], fits func(*T) bool) *T {
	list := all(d, e, fits)
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// all lists the rows of the replica that fit, by id, which is by age.
func all[T any](d *device, e *kernel.Entity[T], fits func(*T) bool) []*T {
	var list []*T
	_ = kernel.Each(d.replica.Catalog, d.files, e, func(row *T) error { // visit never errs
		if fits(row) {
			list = append(list, row)
		}
		return nil
	})
	return list
}
