package record_test

import (
	"testing"

	"heyi/app/view"
	"heyi/app/view/record"
	"heyi/app/view/viewtest"
	"heyi/shared/finance"
	"heyi/shared/kernel"
	"heyi/shared/sales"
)

// Where a document comes from and what became of it: an order's delivery, and the
// money that settled what the delivery made the customer owe.
func TestChainOf(t *testing.T) {
	shop := viewtest.Trading(t)
	chain := func(mobile string, row kernel.Row) map[string]bool {
		list, err := view.Load(shop.Desk(mobile), func(r *view.Reader) ([]record.Kin, error) { return record.ChainOf(r, row), nil })
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string]bool{}
		for _, k := range list {
			if k.Title == "" || k.ID == row.Base().ID {
				t.Errorf("%+v", k)
			}
			kinds[k.Entity] = k.Into
		}
		return kinds
	}
	for _, b := range viewtest.Rows(shop, sales.Returns) {
		delivery, _ := sales.Deliveries.Get(shop.Tx(), b.Delivery)
		if got := chain(viewtest.Boss, b); !got["sales_delivery"] {
			t.Errorf("a return comes from %v", got)
		}
		got := chain(viewtest.Boss, delivery)
		for entity, into := range map[string]bool{"sales_order": true, "sales_return": false, "ledger_voucher": false} {
			if was, has := got[entity]; !has || was != into {
				t.Errorf("%s of a delivery: %v", entity, got)
			}
		}
	}
	settled := 0
	for _, p := range viewtest.Rows(shop, finance.Receipts) {
		got := chain(viewtest.Finance, p)
		if got["sales_delivery"] {
			settled++
		}
		if other, has := got["receipt"]; has {
			t.Errorf("another receipt is its kin: %v", other)
		}
	}
	if settled == 0 {
		t.Error("no receipt leads to the delivery that it settles")
	}
}
