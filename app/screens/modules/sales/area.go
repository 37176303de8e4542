// Package sales is what a salesperson works with: the plan of the day, orders,
// and money taken on the road.
package sales

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
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
	syncing  = i18n.Define("sales.sync", "同步", "Sync")
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

func newList(site *common.Site, filter string) nav.Page {
	return common.NewList(site, common.ListSpec[model.Row]{
		Title:   func() string { return orders.Text() },
		Columns: func() []widgets.DataColumn[model.Row] { return columns(site) },
		Source: func(search, filter string) widgets.Source[model.Row] {
			return model.List(site.Desk, search, filter)
		},
		Filters: model.Filters(site.Desk.Catalog), Filter: filter, Owner: func(r model.Row) string { return r.Owner },
		Tapped: func(r model.Row) { site.Open(model.Entity, r.ID) },
		Actions: func() []nav.Action {
			if !site.May("sales.order.place") {
				return nil
			}
			return []nav.Action{{Label: newOrder.Text(), Icon: base.ContentAddIcon(), Tapped: func() { site.Go(NewRoute, "") }}}
		},
		Of: []string{sales.Orders.Name()}, Empty: noOrders,
	})
}

func columns(site *common.Site) []widgets.DataColumn[model.Row] {
	label := func(field string) string { return view.Label(site.Desk.Catalog, model.Entity, field) }
	return []widgets.DataColumn[model.Row]{
		{ID: "stands", CardOnly: true, Card: widgets.CardValue, Text: func(r model.Row) string { return r.Sync.Text }}, // first on a card, where nothing cuts it
		{ID: "number", Title: label("number"), Width: 140, Sortable: true, Card: widgets.CardValue, Text: func(r model.Row) string { return r.Number }},
		{ID: "name", Title: label("name"), Width: 220, Sortable: true, Card: widgets.CardTitle, Text: func(r model.Row) string { return r.Customer }},
		{ID: "date", Title: label("date"), Width: 100, Sortable: true, Card: widgets.CardValue, Text: func(r model.Row) string { return r.Date }},
		{ID: "due", Title: label("promise"), Width: 100, Card: widgets.CardHidden, Text: func(r model.Row) string { return r.Due }},
		{
			ID: "state", Title: label("state"), Width: 90, Card: widgets.CardBadge, Badge: true,
			Text: func(r model.Row) string { return r.State.Text }, Tone: func(r model.Row) widgets.Tone { return common.Tone(r.State.Tone) },
		},
		{
			ID: "sync", Title: syncing.Text(), Width: 90, Badge: true, Card: widgets.CardHidden,
			Text: func(r model.Row) string { return r.Sync.Text }, Tone: func(r model.Row) widgets.Tone { return common.Tone(r.Sync.Tone) },
		},
		{ID: "total", Title: label("total"), Width: 120, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(r model.Row) string { return r.Total }},
	}
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
