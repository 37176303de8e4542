package syncpage_test

import (
	"errors"
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/demotest"
	"heyi/app/rigs/screentest"
	"heyi/app/screens/common"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	stockroom "heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/party"
)

// find is the first row on a device that will do.
func find[T any](t *testing.T, desk *view.Desk, e *kernel.Entity[T], will func(*T) bool) *T {
	t.Helper()
	enough := errors.New("enough")
	var found *T
	err := desk.Engine.View(func(v *client.View) error {
		return v.Rows.Scan(e.In(desk.Catalog), func(row kernel.Row) error {
			if r := any(row).(*T); will(r) {
				found = r
				return enough
			}
			return nil
		})
	})
	if err != nil && !errors.Is(err, enough) || found == nil {
		t.Fatalf("no %s: %v", e.Name(), err)
	}
	return found
}

// passerby is a new customer, whom nothing holds up.
func passerby(t *testing.T, desk *view.Desk, others ...*view.Desk) kernel.Ref[party.Party] {
	t.Helper()
	id, err := desk.Add("party", "name", "路边咖啡店", "is_customer", "true")
	if err != nil {
		t.Fatal(err)
	}
	demotest.Settled(t, desk)
	for _, other := range others {
		demotest.Until(t, other, "the other device knows the passer-by", func(client.State) bool { return screentest.Get(t, other, party.Parties, id) != nil })
	}
	return kernel.Ref[party.Party](id)
}

// asked is an urgent order for some of what lies in a warehouse.
func asked(customer kernel.Ref[party.Party], goods *stock.Balance, qty kernel.Qty) *sales.Place {
	return &sales.Place{Wish: sales.Wish{
		Customer: customer, From: goods.Place, Urgent: true,
		Lines: []sales.WishLine{{Product: goods.Product, Qty: qty, Price: 9_999_000_000}},
	}}
}

// R37 R44 R45: an urgent order that was written without a network is tentative on the
// tablet, reaches the warehouse's list when the tablet is back, before all that is not
// urgent, and is certain then.
func TestAnUrgentOrderFromTheRoad(t *testing.T) {
	s := demotest.Serve(t)
	lin, keeper := s.Desk(demotest.Sales), s.Desk(demotest.Warehouse)
	goods := find(t, keeper, stock.Balances, func(b *stock.Balance) bool { return b.OnHand-b.Reserved >= 5e6 })
	who := passerby(t, lin)
	demotest.Away(t, lin)
	demotest.Do(t, lin, asked(who, goods, 1e6))
	order := find(t, lin, sales.Orders, func(o *sales.Order) bool { return o.Urgent && o.Version == 0 })
	w := screentest.Open(t, lin, uithread.Immediate{}, areas, common.SyncRoute)
	if !w.Shows("等待上传（1）") || !w.Shows("待上传") {
		t.Errorf("the tablet does not say that it is tentative: %q", w.Texts())
	}
	if got := screentest.Get(t, keeper, sales.Orders, order.ID); got != nil {
		t.Error("the warehouse knows of an order that was not sent")
	}
	demotest.Back(t, lin)
	delivery := func() (found bool) {
		_ = keeper.Engine.View(func(v *client.View) error {
			return v.Rows.Scan(sales.Deliveries.In(keeper.Catalog), func(row kernel.Row) error {
				found = found || row.(*sales.Delivery).Order.ID() == order.ID
				return nil
			})
		})
		return found
	}
	demotest.Until(t, keeper, "the warehouse has the delivery", func(client.State) bool { return delivery() })
	list := stockroom.Parcels(keeper, "", stockroom.ToShip)
	first, err := list.Page(t.Context(), 0, 50)
	if err != nil {
		t.Fatal(err)
	}
	at := -1
	for i, p := range first {
		if !p.Urgent && at < 0 {
			t.Fatalf("%s is before the urgent order", p.Number)
		}
		if d := screentest.Get(t, keeper, sales.Deliveries, p.ID); d.Order.ID() == order.ID {
			at = i
			break
		}
	}
	if at < 0 {
		t.Errorf("not in the list of what is to be shipped: %+v", first)
	}
	w = screentest.Open(t, keeper, uithread.Immediate{}, func(site *common.Site) []common.Area { return []common.Area{warehouse.Area(site)} }, warehouse.RouteShip)
	if !w.Shows(stockroom.Urgent.Text()) {
		t.Errorf("the list does not say that it is urgent: %q", w.Texts())
	}
	w = screentest.Open(t, lin, uithread.Immediate{}, areas, common.SyncRoute)
	if !w.Shows("全部操作都已保存到服务器") {
		t.Errorf("the tablet does not say that it is certain: %q", w.Texts())
	}
}

// R25 R31: two tablets without a network promise the same goods. The server decides
// for one; the other tablet then shows what the server holds, and why.
func TestTheLastGoodsFromTwoRoads(t *testing.T) {
	s := demotest.Serve(t)
	boss, lin := s.Desk(demotest.Boss), s.Desk(demotest.Sales)
	goods := find(t, boss, stock.Balances, func(b *stock.Balance) bool { return b.OnHand-b.Reserved >= 3e6 && b.OnHand-b.Reserved < 500e6 })
	free := goods.OnHand - goods.Reserved
	who := passerby(t, lin, boss)
	demotest.Away(t, lin)
	demotest.Do(t, lin, asked(who, goods, free))
	demotest.Do(t, boss, asked(who, goods, free))
	demotest.Settled(t, boss)
	demotest.Back(t, lin)
	w := screentest.Open(t, lin, uithread.Immediate{}, areas, common.SyncRoute)
	if !w.Shows("需要你处理（1）") || !w.Shows("库存不足") {
		t.Errorf("the tablet does not say why: %q", w.Texts())
	}
	for _, desk := range []*view.Desk{boss, lin} {
		demotest.Settled(t, desk)
		if b := screentest.Get(t, desk, stock.Balances, goods.ID); b.Reserved != goods.Reserved+free || b.Reserved > b.OnHand {
			t.Errorf("%+v, before %+v", b, goods)
		}
	}
}
