package demo

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// The scene of the tablet without network: 林晓燕 writes three orders on the road.
// Two pass when she is back; the third wants every 班台 there is, of which
// 周志强 has sold some meanwhile, and shows its three ways out.

// disputed is what both want.
const disputed = "HY-O302"

// Offline are the three orders, as the tablet sees the company.
func Offline(tx *kernel.Tx) ([]*sales.Place, error) {
	all, err := availableOf(tx, disputed)
	if err != nil {
		return nil, err
	}
	var orders []*sales.Place
	for _, w := range []struct {
		customer, code string
		qty            kernel.Qty
	}{{"大石美居", "HY-C201", units(12)}, {"新概念家居", "HY-T120", units(3)}, {"信和家具", disputed, all}} {
		order, err := roadside(tx, w.customer, w.code, w.qty)
		if err != nil {
			return nil, err
		}
		orders = append(orders, order)
	}
	return orders, nil
}

// Overtaking is what 周志强 sells while the tablet is away.
func Overtaking(tx *kernel.Tx) (*sales.Place, error) {
	return roadside(tx, "楚天家居", disputed, units(2))
}

// roadside is an order of one line at the price the salesperson sees.
func roadside(tx *kernel.Tx, customer, code string, qty kernel.Qty) (*sales.Place, error) {
	place, p, err := shelfIn(tx, code)
	if err != nil {
		return nil, err
	}
	who, err := customerIn(tx, customer)
	if err != nil {
		return nil, err
	}
	price, _ := product.Quote(tx, p, who)
	return &sales.Place{Wish: sales.Wish{
		Customer: kernel.Ref[party.Party](who.ID), From: place, Way: sales.ByUs, Allow: sales.Whole,
		Lines: []sales.WishLine{{Product: kernel.Ref[product.Product](p.ID), Qty: qty, Price: price}},
	}}, nil
}

// customerIn finds one of the buyers by his code, which follows his place in the
// list.
func customerIn(tx *kernel.Tx, short string) (*party.Party, error) {
	for i, b := range buyers {
		if b.short != short {
			continue
		}
		if p, found := party.ByCode.Find(tx, customerCode(i)); found == kernel.Found {
			return p, nil
		}
	}
	return nil, kernel.NotThere.With(kernel.Words("entity", short, short))
}

func shelfIn(tx *kernel.Tx, code string) (kernel.Ref[org.Place], *product.Product, error) {
	place, found := org.PlaceByCode.Find(tx, "ZC")
	if found != kernel.Found {
		return kernel.Ref[org.Place]{}, nil, kernel.NotThere.With(kernel.Words("entity", "仓库", "Warehouse"))
	}
	p, found := product.ByCode.Find(tx, code)
	if found != kernel.Found {
		return kernel.Ref[org.Place]{}, nil, kernel.NotThere.With(kernel.Words("entity", "商品", "Product"))
	}
	return kernel.Ref[org.Place](place.ID), p, nil
}

func availableOf(tx *kernel.Tx, code string) (kernel.Qty, error) {
	place, p, err := shelfIn(tx, code)
	if err != nil {
		return 0, err
	}
	return stock.AvailableAt(tx, kernel.Ref[product.Product](p.ID), place), nil
}
