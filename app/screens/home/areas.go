package home

import (
	"slices"

	"heyi/app/screens/boss"
	"heyi/app/screens/common"
	"heyi/app/screens/customers"
	"heyi/app/screens/finance"
	"heyi/app/screens/products"
	"heyi/app/screens/purchase"
	"heyi/app/screens/record"
	"heyi/app/screens/reports"
	"heyi/app/screens/sales"
	"heyi/app/screens/tasks"
	"heyi/app/screens/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/party"
	"heyi/shared/product"
	orders "heyi/shared/sales"
)

// area is a package of screens and who goes there: who may give one of its commands, by a
// right that names it. Who may do everything runs the company, and goes where that is
// said. The order is that of the destinations; the first home that somebody has is his.
type area struct {
	make  func(*common.Site) common.Area
	needs []string // one of the rights; none for everybody
	home  bool     // its first destination is a home
}

// The rights by which people are told apart.
const (
	everything = "*"
	sells      = "sales.order.place"
	ships      = "sales.ship"
	keepsBooks = "finance.receipt.approve"
	buys       = "product__cost.edit"
	keepsNames = "party.merge"
)

var areas = []area{
	{sales.Area, []string{sells}, true},
	{warehouse.Area, []string{ships}, true},
	{boss.Area, []string{everything}, true},
	{finance.Area, []string{keepsBooks}, true},
	{purchase.Area, []string{buys}, true},
	{tasks.Area, nil, false},
	{reports.Area, []string{everything, keepsBooks, sells}, false},
	{sales.Orders, []string{sells, everything, keepsBooks}, false},
	{customers.Area, []string{sells, everything, keepsBooks, keepsNames}, false}, // whom purchasing buys from stands among the records
	{products.Area, nil, false},
	{record.Area, nil, false},
}

// serves tells whether somebody with the grants goes there.
func (a area) serves(grants []string) bool {
	return len(a.needs) == 0 || slices.ContainsFunc(a.needs, func(right string) bool { return named(grants, right) })
}

// named tells whether grants name a right: who may do everything has all of them, but
// not by name.
func named(grants []string, right string) bool {
	return slices.ContainsFunc(grants, func(g string) bool {
		return g == right || g != everything && kernel.Covers(g, right)
	})
}

// pages are where the rows of an entity are looked at, where that is not the usual
// page: who sells works on an order, everybody else decides about it.
func pages(grants []string) map[string]string {
	if !named(grants, sells) {
		return nil
	}
	return map[string]string{
		orders.Orders.Name(): sales.OrderRoute, party.Parties.Name(): customers.PageRoute, product.Products.Name(): products.PageRoute,
	}
}
