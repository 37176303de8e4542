// Package finance is the bookkeeper's screens: what waits for him, receipts, who
// owes, releases, invoices, funds, vouchers and opening balances.
package finance

import (
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/shared/kernel"
)

// The routes of the area.
const (
	RouteHome     = "finance"
	RouteReceipts = "finance.receipts"
	RouteReceipt  = "finance.receipt"
	RouteSettle   = "finance.settle"
	RouteTake     = "finance.take" // the id is a customer, or ""
	RouteDebtors  = "finance.debtors"
	RouteAccount  = "finance.account"
	RouteOrder    = "finance.order"
	RouteBills    = "finance.bills"
	RouteBill     = "finance.bill"
	RouteFunds    = "finance.funds"
	RouteVouchers = "finance.vouchers"
	RouteVoucher  = "finance.voucher"
	RouteOpening  = "finance.opening" // the id is debts, funds or ledger
)

var (
	home     = i18n.Define("finance.home", "财务", "Finance")
	receipts = i18n.Define("finance.receipts", "收款单", "Receipts")
	debtors  = i18n.Define("finance.debtors", "应收账款", "Who owes")
	bills    = i18n.Define("finance.bills", "开票", "Invoices")
	funds    = i18n.Define("finance.funds", "资金", "Money")
	vouchers = i18n.Define("finance.vouchers", "记账凭证", "Vouchers")
)

// Area tells the routes and the destinations.
func Area(site *common.Site) common.Area {
	return common.Area{
		Routes: map[string]nav.Make{
			RouteHome:     func(nav.Route) nav.Page { return newHome(site) },
			RouteReceipts: func(nav.Route) nav.Page { return newReceipts(site) },
			RouteReceipt:  func(r nav.Route) nav.Page { return newReceipt(site, id(r)) },
			RouteSettle:   func(r nav.Route) nav.Page { return newSettle(site, id(r)) },
			RouteTake:     func(r nav.Route) nav.Page { return newTake(site, id(r)) },
			RouteDebtors:  func(nav.Route) nav.Page { return newDebtors(site) },
			RouteAccount:  func(r nav.Route) nav.Page { return newAccount(site, id(r)) },
			RouteOrder:    func(r nav.Route) nav.Page { return newOrder(site, id(r)) },
			RouteBills:    func(nav.Route) nav.Page { return newBills(site) },
			RouteBill:     func(r nav.Route) nav.Page { return newBill(site, id(r)) },
			RouteFunds:    func(nav.Route) nav.Page { return newFunds(site) },
			RouteVouchers: func(nav.Route) nav.Page { return newVouchers(site) },
			RouteVoucher:  func(r nav.Route) nav.Page { return newVoucher(site, id(r)) },
			RouteOpening:  func(r nav.Route) nav.Page { return newOpening(site, r.ID) },
		},
		Destinations: []nav.Destination{
			{Route: nav.Route{Name: RouteHome}, Label: home, Icon: base.HomeIcon()},
			{Route: nav.Route{Name: RouteReceipts}, Label: receipts, Icon: base.DownloadIcon()},
			{Route: nav.Route{Name: RouteDebtors}, Label: debtors, Icon: base.HistoryIcon()},
		},
	}
}

func id(r nav.Route) kernel.ID {
	made, err := kernel.ParseID(r.ID)
	if err != nil {
		return kernel.ID{}
	}
	return made
}
