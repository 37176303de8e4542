// Package warehouse is the screens of the storekeeper, made for a keyboard and a
// scanner: what is to ship, a delivery, warehouse documents, stock, suspense.
package warehouse

import (
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/shared/kernel"
)

// The routes of the area.
const (
	RouteShip     = "warehouse"
	RouteDelivery = "warehouse.delivery"
	RouteStock    = "warehouse.stock"
	RouteProduct  = "warehouse.product"
	RoutePapers   = "warehouse.papers"
	RoutePaper    = "warehouse.paper"
	RouteNew      = "warehouse.new"    // the id is a kind of document
	RouteReturn   = "warehouse.return" // the id is a delivery, or ""
	RouteLoose    = "warehouse.loose"  // the id is a customer, or ""
	RouteMisfits  = "warehouse.misfits"
)

var (
	toShip    = i18n.Define("warehouse.toship", "待发货", "To ship")
	stockName = i18n.Define("warehouse.stock", "库存", "Stock")
	papers    = i18n.Define("warehouse.papers", "出入库单", "Stock documents")
)

// Area tells the routes and the destinations.
func Area(site *common.Site) common.Area {
	return common.Area{
		Routes: map[string]nav.Make{
			RouteShip:     func(nav.Route) nav.Page { return newToShip(site) },
			RouteDelivery: func(r nav.Route) nav.Page { return newDelivery(site, id(r)) },
			RouteStock:    func(nav.Route) nav.Page { return newStocks(site) },
			RouteProduct:  func(r nav.Route) nav.Page { return newProduct(site, id(r)) },
			RoutePapers:   func(nav.Route) nav.Page { return newPapers(site) },
			RoutePaper:    func(r nav.Route) nav.Page { return newPaper(site, id(r)) },
			RouteNew:      func(r nav.Route) nav.Page { return newForm(site, kernel.Choice(r.ID)) },
			RouteReturn:   func(r nav.Route) nav.Page { return newReturn(site, id(r)) },
			RouteLoose:    func(r nav.Route) nav.Page { return newLoose(site, id(r)) },
			RouteMisfits:  func(nav.Route) nav.Page { return newMisfits(site) },
		},
		Destinations: []nav.Destination{
			{Route: nav.Route{Name: RouteShip}, Label: toShip, Icon: base.MailSendIcon()},
			{Route: nav.Route{Name: RouteStock}, Label: stockName, Icon: base.StorageIcon()},
			{Route: nav.Route{Name: RoutePapers}, Label: papers, Icon: base.DocumentIcon()},
		},
	}
}

// id reads what a route shows; a broken one shows nothing.
func id(r nav.Route) kernel.ID {
	made, err := kernel.ParseID(r.ID)
	if err != nil {
		return kernel.ID{}
	}
	return made
}
