package shared_test

import (
	"fmt"
	"os"
	"slices"
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
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial"
)

// chain is a company in which one order goes from a wish to cash and back, and what
// each command of it wrote.
type chain struct {
	*trial.World
	t         *testing.T
	effects   []effect
	customer  kernel.Ref[party.Party]
	chair     kernel.Ref[product.Product]
	main, bad kernel.Ref[org.Place]
	till      kernel.Ref[finance.Fund]
}

// effect is one kind of command with the rows that it made and changed, and the
// accounts that it posted to.
type effect struct {
	command               *kernel.CommandSpec
	made, changed, posted []string
}

// does judges a command as the server does and keeps what it wrote.
func (c *chain) does(args kernel.Command) kernel.ID {
	c.t.Helper()
	call, author := c.Call(trial.System(), args), trial.System()
	tx := kernel.NewTx(c.Catalog, c, nil, call, author)
	if _, err := tx.Judge(); err != nil {
		c.t.Fatalf("%s: %v", call.Name, err)
	}
	e := effect{command: c.Catalog.Command(call.Name)}
	for _, w := range tx.Writes() {
		name := w.Schema.Name
		if w.Before == nil {
			e.made = append(e.made, name)
		} else {
			e.changed = append(e.changed, name)
		}
		if entry, ok := w.After.(*ledger.Entry); ok {
			account := c.Get(ledger.Accounts.In(c.Catalog), entry.Account.ID()).(*ledger.Account)
			side := "贷"
			if entry.Debit != 0 {
				side = "借"
			}
			e.posted = append(e.posted, side+" "+account.Code+" "+account.Name)
		}
	}
	for _, w := range tx.Writes() {
		w.After.Base().Version = call.Key
		c.Put(w.After)
	}
	for _, list := range []*[]string{&e.made, &e.changed, &e.posted} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	c.effects = append(c.effects, e)
	return call.ID
}

func run(t *testing.T) *chain {
	t.Helper()
	c := &chain{World: trial.Company(t, org.VatGeneral), t: t}
	add := func(entity string, pairs ...string) kernel.ID {
		id, err := c.Add(trial.System(), entity, pairs...)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	c.customer = kernel.Ref[party.Party](add("party", "name", "长沙雨花曾记家私城", "mobile", "19900000309", "address", "雨花区万家丽路", "is_customer", "true", "terms", "monthly", "term_days", "25"))
	supplier := kernel.Ref[party.Party](add("party", "name", "佛山龙江实木沙发厂", "is_supplier", "true"))
	c.chair = c.Product(t, "HY-C201", "lead_days", "7", "floor", "200")
	c.main, c.bad = c.Place("W1"), c.Place("D1")
	c.till = kernel.Ref[finance.Fund](add("fund", "name", "现金", "account", ledger.AccountRef(ledger.Cash).String()))

	c.does(&stock.Open{Place: c.main, Lines: []stock.OpenLine{{Product: c.chair, Qty: 10e6, Price: 120e6}}})
	c.does(&debt.Opening{Lines: []debt.OpeningLine{{Party: c.customer, Kind: debt.Receivable, Number: "旧账", Date: 20261001, Due: 20261231, Amount: 500_00}}})
	c.does(&finance.Opening{Lines: []finance.OpeningLine{{Fund: c.till, Amount: 1_000_00}}})
	wish := sales.Wish{Customer: c.customer, From: c.main, Allow: sales.Backorder, Lines: []sales.WishLine{{Product: c.chair, Qty: 12e6, Price: 300e6}}}
	placed := c.does(&sales.Place{Wish: wish})
	c.does(&stock.Receive{Place: c.main, Supplier: supplier, Lines: []stock.ReceiveLine{{Product: c.chair, Qty: 5e6, Price: 130e6}}})
	order := trial.All(c.World, sales.Orders)[0]
	ref := kernel.Ref[sales.Order](order.ID)
	if order.ID == placed {
		t.Fatal("an order is not its command")
	}
	deliveries, _ := sales.DeliveriesOf.Of(c.Tx(), ref)
	first, second := kernel.Ref[sales.Delivery](deliveries[0].ID), kernel.Ref[sales.Delivery](deliveries[1].ID)
	c.does(&sales.Pick{Delivery: first})
	c.does(&sales.Ship{Delivery: first})
	c.does(&sales.Sign{Delivery: first, By: "李店长"})
	c.does(&sales.Invoice{Delivery: first, State: sales.Invoiced, Number: "26442000000012345678"})
	c.does(&sales.Ship{Delivery: second})
	lines, _ := sales.DeliveryLinesOf.Of(c.Tx(), first)
	c.does(&sales.TakeBack{Delivery: first, Into: c.bad, Reason: "开线", Lines: []sales.TakeBackLine{{Line: kernel.Ref[sales.DeliveryLine](lines[0].ID), Qty: 1e6}}})
	c.does(&finance.Receive{Customer: c.customer, Parts: []finance.ReceivePart{{Fund: c.till, Amount: 4_000_00}}})
	c.does(&finance.Receive{Customer: c.customer, Parts: []finance.ReceivePart{{Fund: c.till, Amount: 300_00}}})
	c.does(&finance.PayBack{Customer: c.customer, Fund: c.till, Amount: 50_00, Fee: 1_00})
	refund := kernel.Ref[finance.Refund](trial.All(c.World, finance.Refunds)[0].ID)
	c.does(&finance.CancelRefund{Refund: refund, Note: "账号有误"})
	credit, _ := debt.OpenItems(c.Tx(), c.customer)
	c.does(&finance.Waive{Item: kernel.Ref[debt.Item](credit[0].ID), Amount: 1_00, Reason: finance.Unclaimed})
	c.does(&finance.CancelWriteOff{WriteOff: kernel.Ref[finance.WriteOff](trial.All(c.World, finance.WriteOffs)[0].ID), Note: "客户来领"})
	c.does(&sales.Rate{Order: ref, Score: 5})
	c.does(&stock.Transfer{Place: c.main, To: c.Place("W2"), Lines: []stock.GoodsLine{{Product: c.chair, Qty: 1e6}}})
	c.does(&stock.Count{Place: c.main, Lines: []stock.CountLine{{Product: c.chair, Counted: 1e6}}})
	c.does(&stock.Issue{Place: c.main, Purpose: stock.ForSample, Lines: []stock.GoodsLine{{Product: c.chair, Qty: 1e6}}})
	c.unpriced(supplier)
	c.does(&party.Merge{Keep: c.customer, Gone: supplier, Note: "同一家"})
	c.Sound(t)
	return c
}

// unpriced lets goods come in of which nobody knows the cost, until somebody does.
func (c *chain) unpriced(supplier kernel.Ref[party.Party]) {
	stool := c.Product(c.t, "HY-C999")
	c.does(&stock.Receive{Place: c.main, Supplier: supplier, Lines: []stock.ReceiveLine{{Product: stool, Qty: 4e6}}})
	c.does(&stock.Issue{Place: c.main, Purpose: stock.ForUse, Lines: []stock.GoodsLine{{Product: stool, Qty: 1e6}}})
	for _, l := range trial.All(c.World, stock.DocLines) {
		if l.Product == stool && l.Qty == 4e6 {
			c.does(&stock.Revalue{Line: kernel.Ref[stock.DocLine](l.ID), Price: 90e6})
		}
	}
	set := trial.All(c.World, stock.Revaluations)[0]
	c.does(&stock.CancelRevaluation{Revaluation: kernel.Ref[stock.Revaluation](set.ID), Note: "单价看错"})
	old := c.Product(c.t, "HY-C998")
	c.does(&sales.TakeIn{Customer: c.customer, Into: c.main, Lines: []sales.TakeInLine{{Product: old, Qty: 1e6, Amount: 100_00}}})
	for _, l := range trial.All(c.World, sales.ReturnLines) {
		if l.Product == old {
			c.does(&sales.RevalueReturn{Line: kernel.Ref[sales.ReturnLine](l.ID), Price: 60e6})
		}
	}
}

// What each document means for goods, money and books, as a page that a change of it
// must change.
func TestGoldenEffects(t *testing.T) {
	const page = "../docs/effects.md"
	want := effectsPage(run(t))
	if os.Getenv("GOLDEN") == "write" {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Fatalf("docs/effects.md does not say what documents do (%v): run make golden", err)
	}
}

func effectsPage(c *chain) string {
	var b strings.Builder
	b.WriteString("# What each document does\n\nMade by `make golden` out of one order's way from a wish to cash; not written by hand. Everything in a row happens in one transaction, or not at all.\n\n| command | 操作 | new rows | changed rows | entries |\n|---|---|---|---|---|\n")
	seen := map[string]bool{}
	for _, e := range c.effects {
		if seen[e.command.Name] {
			continue
		}
		seen[e.command.Name] = true
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", e.command.Name, e.command.Zh,
			strings.Join(e.made, ", "), strings.Join(e.changed, ", "), strings.Join(e.posted, "; "))
	}
	return b.String()
}

// The customer's name is typed once. Every document refers to the one row and copies
// what it prints, and no later command asks for it again.
func TestTheCustomerIsEnteredOnce(t *testing.T) {
	c := run(t)
	rows := 0
	for _, s := range c.Catalog.Schemas {
		to := s.Field("customer")
		if s.Main != nil || to == nil {
			continue
		}
		_ = c.Scan(s, func(row kernel.Row) error {
			rows++
			if to.Get(row).ID() != c.customer.ID() || s.Field("name").Get(row).Str != "长沙雨花曾记家私城" {
				t.Errorf("%s %s is somebody else's", s.Name, row.Base().ID)
			}
			return nil
		})
	}
	parties, typed := 0, 0
	for range trial.All(c.World, party.Parties) {
		parties++
	}
	for _, e := range c.effects {
		for _, made := range e.made {
			if made == "party" {
				typed++
			}
		}
		for _, f := range e.command.Fields {
			if f.Kind == kernel.KindText && (f.Name == "customer" || f.Name == "name" || f.Name == "customer_name") {
				t.Errorf("%s asks for a name again", e.command.Name)
			}
		}
	}
	if rows < 5 || parties != 2 || typed != 0 {
		t.Errorf("%d documents, %d parties, %d made on the way", rows, parties, typed)
	}
	order := trial.All(c.World, sales.Orders)[0]
	if order.Phone != "19900000309" || order.Address != "雨花区万家丽路" {
		t.Errorf("the order copies %q, %q", order.Phone, order.Address)
	}
	if trail, _ := flow.TrailOf(c.Tx(), order.ID); len(trail) < 8 {
		t.Errorf("%d nodes", len(trail))
	}
}
