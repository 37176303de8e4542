// Package sales is what a salesperson works with: the plan of the day, orders,
// and money taken on the road.
package sales

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/sales"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
)

// The pages' names.
const (
	HomeRoute    = "sales.home"
	ListRoute    = "sales.orders"  // with a filter, or without
	NewRoute     = "sales.new"     // with a customer's id, or without
	SpotRoute    = "sales.spot"    // the same, for goods that are handed over now
	DraftRoute   = "sales.draft"   // with the id of a saved draft
	ReceiptRoute = "sales.receipt" // with a customer's id, or without
	PaidRoute    = "sales.paid"    // with an order's id
)

// Pages of other areas that orders lead to.
const (
	customerRoute  = "customer"
	customersRoute = "customers"
	productsRoute  = "products"
)

var (
	today    = i18n.Define("sales.today", "今天", "Today")
	orders   = i18n.Define("sales.orders", "订单", "Orders")
	oldDraft = i18n.Define("sales.olddraft", "修改订单", "Edit order")
	newOrder = i18n.Define("sales.neworder", "新建订单", "New order")
	noOrders = i18n.Define("sales.noorders", "没有订单", "No orders")
)

var _ = common.Enter(common.Entry{Rank: 10, Make: Area, Needs: []string{"sales.order.place"}, First: true})

var _ = common.Enter(common.Entry{Rank: 80, Make: Orders, Needs: []string{
	"sales.order.place", common.Everything, "finance.receipt.approve", common.Sees(common.Everything), common.Sees("sales.order"),
}})

// Area is a salesperson's home with the pages of orders and receipts.
func Area(site *common.Site) common.Area {
	return common.Declare(
		site,
		common.Place{Route: HomeRoute, Make: newHome, Label: &today, Icon: base.HomeIcon()},
		common.Place{Route: NewRoute, Of: common.RowOf(party.Parties.Name()), Make: func(site *common.Site, customer string) nav.Page { return newDraft(site, customer, "") }}.
			Starting("sales.order.place", "").Starting("sales.order.save", ""),
		common.Place{Route: SpotRoute, Of: common.RowOf(party.Parties.Name()), Make: newSpot}.Starting(handover, ""),
		common.Place{Route: DraftRoute, Of: common.RowOf(sales.Orders.Name()), Make: func(site *common.Site, draft string) nav.Page { return newDraft(site, "", draft) }}.
			Starting("sales.order.save", ""),
		common.Place{Route: ReceiptRoute, Of: common.RowOf(party.Parties.Name()), Make: func(site *common.Site, customer string) nav.Page { return newReceipt(site, customer, "") }}.
			Starting("finance.receive", ""),
		common.Place{Route: PaidRoute, Of: common.RowOf(sales.Orders.Name()), Make: func(site *common.Site, order string) nav.Page { return newReceipt(site, "", order) }}.
			Starting("finance.receive", ""),
	)
}

// Orders is the list of orders, for everybody who sees some.
func Orders(site *common.Site) common.Area {
	return common.Declare(site, common.Place{Route: ListRoute, Make: newList, Label: &orders, Icon: base.DocumentIcon()})
}

func newList(site *common.Site, preset string) nav.Page {
	return record.NewList(site, record.ListSpec{
		Listing: model.Listing(), Title: orders, Preset: preset,
		Actions: func() []nav.Action {
			if !site.May("sales.order.place") {
				return nil
			}
			return []nav.Action{{Label: newOrder.Text(), Icon: base.ContentAddIcon(), Tapped: func() { site.Go(NewRoute, "") }}}
		},
	})
}

// orderLine is an order as a row of a short list.
func orderLine(site *common.Site, r model.Row) fyne.CanvasObject {
	whose := ""
	if view.SeesSeveral(site.Rights(), model.Entity) {
		whose = r.Owner
	}
	line := widgets.Line{Title: r.Customer, Detail: view.Join(r.Number, r.Date, whose), Figure: r.Total, Badges: common.Badges(r.Sync, r.State)}
	return widgets.NewLineRow(line, func() { site.Open(model.Entity, r.ID) })
}
