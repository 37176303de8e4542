package sales_test

import (
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rigs/trial"
)

// R35 R42: one submission reserves and makes the delivery, one shipment moves goods, books and receivable.
func TestAnOrderFromPlacingToShipping(t *testing.T) {
	s := open(t)
	o := s.place(s.wish(s.sofas(10), s.chairs(4)))
	if o.State != sales.Approved || o.Total != 3770400 || o.Net+o.Vat != o.Total || o.Open != o.Total {
		t.Fatalf("order %+v", o)
	}
	if b := s.stock(s.sofa); b.Reserved != 10*one || b.OnHand != 15*one {
		t.Errorf("stock %+v", b)
	}
	if b := s.balance(); b.OpenOrders != o.Total || b.Receivable != 0 {
		t.Errorf("balance %+v", b)
	}
	// F11: the delivery came with the approval and has the order's quantities.
	list := s.deliveries(o)
	if len(list) != 1 || list[0].State != sales.Pending || s.deliveryLines(list[0])[0].Qty != 10*one {
		t.Fatalf("deliveries %+v", list)
	}
	d := s.ship(o)
	o = s.reload(o)
	if o.State != sales.Shipped || o.Shipped != 3770400 || o.Open != 0 || d.Total != 3770400 || d.Left != 20261119 {
		t.Errorf("after shipping: %+v", o)
	}
	if b := s.balance(); b.OpenOrders != 0 || b.Receivable != 3770400 || b.OldestDue != 20261225 {
		t.Errorf("balance %+v", b)
	}
	want := []kernel.Money{3770400, -3336637, -433763, 2728000}
	got := s.books(ledger.Receivable, ledger.Revenue, ledger.OutputVat, ledger.CostOfSales)
	if !slices.Equal(got, want) {
		t.Errorf("books %v, want %v", got, want)
	}
	if b := s.stock(s.sofa); b.OnHand != 5*one || b.Reserved != 0 {
		t.Errorf("stock %+v", b)
	}
	s.Sound(t)
}

// R13 R34 R40: who did what on which device, when it counted and with what result, in the
// order in which it was done, whatever the ids of the nodes.
func TestEveryNodeLeavesItsTrace(t *testing.T) {
	s := open(t)
	for range 4 {
		traced(t, s)
	}
}

func traced(t *testing.T, s *shop) {
	t.Helper()
	o := s.place(s.wish(s.sofas(1)))
	d := s.ship(o)
	s.Must(t, s.keeper, &sales.Sign{Delivery: kernel.Ref[sales.Delivery](d.ID), By: "王经理"})
	trail, _ := flow.TrailOf(s.Tx(), o.ID)
	var nodes []string
	for _, e := range trail {
		nodes = append(nodes, e.Node+"="+e.Result)
		if e.AuthorName == "" || e.Judged == 0 {
			t.Errorf("node %+v", e)
		}
	}
	last := -1
	for _, want := range []string{"sales.order.place=approved", "sales.check.credit=passed", "sales.check.stock=passed", "sales.shipped=" + d.Number, "sales.signed=" + d.Number} {
		at := slices.Index(nodes, want)
		if at <= last {
			t.Errorf("%s is not there, or before what led to it: %v", want, nodes)
		}
		last = at
	}
}

func TestShortStockSaysWhatCanBeDone(t *testing.T) {
	s := open(t)
	r := s.Refused(t, sales.Short, s.sales, s.wish(s.sofas(10), s.chairs(1), s.sofas(8)))
	if len(r.Details) != 1 {
		t.Fatalf("details %v", r.Details)
	}
	line := r.Details[0]
	for name, want := range map[string]string{"line": "3", "ordered": "8", "available": "15", "short": "3", "promise": "2026-12-04", "suggest": "5", "lead": "15"} {
		if got := line.Arg(name).String(); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if zh := line.Sentence("zh", nil); !strings.Contains(zh, "缺 3") || !strings.Contains(zh, "建议采购 5") {
		t.Error(zh)
	}
	if b := s.stock(s.sofa); b.Reserved != 0 {
		t.Errorf("a refused order reserved %+v", b)
	}
}

func TestOrLessDropsTheRest(t *testing.T) {
	s := open(t)
	p := s.wish(s.sofas(18))
	p.Allow = sales.OrLess
	o := s.place(p)
	if o.State != sales.Approved || o.Open != 15*368000 {
		t.Errorf("order %+v", o)
	}
	s.ship(o)
	if o = s.reload(o); o.State != sales.Shipped || o.Shipped != 15*368000 {
		t.Errorf("order %+v", o)
	}
	q := s.wish(s.sofas(1))
	q.Allow = sales.OrLess
	s.Refused(t, sales.Short, s.sales, q) // nothing at all is not less
	s.Sound(t)
}

func TestBackorderWaitsAndAsksToBuy(t *testing.T) {
	s := open(t)
	edit(s, "limit", "80000.00", "0.00")
	p := s.wish(s.sofas(18))
	p.Allow = sales.Backorder
	o := s.place(p)
	if o.State != sales.Approved || o.Promise != 20261204 || o.Open != o.Total {
		t.Errorf("order %+v", o)
	}
	if !taskOpen(s, "sales.buy") {
		t.Error("purchasing was not asked")
	}
	s.ship(o)
	if o = s.reload(o); o.State != sales.Partly {
		t.Errorf("order %+v", o)
	}
	s.Refused(t, sales.StillShort, s.boss, &sales.Allocate{Order: ref(o)})
	if w := s.waiting(); len(w) != 1 || w[0].Qty != 3*one || w[0].Promise != 20261204 {
		t.Errorf("waiting %+v", w)
	}
	s.Must(t, trial.System(), receive(s, 3))
	if w := s.waiting(); len(w) != 0 || taskOpen(s, "sales.buy") || !taskOpen(s, "sales.arrived") {
		t.Errorf("the goods are here and it waits: %+v", w)
	}
	s.Refused(t, sales.StillShort, s.boss, &sales.Allocate{Order: ref(o)}) // it has everything
	list := s.deliveries(o)
	s.Must(t, s.keeper, &sales.Ship{Delivery: kernel.Ref[sales.Delivery](list[1].ID)})
	if o = s.reload(o); o.State != sales.Shipped || o.Open != 0 {
		t.Errorf("order %+v", o)
	}
	s.Sound(t)
}

func TestAnOrderOverTheLimitWaitsForRelease(t *testing.T) {
	s := open(t)
	s.owes(7000000, 20261201)
	o := s.place(s.wish(s.sofas(3)))
	if o.State != sales.Held || o.HeldFor != "sales.over_limit" || s.stock(s.sofa).Reserved != 0 || o.Open != 0 {
		t.Fatalf("order %+v", o)
	}
	why := flow.PendingOf(s.Tx(), o.ID)
	if len(why) != 1 || !strings.Contains(why[0].Why(s.Tx().Held).Sentence("zh", nil), "81040.00，额度 80000.00") {
		t.Errorf("approvals %v", why)
	}
	if !taskOpen(s, "sales.release") {
		t.Error("nobody was asked")
	}
	manager := *s.sales
	manager.Grants = []string{"sales.order.*"}
	s.Refused(t, sales.MayNotDecide, &manager, &sales.Release{Order: ref(o), Note: "自己放"})
	s.Refused(t, kernel.NotAllowed, s.sales, &sales.Release{Order: ref(o), Note: "自己放"})
	s.Must(t, s.finance, &sales.Release{Order: ref(o), Note: "老客户,周五付款"})
	if o = s.reload(o); o.State != sales.Approved || s.stock(s.sofa).Reserved != 3*one || taskOpen(s, "sales.release") {
		t.Errorf("order %+v", o)
	}
	// For this order once: the next one is held again.
	if next := s.place(s.wish(s.sofas(1))); next.State != sales.Held {
		t.Errorf("next order %+v", next)
	}
	s.Sound(t)
}

func TestAnOverdueCustomersOrderIsRefusedWithAReason(t *testing.T) {
	s := open(t)
	s.owes(100, 20261104) // 15 days late: within the tolerance
	if o := s.place(s.wish(s.chairs(1))); o.State != sales.Approved {
		t.Fatalf("within tolerance: %+v", o)
	}
	s.owes(8640000, 20261103)
	o := s.place(s.wish(s.chairs(1)))
	if o.State != sales.Held || o.HeldFor != "sales.over_limit sales.overdue" {
		t.Fatalf("order %+v", o)
	}
	s.Must(t, s.boss, &sales.Refuse{Order: ref(o), Note: "先付旧账"})
	if o = s.reload(o); o.State != sales.Draft || !taskOpen(s, "sales.refused") || len(flow.PendingOf(s.Tx(), o.ID)) != 0 {
		t.Errorf("order %+v", o)
	}
	about, _ := flow.TasksAbout.Of(s.Tx(), o.ID)
	if n := slices.IndexFunc(about, func(a *flow.Task) bool { return a.Kind == sales.TaskRefused.Name }); n < 0 || about[n].User != o.Author || about[n].Seat != o.Owner {
		t.Errorf("its author is not told: %+v", about)
	}
	s.Must(t, s.sales, &sales.Cancel{Order: ref(o)})
	s.Sound(t)
}

func TestFloorHoldAndPayFirst(t *testing.T) {
	s := open(t)
	cheap := s.sofas(1)
	cheap.Discount = 900_000 // 3,312.00 < 3,450.00
	if o := s.place(s.wish(cheap)); o.State != sales.Held || o.HeldFor != "sales.below_floor" {
		t.Errorf("below the floor: %+v", o)
	}
	p := s.wish(s.sofas(1))
	p.Discount = 23001 // 3,680.00 − 230.01
	if o := s.place(p); o.State != sales.Held {
		t.Errorf("a discount on the whole passes below the floor: %+v", o)
	}
	gift := s.sofas(1)
	gift.Gift = true
	if o := s.place(s.wish(gift)); o.State != sales.Held {
		t.Errorf("a gift passes below the floor: %+v", o)
	}
	s.customer = s.newCustomer("款到发货客户", "terms", "prepaid")
	if o := s.place(s.wish(s.chairs(1))); o.State != sales.Held || o.HeldFor != "sales.pay_first" {
		t.Errorf("pay first: %+v", o)
	}
	s.customer = s.newCustomer("暂停客户", "hold", "true")
	if o := s.place(s.wish(s.chairs(1))); o.State != sales.Held || o.HeldFor != "sales.customer_hold" {
		t.Errorf("on hold: %+v", o)
	}
}

func TestOnlyAnImportMayOnlyWarn(t *testing.T) {
	s := open(t)
	s.owes(9000000, 20260901)
	p := s.wish(s.chairs(1))
	p.Policy, p.Date = sales.PolicyWarn, 20261102
	s.Refused(t, kernel.NotAllowed, s.sales, p)
	o := s.orderOf(s.Must(t, trial.System(), p))
	if o.State != sales.Approved || o.Date != 20261102 {
		t.Errorf("order %+v", o)
	}
	trail, _ := flow.TrailOf(s.Tx(), o.ID)
	if !slices.ContainsFunc(trail, func(e *flow.ProcessEvent) bool { return e.Node == string(sales.NodeCredit) && e.Result == "warned" }) {
		t.Error("the warning left no trace")
	}
}

func TestUnapproveCloseAndVoid(t *testing.T) {
	s := open(t)
	o := s.place(s.wish(s.sofas(15)))
	d := s.deliveries(o)[0]
	s.Must(t, s.keeper, &sales.Pick{Delivery: kernel.Ref[sales.Delivery](d.ID)})
	s.Must(t, s.sales, &sales.Unapprove{Order: ref(o), Note: "客户改数量"})
	if o = s.reload(o); o.State != sales.Draft || o.Open != 0 || s.stock(s.sofa).Reserved != 0 || s.balance().OpenOrders != 0 {
		t.Errorf("order %+v", o)
	}
	if s.deliveries(o)[0].State != sales.Void || !taskOpen(s, "sales.put_back") {
		t.Error("the delivery was not withdrawn")
	}
	s.Must(t, s.sales, &sales.Save{Order: ref(o), Wish: s.wish(s.sofas(2)).Wish})
	s.Must(t, s.sales, &sales.Submit{Order: ref(o)})
	if o = s.reload(o); o.State != sales.Approved || o.Total != 736000 {
		t.Errorf("order %+v", o)
	}
	s.Must(t, s.sales, &sales.Close{Order: ref(o)})
	if o = s.reload(o); o.State != sales.Closed || o.Open != 0 || s.stock(s.sofa).Reserved != 0 {
		t.Errorf("order %+v", o)
	}
	s.Refused(t, kernel.WrongState, s.sales, &sales.Unapprove{Order: ref(o)})
	s.Refused(t, kernel.WrongState, s.sales, &sales.Save{Order: ref(o), Wish: s.wish(s.sofas(2)).Wish})
	s.Refused(t, kernel.WrongState, s.boss, &sales.Allocate{Order: ref(o)})
	s.Sound(t)
}

func TestWishesThatMakeNoSense(t *testing.T) {
	s := open(t)
	none := s.sofas(1)
	none.Qty = -one
	s.Refused(t, kernel.BelowZero, s.sales, s.wish(none))
	double := s.sofas(1)
	double.Discount = 1_000_001
	s.Refused(t, kernel.OutOfBounds, s.sales, s.wish(double))
	box := s.sofas(1)
	box.Unit = "箱"
	if _, err := s.Do(s.sales, s.wish(box)); err == nil {
		t.Error("an unknown unit passed")
	}
	id, err := s.Add(trial.System(), "party", "name", "海绵厂", "is_supplier", "true", "owner", s.sales.Seat.String())
	if err != nil {
		t.Fatal(err)
	}
	p := s.wish(s.sofas(1))
	p.Customer = [16]byte(id)
	s.Refused(t, sales.NotCustomer, s.sales, p)
}
