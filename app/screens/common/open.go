package common

import (
	"maps"

	"heyi/app/ui/nav"
	"heyi/shared/kernel"
)

// RecordRoute is the page that any row has, made of its entity's declaration. Its
// id is "entity/row".
const RecordRoute = "record.row"

// SyncRoute is the page of what waits for the server and of what it has refused.
const SyncRoute = "sync"

// usual are the pages of areas that show the rows of an entity. Areas do not import
// each other for this: they know each other's routes by name, and the home's test
// sees that there are such routes.
var usual = map[string]string{
	"sales_order": "finance.order", "sales_delivery": "warehouse.delivery", "receipt": "finance.receipt", "party": "finance.account",
	"product": "warehouse.product", "stock_doc": "warehouse.paper", "ledger_voucher": "finance.voucher",
}

// UsualPages are the routes that rows are opened with, by entity.
func UsualPages() map[string]string { return maps.Clone(usual) }

func (s *Site) page(entity string) string {
	if own := s.way().pages[entity]; s.Router.Knows(own) {
		return own
	}
	if page := usual[entity]; s.Leads(page, "") {
		return page
	}
	return "" // that of any row, which shows what he sees
}

// Opens tells whether a page shows the rows of an entity to this person.
func (s *Site) Opens(entity string) bool {
	return s.Router.Knows(s.page(entity)) || s.Router.Knows(RecordRoute)
}

// Open shows a row: on the page that an area has for its entity, else on the one
// made of its declaration. A row that no page shows stays closed.
func (s *Site) Open(entity string, id kernel.ID) {
	switch page := s.page(entity); {
	case s.Router.Knows(page):
		s.Go(page, id.String())
	case s.Router.Knows(RecordRoute):
		s.Router.Go(nav.Route{Name: RecordRoute, ID: entity + "/" + id.String()})
	}
}
