package view

import (
	"testing"

	"heyi/app/device/client"
	"heyi/shared/modules/all"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
)

// What waits for the server is no state yet: it is said as an expectation.
func TestStatesOfWhatWaitsAreExpectations(t *testing.T) {
	catalog := all.Catalog(all.Latest)
	if b := shown(catalog, sales.Orders.Name(), sales.Approved, client.MarkWaiting); b.Text != "预计已审核" {
		t.Errorf("an order that waits is shown as %q", b.Text)
	}
	if b := shown(catalog, sales.Orders.Name(), sales.Approved, client.MarkSaved); b.Text != "已审核" {
		t.Errorf("one that the server has as %q", b.Text)
	}
	if b := shown(catalog, finance.Receipts.Name(), finance.Approved, client.MarkWaiting); b.Text != "预计已审核" {
		t.Errorf("a receipt that waits is shown as %q", b.Text)
	}
	if b := shown(catalog, sales.Deliveries.Name(), sales.Shipped, client.MarkWaiting); b.Text != "已出库" {
		t.Errorf("goods that have left as %q", b.Text)
	}
	if b := shown(catalog, sales.Orders.Name(), sales.Draft, client.MarkWaiting); b.Text != "草稿" {
		t.Errorf("a draft as %q", b.Text)
	}
}
