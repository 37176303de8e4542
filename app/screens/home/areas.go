package home

import (
	"slices"
	"strings"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/screens/declared/reports"
	"heyi/app/screens/declared/tasks"
	"heyi/app/screens/modules/boss"
	"heyi/app/screens/modules/customers"
	"heyi/app/screens/modules/finance"
	"heyi/app/screens/modules/products"
	"heyi/app/screens/modules/purchase"
	"heyi/app/screens/modules/sales"
	"heyi/app/screens/modules/warehouse"
	"heyi/shared/kernel"
	orders "heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// area is a package of screens and who goes there: who may give one of its commands, or
// see its documents, by a right that names it. Who may do everything, or see it, goes
// where that is said. The order is that of the destinations; the first home that somebody has is his.
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
	paysOut    = "finance.refund"
	buys       = "product__cost.edit"
	keepsNames = "party.merge"

	seesAll     = "sees:*"
	seesOrders  = "sees:sales.order"
	seesBooks   = "sees:ledger.book"
	seesParties = "sees:party.all"
)

var areas = []area{
	{sales.Area, []string{sells}, true},
	{warehouse.Area, []string{ships}, true},
	{boss.Area, []string{everything, seesAll}, true},
	{finance.Area, []string{keepsBooks, paysOut}, true},
	{purchase.Area, []string{buys}, true},
	{tasks.Area, nil, false},
	{reports.Area, []string{everything, keepsBooks, sells, seesAll, seesOrders, seesBooks}, false},
	{sales.Orders, []string{sells, everything, keepsBooks, seesAll, seesOrders}, false},
	{customers.Area, []string{sells, everything, keepsBooks, keepsNames, seesAll, seesParties}, false}, // whom purchasing buys from stands among the records
	{products.Area, nil, false},
	{record.Area, nil, false},
}

// serves tells whether somebody goes there.
func (a area) serves(who *kernel.Author) bool {
	return len(a.needs) == 0 || slices.ContainsFunc(a.needs, func(right string) bool {
		if seen, ok := strings.CutPrefix(right, "sees:"); ok {
			return org.Named(who.Sees, seen)
		}
		return org.Named(who.Grants, right)
	})
}

// pages are where the rows of an entity are looked at, where that is not the usual
// page: who sells works on an order, everybody else decides about it.
func pages(grants []string) map[string]string {
	if !org.Named(grants, sells) {
		return nil
	}
	return map[string]string{
		orders.Orders.Name(): sales.OrderRoute, party.Parties.Name(): customers.PageRoute, product.Products.Name(): products.PageRoute,
	}
}
