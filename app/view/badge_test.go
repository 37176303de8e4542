package view

import (
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
)

// What waits for the server is no state yet: it is said as an expectation.
func TestStatesOfWhatWaitsAreExpectations(t *testing.T) {
	catalog := all.Catalog(all.Latest)
	said := func(entity string, state kernel.State, mark client.Mark) string {
		if text := State(catalog, entity, state); !expects(catalog, entity, state, mark) {
			return text
		}
		return Expected(State(catalog, entity, state))
	}
	if b := said(sales.Orders.Name(), sales.Approved, client.MarkWaiting); b != "预计已审核" {
		t.Errorf("an order that waits is shown as %q", b)
	}
	if b := said(sales.Orders.Name(), sales.Approved, client.MarkSaved); b != "已审核" {
		t.Errorf("one that the server has as %q", b)
	}
	if b := said(finance.Receipts.Name(), finance.Approved, client.MarkWaiting); b != "预计已审核" {
		t.Errorf("a receipt that waits is shown as %q", b)
	}
	if b := said(sales.Deliveries.Name(), sales.Shipped, client.MarkWaiting); b != "已出库" {
		t.Errorf("goods that have left as %q", b)
	}
	if b := said(sales.Orders.Name(), sales.Draft, client.MarkWaiting); b != "草稿" {
		t.Errorf("a draft as %q", b)
	}
}
