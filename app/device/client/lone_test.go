package client_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

// Ten thousand is what the design promises; every test run does fewer, because
// each command is synced to the disk and judged before the next is given.
var loneCommands = flag.Int("lone", 1000, "commands of the lone device")

// lone is a person who does all the work of a company on one device.
type lone struct {
	t    *testing.T
	e    *client.Engine
	dice *rand.Rand

	place     kernel.Ref[org.Place]
	fund      kernel.Ref[finance.Fund]
	supplier  kernel.Ref[party.Party]
	customers []kernel.ID
	goods     []kernel.Ref[product.Product]

	saved map[string]int // by command
	no    int            // refused at once, kept nowhere
}

// A device that holds everything and is alone predicts what the server will do,
// whatever it does: no refusal, no digest that differs. Each command is judged
// before the next, so that every row it reads is known: what a pending command
// settles (the state of a shipped order) only the server writes.
func TestALoneDeviceIsNeverCorrected(t *testing.T) {
	n := *loneCommands
	if testing.Short() {
		n /= 10
	}
	c := found(t)
	l := &lone{t: t, dice: rand.New(rand.NewPCG(7, 7)), place: c.place(), saved: map[string]int{}}
	l.supplier = kernel.Ref[party.Party](c.add("party", "name", "供应商", "is_supplier", "true"))
	for i := range 12 {
		l.goods = append(l.goods, c.goods(fmt.Sprintf("P%02d", i), 40e6))
		l.customers = append(l.customers, c.add("party", "name", fmt.Sprintf("客户 %d", i), "is_customer", "true", "owner", c.seat(boss).String()))
	}
	l.fund = kernel.Ref[finance.Fund](c.add("fund", "name", "工行基本户", "account", ledger.AccountRef(ledger.Bank).String(), "fee_rate", "0.006", "active", "true"))
	who := c.enrol(boss)
	l.e = open(t, who)
	until(t, l.e, "the first sync is whole", synced)
	total := 0
	for total < n {
		for range 20 + l.dice.IntN(180) {
			total += l.act()
			until(t, l.e, "judged", synced)
		}
	}
	s := until(t, l.e, "all is judged", synced)
	page, err := l.e.SyncPage()
	must(t, err)
	for i, item := range append(page.Refused, page.Adjusted...) {
		if i < 10 {
			t.Errorf("%s %s was corrected: %s", item.Command, item.Subject, item.Why.En)
		}
	}
	if s.Attention != 0 {
		t.Errorf("%d of %d commands were corrected", s.Attention, total)
	}
	if len(l.saved) < 15 {
		t.Errorf("only %d kinds of commands were given", len(l.saved))
	}
	t.Logf("%d commands, %d more refused at once: %v", total, l.no, l.saved)
	c.equal(t, l.e, who)
}

// do gives a command; 1 when it is saved.
func (l *lone) do(name string, args kernel.Command) int {
	l.t.Helper()
	saved, err := l.e.DoNamed(name, args)
	if _, no := kernel.AsRefusal(err); no {
		l.no++
		return 0
	}
	must(l.t, err)
	if saved.NeedsServer {
		l.t.Errorf("%s needs the server", name)
	}
	l.saved[name]++
	return 1
}

func (l *lone) cmd(args kernel.Command) int {
	l.t.Helper()
	return l.do(catalog.CommandFor(args).Name, args)
}

// some picks one of the newest rows of an entity, nil when there is none.
func some[T any](l *lone, entity *kernel.Entity[T], where client.Query) *T {
	l.t.Helper()
	where.Limit = 20
	where.Sort = newest
	rows, _, err := client.List(l.e, entity, where)
	must(l.t, err)
	if len(rows) == 0 {
		return nil
	}
	return rows[l.dice.IntN(len(rows))]
}

func (l *lone) customer() kernel.Ref[party.Party] {
	return kernel.Ref[party.Party](l.customers[l.dice.IntN(len(l.customers))])
}

func (l *lone) wish() sales.Wish {
	w := sales.Wish{Customer: l.customer(), From: l.place, Urgent: l.dice.IntN(5) == 0}
	w.Allow = []kernel.Choice{"", "or_less", "backorder"}[l.dice.IntN(3)]
	for _, i := range l.dice.Perm(len(l.goods))[:1+l.dice.IntN(3)] {
		w.Lines = append(w.Lines, sales.WishLine{
			Product: l.goods[i], Qty: kernel.Qty(1+l.dice.IntN(6)) * 1e6, Price: kernel.Price(80+l.dice.IntN(40)) * 1e6,
		})
	}
	return w
}

func (l *lone) act() int {
	switch n := l.dice.IntN(100); {
	case n < 20:
		return l.cmd(&sales.Place{Wish: l.wish()})
	case n < 25:
		return l.cmd(&sales.Save{Wish: l.wish()})
	case n < 45:
		return l.onOrder()
	case n < 70:
		return l.onDelivery()
	case n < 80:
		return l.cmd(&stock.Receive{Place: l.place, Supplier: l.supplier, Lines: []stock.ReceiveLine{{
			Product: l.goods[l.dice.IntN(len(l.goods))], Qty: kernel.Qty(1+l.dice.IntN(20)) * 1e6, Price: kernel.Price(5+l.dice.IntN(9)) * 1e6,
		}}})
	case n < 88:
		return l.onReceipt()
	case n < 91:
		return l.do("party.add", &kernel.AddRow{Values: []kernel.FieldValue{
			{Field: "name", Value: fmt.Sprint("新客户 ", l.dice.Uint32())}, {Field: "is_customer", Value: "true"},
		}})
	}
	return l.edit()
}

func (l *lone) onOrder() int {
	o := some(l, sales.Orders, client.Query{})
	if o == nil {
		return 0
	}
	ref := kernel.Ref[sales.Order](o.ID)
	return l.cmd([]kernel.Command{
		&sales.Submit{Order: ref}, &sales.Submit{Order: ref, Allow: "backorder"}, &sales.Release{Order: ref}, &sales.Unapprove{Order: ref},
		&sales.Close{Order: ref}, &sales.Cancel{Order: ref}, &sales.Allocate{Order: ref},
	}[l.dice.IntN(7)])
}

func (l *lone) onDelivery() int {
	d := some(l, sales.Deliveries, client.Query{})
	if d == nil {
		return 0
	}
	ref := kernel.Ref[sales.Delivery](d.ID)
	switch n := l.dice.IntN(10); {
	case n < 6:
		return l.cmd(&sales.Ship{Delivery: ref})
	case n < 8:
		return l.cmd(&sales.Sign{Delivery: ref, By: "客户"})
	}
	lines, _, err := client.Range(l.e, sales.DeliveryLinesOf, ref)
	must(l.t, err)
	if len(lines) == 0 {
		return 0
	}
	return l.cmd(&sales.TakeBack{Delivery: ref, Lines: []sales.TakeBackLine{{Line: kernel.Ref[sales.DeliveryLine](lines[0].ID), Qty: 1e6}}})
}

func (l *lone) onReceipt() int {
	n := l.dice.IntN(10)
	if n < 7 {
		return l.cmd(&finance.Receive{Customer: l.customer(), Discount: kernel.Money(l.dice.IntN(2)), Parts: []finance.ReceivePart{{
			Fund: l.fund, Amount: kernel.Money(1 + l.dice.IntN(90000)),
		}}})
	}
	r := some(l, finance.Receipts, client.Query{})
	switch {
	case r == nil, n < 9 && r.Prepaid != 0: // what an advance was used for is settled, and might forbid it
		return 0
	case n < 8:
		return l.cmd(&finance.Cancel{Receipt: kernel.Ref[finance.Receipt](r.ID), Note: "没到账"})
	case n < 9:
		return l.cmd(&finance.Reallocate{Receipt: kernel.Ref[finance.Receipt](r.ID)})
	}
	// Whether there is anything to apply is settled, so a person looks before.
	both := rowstore.Filter{All: []rowstore.Filter{
		rowstore.Is("prepaid", rowstore.Gt, kernel.Money(0)), rowstore.Is("receivable", rowstore.Gt, kernel.Money(0)),
	}}
	if b := some(l, party.Balances, client.Query{Query: rowstore.Query{Where: both}}); b != nil {
		return l.cmd(&finance.Apply{Customer: b.Party})
	}
	return 0
}

func (l *lone) edit() int {
	text := fmt.Sprint("备注 ", l.dice.Uint32())
	if l.dice.IntN(2) == 0 {
		before, _, err := client.Get(l.e, product.Products, l.goods[l.dice.IntN(len(l.goods))])
		must(l.t, err)
		after := *before
		after.Note, after.Retail = text, kernel.Price(l.dice.IntN(1000))*1e6
		return l.do("product.edit", client.EditOf(catalog, product.Products, before, &after))
	}
	before, _, err := client.Get(l.e, party.Parties, l.customer())
	must(l.t, err)
	after := *before
	after.Note = text
	return l.do("party.edit", client.EditOf(catalog, party.Parties, before, &after))
}
