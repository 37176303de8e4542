package demo_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// scenes asserts what the demo's stories need, to the fen.
func (c *company) scenes(t *testing.T) {
	t.Helper()
	for name, scene := range map[string]func(*testing.T){
		"恒泰 is overdue and waits": c.hengtai, "鹭岛 is short": c.ludao, "曾记 is stuck": c.zengji,
		"万悦 is partial": c.wanyue, "朝阳 returns": c.chaoyang, "money": c.money, "stock": c.stockScenes,
		"HY-S302 sells better": c.sofas,
	} {
		t.Run(name, scene)
	}
}

func (c *company) order(t *testing.T, ref kernel.Ref[sales.Order]) (*sales.Order, []*sales.OrderLine) {
	t.Helper()
	o, err := sales.Orders.Need(c.tx(), ref)
	if err != nil {
		t.Fatal(err)
	}
	lines, _ := sales.LinesOf.Of(c.tx(), ref)
	return o, lines
}

func (c *company) deliveries(ref kernel.Ref[sales.Order]) []*sales.Delivery {
	list, _ := sales.DeliveriesOf.Of(c.tx(), ref)
	return list
}

func yuan(s string) kernel.Money {
	m, err := kernel.ParseMoney(s)
	if err != nil {
		panic(err)
	}
	return m
}

func (c *company) hengtai(t *testing.T) {
	who := c.Customers["恒泰家具"]
	b, _ := party.Balances.Get(c.tx(), party.BalanceOf(who))
	items, _ := debt.OpenItems(c.tx(), who)
	late := debt.Overdue(items, c.Today)
	if b.Receivable != yuan("126480.00") || late.Amount != yuan("86400.00") || late.Days != 62 || late.Items != 3 {
		t.Errorf("owes %s, of it %s late by %d days in %d slips", b.Receivable, late.Amount, late.Days, late.Items)
	}
	for _, i := range items {
		if due := i.Due; due < c.Today && due != c.Today.AddDays(-62) {
			t.Errorf("%s fell due on %s", i.Number, due)
		}
	}
	if at := ledger.BalanceOf(c.tx(), ledger.Receivable, who); at != b.Receivable {
		t.Errorf("the ledger says %s", at)
	}
	o, lines := c.order(t, c.Scenes.Held)
	if o.State != sales.Held || o.Total != yuan("11040.00") || lines[0].Code != "HY-S301" || lines[0].Qty != 3e6 {
		t.Errorf("the order is %s over %s", o.State, o.Total)
	}
	if !strings.Contains(o.HeldFor, sales.OverLimit.Name) || !strings.Contains(o.HeldFor, sales.Overdue.Name) {
		t.Errorf("held for %q", o.HeldFor)
	}
	if o.Author.ID() != c.Members["林晓燕"].User {
		t.Error("the order is not 林晓燕's")
	}
	if held := count(c, sales.Orders, func(o *sales.Order) bool { return o.State == sales.Held }); held != 1 {
		t.Errorf("%d orders are held", held)
	}
	approvals := flow.PendingOf(c.tx(), o.ID)
	if len(approvals) != 2 {
		t.Errorf("%d decisions are asked for", len(approvals))
	}
}

func (c *company) ludao(t *testing.T) {
	o, lines := c.order(t, c.Scenes.Short)
	l := lines[0]
	if o.State != sales.Approved || !o.Urgent || l.Qty != 15e6 || l.Planned != 3e6 || l.Promise != c.Today.AddDays(15) {
		t.Errorf("%s: %s of %s there, promised for %s", o.State, l.Planned, l.Qty, l.Promise)
	}
	task := find(c, flow.Tasks, func(k *flow.Task) bool { return k.Kind == sales.TaskBuy.Name && k.Root == o.ID })
	if task == nil || task.State != flow.TaskOpen || task.Asked != sales.TaskBuy.Asks.Ref() {
		t.Fatalf("purchasing has no task: %+v", task)
	}
	if s := task.Sentence("zh", nil); !strings.Contains(s, "缺 12 套") || !strings.Contains(s, "建议采购") || !strings.Contains(s, l.Promise.String()) {
		t.Error(s)
	}
}

func (c *company) zengji(t *testing.T) {
	o, _ := c.order(t, c.Scenes.Stuck)
	d := c.deliveries(c.Scenes.Stuck)
	if o.Due != c.Today.AddDays(-3) || len(d) != 1 || d[0].State != sales.Picking {
		t.Fatalf("due on %s, %d deliveries", o.Due, len(d))
	}
	trail, _ := flow.TrailOf(c.tx(), d[0].ID)
	if last := trail[len(trail)-1]; last.AuthorName != "黄建平" || last.Node != "sales.delivery.pick" {
		t.Errorf("it hangs at %s with %s", last.Node, last.AuthorName)
	}
	overdue := count(c, sales.Deliveries, func(d *sales.Delivery) bool {
		return (d.State == sales.Pending || d.State == sales.Picking) && d.Due != 0 && d.Due < c.Today
	})
	if overdue != 1 {
		t.Errorf("%d deliveries are late", overdue)
	}
}

func (c *company) wanyue(t *testing.T) {
	o, lines := c.order(t, c.Scenes.Partial)
	if l := lines[0]; o.State != sales.Shipped || l.Qty != 50e6 || l.Shipped != 46e6 || l.Closed != 4e6 {
		t.Errorf("%s: %s of %s left, %s closed", o.State, l.Shipped, l.Qty, l.Closed)
	}
}

func (c *company) chaoyang(t *testing.T) {
	o, lines := c.order(t, c.Scenes.Returned)
	if l := lines[0]; l.Shipped != 40e6 || l.Returned != 6e6 || l.Price != 260e6 {
		t.Errorf("%s of %s came back at %s", l.Returned, l.Shipped, l.Price)
	}
	r := find(c, sales.Returns, func(r *sales.Return) bool { return r.Order.ID() == o.ID })
	if r == nil || r.Total != yuan("1560.00") || r.Net != yuan("1380.53") || r.Vat != yuan("179.47") {
		t.Fatalf("the return is %+v", r)
	}
	into, _ := sales.ReturnLinesOf.Of(c.tx(), kernel.Ref[sales.Return](r.ID))
	if len(into) != 2 || into[0].Into != c.Places["BL"] || into[0].Qty != 4e6 || into[1].Into != c.Places["ZC"] || into[1].Qty != 2e6 {
		t.Errorf("it went to %+v", into)
	}
	// Back at the cost it left with.
	d := c.deliveries(c.Scenes.Returned)[0]
	left, _ := sales.DeliveryLinesOf.Of(c.tx(), kernel.Ref[sales.Delivery](d.ID))
	costs := sales.DeliveryLines.Guarded(org.SeesCost)
	was, _ := costs.Get(c.tx(), kernel.Ref[sales.DeliveryLine](left[0].ID))
	backCosts := sales.ReturnLines.Guarded(org.SeesCost)
	var back kernel.Money
	for _, l := range into {
		cost, _ := backCosts.Get(c.tx(), kernel.Ref[sales.ReturnLine](l.ID))
		back += cost.Cost
	}
	if want := stock.Portion(was.Cost, 40e6, 0, 6e6); back != want || back == 0 {
		t.Errorf("back at %s, want %s", back, want)
	}
}

func (c *company) money(t *testing.T) {
	owes := func(who string) *party.Balance {
		b, _ := party.Balances.Get(c.tx(), party.BalanceOf(c.Customers[who]))
		return b
	}
	o, _ := c.order(t, c.Scenes.Rounded)
	r := find(c, finance.Receipts, func(r *finance.Receipt) bool { return r.Customer == c.Customers["明辉五金"] })
	if o.Total != yuan("8436.50") || r.Total != yuan("8400.00") || r.Granted != yuan("36.50") || owes("明辉五金").Receivable != 0 {
		t.Errorf("明辉: %s, paid %s, dropped %s, owes %s", o.Total, r.Total, r.Granted, owes("明辉五金").Receivable)
	}
	if b := owes("喆悦民宿"); b.Prepaid != yuan("20000.00") || b.Receivable != 0 {
		t.Errorf("喆悦 has paid %s in advance", b.Prepaid)
	}
	shengda := owes("盛达海绵")
	if shengda.Receivable != yuan("6200.00") || shengda.Payable != yuan("18750.00") {
		t.Errorf("盛达 owes %s and is owed %s", shengda.Receivable, shengda.Payable)
	}
	if at := ledger.BalanceOf(c.tx(), ledger.Payable, c.Customers["盛达海绵"]); at != yuan("-18750.00") {
		t.Errorf("the ledger owes 盛达 %s", at)
	}
	sold, _ := c.order(t, c.Scenes.WeChat)
	phone := find(c, finance.Receipts, func(r *finance.Receipt) bool { return r.Date == c.Today && r.Total == sold.Total && r.Fee > 0 })
	if phone == nil || sold.Total != yuan("3160.00") || phone.Fee != yuan("18.96") {
		t.Errorf("by WeChat: %+v", phone)
	}
	pending, _ := finance.Receipts.Get(c.tx(), c.Scenes.Pending)
	if pending.State != finance.Pending || pending.Author.ID() != c.Members["林晓燕"].User {
		t.Errorf("the receipt of 林晓燕 is %s", pending.State)
	}
	if n := count(c, finance.Receipts, func(r *finance.Receipt) bool { return r.State == finance.Pending }); n != 1 {
		t.Errorf("%d receipts wait", n)
	}
	if at := ledger.BalanceOf(c.tx(), ledger.OpeningTransit, kernel.Ref[party.Party]{}); at != 0 {
		t.Errorf("opening balances leave %s in transit", at)
	}
}

func (c *company) stockScenes(t *testing.T) {
	free := func(code string, places ...string) (sum kernel.Qty) {
		for _, p := range places {
			sum += stock.AvailableAt(c.tx(), c.Products[code], c.Places[p])
		}
		return sum
	}
	if q := free("HY-S301", "ZC"); q != 15e6 {
		t.Errorf("HY-S301: %s to sell", q)
	}
	if q := free("HY-S302", "ZC", "ZT"); q != 3e6 {
		t.Errorf("HY-S302: %s to sell", q)
	}
	if q := free("HY-W220", "ZC"); q != 46e6 {
		t.Errorf("HY-W220: %s left", q)
	}
	sold := c.Today.AddDays(-120)
	last := kernel.Date(0)
	_ = kernel.Each(c.catalog, c, stock.Movements, func(m *stock.Movement) error {
		if m.Product == c.Products["HY-W220"] {
			last = max(last, m.Date)
		}
		return nil
	})
	if last != sold {
		t.Errorf("HY-W220 moved last on %s, want %s", last, sold)
	}
	lines, _ := stock.LinesOf.Of(c.tx(), c.Scenes.Count)
	if len(lines) != 1 || lines[0].Book != 12_000e6 || lines[0].Counted != 11_000e6 {
		t.Errorf("counted: %+v", *lines[0])
	}
	if n := count(c, stock.Balances, func(b *stock.Balance) bool { return b.Place == org.SuspensePlace && b.OnHand != 0 }); n != 0 {
		t.Errorf("%d products are in 待查", n)
	}
}

// sofas: 21 this month against 16 in the same days of the last one, in a month
// that is old enough.
func (c *company) sofas(t *testing.T) {
	sold := func(from, to kernel.Date) (sum kernel.Qty) {
		_ = kernel.Each(c.catalog, c, stock.Days, func(d *stock.Day) error {
			if d.Product == c.Products["HY-S302"] && from <= d.Date && d.Date <= to {
				sum += d.Sold
			}
			return nil
		})
		return sum
	}
	before := c.Today.AddMonths(-1)
	now, then := sold(c.Today.MonthStart(), c.Today), sold(before.MonthStart(), before)
	want := map[bool][2]kernel.Qty{true: {21e6, 16e6}, false: {now, then}}[c.Today.Day() >= 10]
	if now != want[0] || then != want[1] || now <= then {
		t.Errorf("%s this month, %s in the same days of the last", now, then)
	}
	if month := sold(before.MonthStart(), before.MonthEnd()); month != then {
		t.Errorf("%s in all of last month", month)
	}
}

func find[T any](c *company, e *kernel.Entity[T], is func(*T) bool) *T {
	var found *T
	_ = kernel.Each(c.catalog, c, e, func(row *T) error {
		if row = e.Whole(c.Get, row); is(row) {
			found = row
		}
		return nil
	})
	return found
}

func count[T any](c *company, e *kernel.Entity[T], is func(*T) bool) int {
	n := 0
	_ = kernel.Each(c.catalog, c, e, func(row *T) error {
		if is(row) {
			n++
		}
		return nil
	})
	return n
}
