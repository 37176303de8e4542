// Package finance is the bookkeeper's screens: what waits for him, receipts, who
// owes, releases, invoices, funds, vouchers and opening balances.
package finance

import (
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
)

// The routes of the area.
const (
	RouteHome     = "finance"
	RouteReceipts = "finance.receipts" // the id is a state, or ""
	RouteSettle   = "finance.settle"
	RouteTake     = "finance.take" // the id is a customer, or ""
	RouteDebtors  = "finance.debtors"
	RouteAccount  = "finance.account"
	RouteBills    = "finance.bills"
	RouteBill     = "finance.bill"
	RouteFunds    = "finance.funds"
	RouteJournal  = "finance.journal" // the id is a fund
	RouteVouchers = "finance.vouchers"
	RoutePeriods  = "finance.periods"
	RouteOpening  = "finance.opening" // the id is debts, funds or ledger
)

var (
	home     = i18n.Define("finance.home", "财务", "Finance")
	receipts = i18n.Define("finance.receipts", "收款单", "Receipts")
	debtors  = i18n.Define("finance.debtors", "应收账款", "Who owes")
	bills    = i18n.Define("finance.bills", "开票", "Invoices")
	funds    = i18n.Define("finance.funds", "资金", "Money")
	periods  = i18n.Define("finance.periods", "结账", "Periods")
	vouchers = i18n.Define("finance.vouchers", "记账凭证", "Vouchers")
)

var _ = common.Enter(common.Entry{Rank: 40, Make: Area, Needs: []string{"finance.receipt.approve", "finance.refund"}, First: true})

// Area tells the routes and the destinations.
func Area(site *common.Site) common.Area {
	return common.Declare(
		site,
		common.Place{Route: RouteHome, Make: common.Plain(newHome), Label: &home, Icon: base.HomeIcon()},
		common.Place{Route: RouteReceipts, Make: newReceipts, Label: &receipts, Icon: base.DownloadIcon()}.Showing(core.Receipts.Name()),
		common.RowPlace(RouteSettle, core.Receipts.Name(), newSettle).Giving("finance.receipt.reallocate"),
		common.RowPlace(RouteTake, party.Parties.Name(), newTake).Starting("finance.receive", ""),
		common.Place{Route: RouteDebtors, Make: common.Plain(newDebtors), Label: &debtors, Icon: base.HistoryIcon()}.Showing(party.Balances.Name()),
		common.RowPlace(RouteAccount, party.Parties.Name(), newAccount).Giving("finance.prepaid.apply").Leading("finance.receive", "finance.refund", "sales.return.loose").Showing(party.Balances.Name()).Usual(),
		common.Place{Route: RouteBills, Make: common.Plain(newBills)}.Showing(sales.Deliveries.Name()),
		common.RowPlace(RouteBill, sales.Deliveries.Name(), newBill).Giving(invoiceCommand),
		common.Place{Route: RouteFunds, Make: common.Plain(newFunds)}.Showing(core.Funds.Name()),
		common.RowPlace(RouteJournal, core.Funds.Name(), newJournal),
		common.Place{Route: RouteVouchers, Make: common.Plain(newVouchers)}.Showing(ledger.Vouchers.Name()),
		common.Place{Route: RoutePeriods, Make: common.Plain(newPeriods)}.Showing(ledger.Balances.Name()).Starting("ledger.period.close", "").Starting("ledger.period.reopen", ""),
		common.Place{Route: RouteOpening, Make: newOpening}.Starting("debt.open", "debts").Starting("finance.open", "funds").Starting("ledger.open", "ledger"),
	)
}
