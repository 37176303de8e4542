package sales_test

import (
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

func part(d *sales.Delivery, rest kernel.Choice, lines ...sales.ShipLine) *sales.Ship {
	return &sales.Ship{Delivery: kernel.Ref[sales.Delivery](d.ID), Rest: rest, Lines: lines}
}

func lineRef(l *sales.DeliveryLine) kernel.Ref[sales.DeliveryLine] {
	return kernel.Ref[sales.DeliveryLine](l.ID)
}

func TestShippingLessKeepsTheRestOpen(t *testing.T) {
	s := open(t)
	o := s.place(s.wish(s.sofas(3), s.chairs(7)))
	d := s.deliveries(o)[0]
	lines := s.deliveryLines(d)
	s.Must(t, s.keeper, part(d, sales.RestOpen, sales.ShipLine{Line: lineRef(lines[0]), Qty: one}, sales.ShipLine{Line: lineRef(lines[1]), Qty: 7 * one}))
	if o = s.reload(o); o.State != sales.Partly || o.Shipped != 368000+7*22600 || o.Open != 2*368000 {
		t.Errorf("order %+v", o)
	}
	if b := s.stock(s.sofa); b.Reserved != 2*one || b.OnHand != 14*one {
		t.Errorf("stock %+v", b)
	}
	list := s.deliveries(o)
	if len(list) != 2 || list[1].State != sales.Pending || s.deliveryLines(list[1])[0].Qty != 2*one {
		t.Fatalf("deliveries %+v", list)
	}
	s.Must(t, s.keeper, &sales.Ship{Delivery: kernel.Ref[sales.Delivery](list[1].ID)})
	if o = s.reload(o); o.State != sales.Shipped || o.Shipped != o.Total || o.Open != 0 {
		t.Errorf("order %+v", o)
	}
	s.Sound(t)
}

func TestShippingLessMayCloseTheRest(t *testing.T) {
	s := open(t)
	o := s.place(s.wish(s.sofas(3)))
	d := s.deliveries(o)[0]
	s.Must(t, s.keeper, part(d, sales.RestClose, sales.ShipLine{Line: lineRef(s.deliveryLines(d)[0]), Qty: one}))
	if o = s.reload(o); o.State != sales.Shipped || o.Open != 0 || s.stock(s.sofa).Reserved != 0 || len(s.deliveries(o)) != 1 {
		t.Errorf("order %+v", o)
	}
	s.Sound(t)
}

func TestShippingFormsAreRefused(t *testing.T) {
	s := open(t)
	o := s.place(s.wish(s.sofas(3)))
	other := s.place(s.wish(s.chairs(1)))
	d := s.deliveries(o)[0]
	mine, foreign := lineRef(s.deliveryLines(d)[0]), lineRef(s.deliveryLines(s.deliveries(other)[0])[0])
	s.Refused(t, sales.TooManyShipped, s.keeper, part(d, "", sales.ShipLine{Line: mine, Qty: 4 * one}))
	s.Refused(t, sales.NotOnDelivery, s.keeper, part(d, "", sales.ShipLine{Line: foreign, Qty: one}))
	s.Refused(t, sales.NotOnDelivery, s.keeper, part(d, "", sales.ShipLine{Line: mine, Qty: one}, sales.ShipLine{Line: mine, Qty: one}))
	s.Refused(t, sales.NothingLeft, s.keeper, part(d, "", sales.ShipLine{Line: mine}))
	s.Refused(t, kernel.WrongState, s.keeper, &sales.TakeBack{Delivery: kernel.Ref[sales.Delivery](d.ID), Lines: []sales.TakeBackLine{{Line: mine, Qty: one}}})
	s.Refused(t, kernel.WrongState, s.finance, &sales.Invoice{Delivery: kernel.Ref[sales.Delivery](d.ID), State: sales.Invoiced, Number: "12345678"})
	s.ship(o)
	s.Refused(t, kernel.WrongState, s.keeper, &sales.Ship{Delivery: kernel.Ref[sales.Delivery](d.ID)})
	s.Refused(t, sales.InvoiceNumber, s.finance, &sales.Invoice{Delivery: kernel.Ref[sales.Delivery](d.ID), State: sales.Invoiced, Number: "1234567"})
	s.Must(t, s.finance, &sales.Invoice{Delivery: kernel.Ref[sales.Delivery](d.ID), State: sales.Invoiced, Number: "26442000000012345678"})
	if d = s.deliveries(o)[0]; d.Invoice != sales.Invoiced || d.InvoiceNo == "" {
		t.Errorf("delivery %+v", d)
	}
}

func TestWhatLeftOnAWithdrawnDeliveryIsAccepted(t *testing.T) {
	s := open(t)
	o := s.place(s.wish(s.sofas(2)))
	d := s.deliveries(o)[0]
	s.Must(t, s.sales, &sales.Unapprove{Order: ref(o)})
	s.Must(t, s.keeper, &sales.Ship{Delivery: kernel.Ref[sales.Delivery](d.ID)})
	if o = s.reload(o); o.State != sales.Shipped || o.Shipped != 736000 || !taskOpen(s, "sales.withdrawn_left") {
		t.Errorf("order %+v", o)
	}
	if b := s.balance(); b.Receivable != 736000 || b.OpenOrders != 0 {
		t.Errorf("balance %+v", b)
	}
	s.Sound(t)
}

func TestGoodsHandedOverBeyondTheBookGoToSuspense(t *testing.T) {
	s := open(t)
	if err := s.Edit(trial.System(), "company", org.TheCompany.ID(), sales.SpotFree.Field(), "false", "true"); err != nil {
		t.Fatal(err)
	}
	h := &sales.Handover{Wish: s.wish(s.sofas(18)).Wish}
	driver := *s.sales
	driver.Grants = []string{"sales.handover"}
	s.Must(t, &driver, h)
	b, _ := stock.Balances.Get(s.Tx(), stock.BalanceRef(s.sofa, org.SuspensePlace))
	if s.stock(s.sofa).OnHand != 0 || b == nil || b.OnHand != -3*one || !taskOpen(s, "stock.misfit") {
		t.Errorf("book %+v, suspense %+v", s.stock(s.sofa), b)
	}
	o := trial.All(s.World, sales.Orders)[0]
	if o.State != sales.Shipped || o.Shipped != 18*368000 || s.balance().Receivable != 18*368000 {
		t.Errorf("order %+v", o)
	}
	// 18 sofas at their average of 2,680.00, three of them from suspense.
	if got := s.books(ledger.CostOfSales, ledger.Merchandise, ledger.Pending); !slices.Equal(got, []kernel.Money{18 * 268000, 1200000, -3 * 268000}) {
		t.Errorf("books %v", got)
	}
	s.owes(9000000, 20260901)
	s.Must(t, &driver, &sales.Handover{Wish: s.wish(s.chairs(1)).Wish})
	if !taskOpen(s, "sales.handed_over") {
		t.Error("finance was not told of a customer over his limit")
	}
	s.Sound(t)
}

// Over the counter of a warehouse goods go only as an order would let them; from the
// seller's van they have gone.
func TestTheCounterObeysCreditFloorAndStock(t *testing.T) {
	s := open(t)
	refused := func(what string, code *kernel.Code, detail string, w sales.Wish) {
		t.Helper()
		_, err := s.Do(s.sales, &sales.Handover{Wish: w})
		r, ok := kernel.AsRefusal(err)
		if !ok || r.Code != code.Name || len(r.Details) == 0 || r.Details[0].Code != detail {
			t.Errorf("%s: %v", what, err)
		}
	}
	s.Must(t, s.sales, &sales.Handover{Wish: s.wish(s.chairs(1)).Wish})
	refused("more than there is", sales.Short, sales.ShortLine.Name, s.wish(s.sofas(18)).Wish)
	cheap := s.wish(s.sofas(1)).Wish
	for i := range cheap.Lines {
		cheap.Lines[i].Price = 10_000
	}
	refused("at a cent", sales.NotOnTheSpot, sales.BelowFloor.Name, cheap)
	s.owes(9000000, 20260901)
	refused("a customer over his limit", sales.NotOnTheSpot, sales.OverLimit.Name, s.wish(s.chairs(1)).Wish)

	van := s.van("V1")
	s.Must(t, s.drives(org.Sales, van), s.from(van, s.chairs(1)))
	if !taskOpen(s, "sales.handed_over") {
		t.Error("finance was not told of goods from the van")
	}
	s.Sound(t)
}

func TestAReturnIsRedAtItsOwnCost(t *testing.T) {
	s := open(t)
	o := s.place(s.wish(s.chairs(40)))
	d := s.ship(o)
	before := s.books(ledger.Receivable, ledger.Revenue, ledger.OutputVat, ledger.CostOfSales, ledger.Merchandise)
	line := lineRef(s.deliveryLines(d)[0])
	back := func(good, bad int64) *sales.TakeBack {
		return &sales.TakeBack{Delivery: kernel.Ref[sales.Delivery](d.ID), Reason: "做工问题", Lines: []sales.TakeBackLine{
			{Line: line, Qty: kernel.Qty(bad) * one, Into: s.Place("D1")}, {Line: line, Qty: kernel.Qty(good) * one},
		}}
	}
	s.Must(t, s.keeper, back(2, 4))
	after := s.books(ledger.Receivable, ledger.Revenue, ledger.OutputVat, ledger.CostOfSales, ledger.Merchandise)
	want := []kernel.Money{-135600, 120000, 15600, -72000, 72000}
	for n := range want {
		if got := after[n] - before[n]; got != want[n] {
			t.Errorf("account %d changed by %s, want %s", n, got, want[n])
		}
	}
	for _, e := range trial.All(s.World, ledger.Entries) {
		if (e.Debit < 0 || e.Credit < 0) && e.Debit+e.Credit > 0 {
			t.Errorf("not red: %+v", e)
		}
	}
	if b := s.balance(); b.Receivable != 34*22600 {
		t.Errorf("balance %+v", b)
	}
	s.Refused(t, sales.TooManyBack, s.keeper, back(2, 33))
	s.Must(t, s.keeper, back(17, 17))
	if b := s.balance(); b.Receivable != 0 || b.OldestDue != 0 {
		t.Errorf("balance %+v", b)
	}
	if got := s.books(ledger.Revenue, ledger.OutputVat, ledger.CostOfSales); !slices.Equal(got, []kernel.Money{0, 0, 0}) {
		t.Errorf("after everything came back: %v", got)
	}
	if items, _ := debt.OpenItems(s.Tx(), s.customer); len(items) != 0 {
		t.Errorf("open items %v", items)
	}
	s.Sound(t)
}

func TestAGiftBearsItsDeemedTax(t *testing.T) {
	s := open(t)
	gift := s.chairs(5)
	gift.Gift = true
	o := s.place(s.wish(s.sofas(1), gift))
	if o.Total != 368000 {
		t.Fatalf("order %+v", o)
	}
	s.ship(o)
	// 5 × 226.00 = 1,130.00 deemed: 130.00 tax; cost 5 × 120.00.
	if got := s.books(ledger.Gifts, ledger.OutputVat, ledger.Receivable); !slices.Equal(got, []kernel.Money{73000, -(42336 + 13000), 368000}) {
		t.Errorf("books %v", got)
	}
	s.Sound(t)
}

func TestUrgentDeliveriesComeFirst(t *testing.T) {
	s := open(t)
	for n, urgent := range []bool{false, true, false} {
		p := s.wish(s.chairs(1))
		p.Urgent, p.Due = urgent, kernel.Date(20261122-n)
		s.place(p)
	}
	list, _ := sales.ToShip.Of(s.Tx(), kernel.Key2[kernel.Ref[org.Place], kernel.State]{A: s.w1, B: sales.Pending})
	if len(list) != 3 || list[0].Rank != 0 || list[1].Due != 20261120 || list[2].Due != 20261122 {
		t.Errorf("list %+v", list)
	}
}

func TestServicesNeedNoStock(t *testing.T) {
	s := open(t)
	fee := s.Product(t, "FEE", "name", "送货安装费", "unit", "次", "service", "true", "tax_class", "services")
	o := s.place(s.wish(s.sofas(1), sales.WishLine{Product: fee, Qty: one, Price: 106_000_000}))
	d := s.ship(o)
	if o = s.reload(o); o.State != sales.Shipped || d.Total != 378600 {
		t.Errorf("order %+v", o)
	}
	if got := s.books(ledger.CostOfSales); got[0] != 268000 {
		t.Errorf("a service costs: %v", got)
	}
	s.Sound(t)
}

// R38: one process over sales, stock, shipping and money, and who has it now.
func TestTheSixSteps(t *testing.T) {
	s := open(t)
	process := func(o *sales.Order) (sales.Steps, sales.Holder) {
		trail, _ := flow.TrailOf(s.Tx(), o.ID)
		return sales.Process(s.reload(o), trail, s.deliveries(o))
	}
	states := func(steps sales.Steps) (all []sales.StepState) {
		for _, st := range steps {
			all = append(all, st.State)
		}
		return all
	}
	s.owes(7900000, 20261201)
	o := s.place(s.wish(s.sofas(1)))
	steps, holder := process(o)
	if !slices.Equal(states(steps), []sales.StepState{sales.Done, sales.Stopped, sales.ToDo, sales.ToDo, sales.ToDo, sales.ToDo}) || holder.Asks != sales.TaskRelease.Asks {
		t.Errorf("held: %v %+v", states(steps), holder)
	}
	s.Must(t, s.boss, &sales.Release{Order: ref(o), Note: "放"})
	steps, holder = process(o)
	if steps[sales.StepShip].State != sales.Doing || holder.Asks != sales.TaskPutBack.Asks {
		t.Errorf("released: %v %+v", states(steps), holder)
	}
	d := s.ship(o)
	if steps, holder = process(o); steps[sales.StepShip].State != sales.Done || steps[sales.StepSign].State != sales.Doing || holder.Seat.ID() != s.sales.Seat {
		t.Errorf("shipped: %v %+v", states(steps), holder)
	}
	s.Must(t, s.keeper, &sales.Sign{Delivery: kernel.Ref[sales.Delivery](d.ID), By: "王"})
	if steps, _ = process(o); steps[sales.StepSign].State != sales.Done || steps[sales.StepPay].State != sales.Doing {
		t.Errorf("signed: %v", states(steps))
	}
	if steps[sales.StepRate].State != sales.ToDo {
		t.Errorf("nobody has rated it: %v", states(steps))
	}
	s.Must(t, s.sales, &sales.Rate{Order: ref(o), Score: 4, Words: "稍晚"})
	if steps, holder = process(o); steps[sales.StepRate].State != sales.Done || steps[sales.StepRate].Result != "4" || steps[sales.StepRate].By == "" || holder.Seat.ID() != s.sales.Seat {
		t.Errorf("rated: %v %+v, held by %+v", states(steps), steps[sales.StepRate], holder) // it is not paid yet
	}
	for n := 1; n < int(sales.StepSign); n++ {
		if steps[n].At < steps[n-1].At || steps[n].By == "" {
			t.Errorf("step %d at %s by %q, the one before at %s", n, steps[n].At, steps[n].By, steps[n-1].At)
		}
	}
}
