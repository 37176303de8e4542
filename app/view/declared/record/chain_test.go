package record_test

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
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

// A credit note that paid a later delivery is neither its origin nor its result, and a
// receipt that was taken back is marked under the bill that it had settled.
func TestCreditsAndReversalsAreTold(t *testing.T) {
	shop := viewtest.Trading(t)
	customer := shop.Customer("中山小榄明辉家居五金行")
	order := shop.Sell(viewtest.Order{Customer: "中山小榄明辉家居五金行", Lines: map[string]int64{"HY-F28": 10}})
	paid := shop.MustAs(viewtest.Finance, &finance.Receive{
		Customer: customer, Parts: []finance.ReceivePart{{Fund: shop.Fund("现金"), Amount: 50_000_00}},
	})
	receipt := kernel.AddedID(paid.ID, finance.Receipts.Name())
	shop.MustAs(viewtest.Finance, &finance.Cancel{Receipt: kernel.Ref[finance.Receipt](receipt), Note: "重复"})
	kin := func(row kernel.Row) map[kernel.ID]record.Kin {
		list, err := view.Load(shop.Desk(viewtest.Boss), func(r *view.Reader) ([]record.Kin, error) { return record.ChainOf(r, row), nil })
		if err != nil {
			t.Fatal(err)
		}
		byID := map[kernel.ID]record.Kin{}
		for _, k := range list {
			byID[k.ID] = k
		}
		return byID
	}
	shipped, _ := sales.DeliveriesOf.Of(shop.Tx(), kernel.Ref[sales.Order](order.ID))
	if k, has := kin(shipped[0])[receipt]; !has || k.State.Text == "" || k.Into {
		t.Errorf("the reversed receipt under its bill: %v %+v", has, k)
	}
	offsets := 0
	for _, b := range viewtest.Rows(shop, sales.Returns) {
		for id, k := range kin(b) {
			if k.Entity != sales.Deliveries.Name() {
				continue
			}
			if own := id == b.Delivery.ID(); own == k.Offset || own != k.Into {
				t.Errorf("%s of a return: %+v", k.Title, k)
			}
			if k.Offset {
				offsets++
				d, _ := sales.Deliveries.Get(shop.Tx(), kernel.Ref[sales.Delivery](id))
				if back := kin(d)[b.ID]; !back.Offset {
					t.Errorf("and the other way round: %+v", back)
				}
			}
		}
	}
	t.Logf("%d set off", offsets)
}
