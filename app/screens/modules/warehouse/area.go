// Package warehouse is the screens of the storekeeper, made for a keyboard and a
// scanner: what is to ship, a delivery, warehouse documents, stock, suspense.
package warehouse

import (
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// The routes of the area.
const (
	RouteShip     = "warehouse"
	RouteDelivery = "warehouse.delivery"
	RouteStock    = "warehouse.stock"
	RouteProduct  = "warehouse.product"
	RoutePapers   = "warehouse.papers"
	RouteNew      = "warehouse.new"    // the id is a kind of document, or one that begins with what a task or a hint is about: "kind/task", see warehouse.About
	RouteReturn   = "warehouse.return" // the id is a delivery, or ""
	RouteLoose    = "warehouse.loose"  // the id is a customer, or ""
	RouteMisfits  = "warehouse.misfits"
)

var (
	toShip    = i18n.Define("warehouse.toship", "待发货", "To ship")
	stockName = i18n.Define("warehouse.stock", "库存", "Stock")
	papers    = i18n.Define("warehouse.papers", "出入库单", "Stock documents")
)

// newDocument is the page of a new document, of the kind that its route names.
func newDocument() common.Place {
	p := common.Place{Route: RouteNew, Make: func(site *common.Site, id string) nav.Page { return newForm(site, id) }}
	for command, kind := range map[string]kernel.Choice{
		"stock.receive": stock.Receiving, "stock.issue": stock.Issuing, "stock.transfer": stock.Transferring, "stock.count": stock.Counting, "stock.open": stock.Opening,
	} {
		p = p.Starting(command, string(kind))
	}
	p = p.Answering(sales.TaskBuy.Name, warehouse.CommandOf(stock.Receiving), func(t *flow.Task) string {
		if goods := t.Arg(sales.BuyGoods).Value.ID(); !goods.IsZero() { // for all who wait for them
			return string(stock.Receiving) + "/" + warehouse.About(goods, kernel.ID{})
		}
		return string(stock.Receiving) + "/" + t.ID.String()
	}, i18n.Key{})
	for kind, by := range map[string]kernel.Choice{stock.TaskMisfit.Name: stock.Counting, stock.TaskRecount.Name: stock.Counting} {
		p = p.Answering(kind, warehouse.CommandOf(by), func(t *flow.Task) string { return string(by) + "/" + t.ID.String() }, i18n.Key{})
	}
	return p
}

var _ = common.Enter(common.Entry{Rank: 20, Make: Area, Needs: []string{"sales.ship"}, First: true})

// Area tells the routes and the destinations.
func Area(site *common.Site) common.Area {
	return common.Declare(
		site,
		common.Place{Route: RouteShip, Make: common.Plain(newToShip), Label: &toShip, Icon: base.MailSendIcon(), About: sales.Deliveries.Name()},
		common.RowPlace(RouteDelivery, sales.Deliveries.Name(), newDelivery).Giving("sales.delivery.pick", "sales.ship").Leading("sales.delivery.sign").WorkOf("sales.ship"),
		common.Place{Route: RouteStock, Make: common.Plain(newStocks), Label: &stockName, Icon: base.StorageIcon()},
		common.RowPlace(RouteProduct, product.Products.Name(), newProduct).Usual(),
		common.Place{Route: RoutePapers, Make: common.Plain(newPapers), Label: &papers, Icon: base.DocumentIcon()},
		newDocument(),
		common.RowPlace(RouteReturn, sales.Deliveries.Name(), newReturn).Starting("sales.return", ""),
		common.RowPlace(RouteLoose, party.Parties.Name(), newLoose).Starting("sales.return.loose", ""),
		common.Place{Route: RouteMisfits, Make: common.Plain(newMisfits)},
	)
}
