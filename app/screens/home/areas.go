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
	"heyi/shared/org"
	"heyi/shared/party"
	"heyi/shared/product"
	orders "heyi/shared/sales"
)

// area is a package of screens and who goes there. The order is that of the
// destinations; the first home that a role has is the person's home.
type area struct {
	make  func(*common.Site) common.Area
	roles []string
	home  bool // its first destination is a role's home
}

var areas = []area{
	{sales.Area, []string{org.Sales, org.SalesManager}, true},
	{warehouse.Area, []string{org.Storekeeper}, true},
	{boss.Area, []string{org.Boss}, true},
	{finance.Area, []string{org.Finance}, true},
	{purchase.Area, []string{org.Purchase}, true},
	{tasks.Area, nil, false},
	{reports.Area, []string{org.Boss, org.Finance, org.Sales, org.SalesManager}, false},
	{sales.Orders, []string{org.Sales, org.SalesManager, org.Boss, org.Finance}, false},
	{customers.Area, []string{org.Sales, org.SalesManager, org.Boss, org.Finance, org.Admin}, false}, // whom purchasing buys from stands among the records
	{products.Area, nil, false},
	{record.Area, nil, false},
}

// serves tells whether somebody with the roles goes there; everybody goes to an area
// that names none.
func (a area) serves(holds map[string]bool) bool {
	if len(a.roles) == 0 {
		return true
	}
	for _, r := range a.roles {
		if holds[r] {
			return true
		}
	}
	return false
}

// pages are where the rows of an entity are looked at, where that is not the usual
// page: who sells works on an order, everybody else decides about it.
func pages(roles []string) map[string]string {
	if !slices.Contains(roles, org.Sales) && !slices.Contains(roles, org.SalesManager) {
		return nil
	}
	return map[string]string{
		orders.Orders.Name(): sales.OrderRoute, party.Parties.Name(): customers.PageRoute, product.Products.Name(): products.PageRoute,
	}
}
