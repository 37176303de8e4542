package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// offline has the salesperson and the storekeeper work on without network: every
// kind of command that they give, so that both outboxes are full.
func (k *keeper) offline() {
	for _, p := range []*person{k.lin, k.store} {
		k.must(p.synced())
		k.must(p.fly())
	}
	k.salesOffline()
	k.storeOffline()
	for _, p := range []*person{k.lin, k.store} {
		if n := p.State().Waiting; n < 24 {
			k.Fatalf("%d commands of %s wait", n, p.name.en)
		}
	}
}

// tries gives a command and passes over what the device itself refuses.
func (k *keeper) tries(p *person, commands ...kernel.Command) {
	k.Helper()
	for _, c := range commands {
		_, err := p.act(c)
		if _, refused := kernel.AsRefusal(errors.Unwrap(err)); err != nil && !refused {
			k.Fatal(err)
		} else if refused {
			k.Logf("%s: %v", p.name.en, err)
		}
	}
}

func (k *keeper) salesOffline() {
	p := k.lin
	drafts, held, approved := list(k, p, sales.Orders, "state", sales.Draft), list(k, p, sales.Orders, "state", sales.Held), list(k, p, sales.Orders, "state", sales.Approved)
	k.Logf("%d drafts, %d held, %d approved", len(drafts), len(held), len(approved))
	id, err := p.actNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{
		{Field: "name", Value: "离线新客户"}, {Field: "is_customer", Value: "true"}, {Field: "mobile", Value: "13600000001"},
	}})
	k.must(err)
	k.customers[p] = append(k.customers[p], kernel.Ref[party.Party](kernel.AddedID(id, "party")))
	k.edit(p, "party", k.customers[p][4].ID(), "note", "", "展会上认识")
	for i := range 4 {
		k.edit(p, "party", k.customers[p][i].ID(), "website", "", fmt.Sprintf("https://c%d.example", i))
		k.edit(p, "party", k.customers[p][i].ID(), "note", map[bool]string{true: "要货急"}[i == 0], "电话已换")
	}
	contacts := list(k, p, party.Contacts)
	k.edit(p, "contact", contacts[0].ID, "title", "", "店长")
	_, err = p.actNamed("contact.remove", &kernel.RemoveRow{Row: contacts[1].ID, Seen: contacts[1].Version})
	k.must(err)
	_, err = p.actNamed("contact.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "party", Value: k.customers[p][4].String()}, {Field: "name", Value: "小王"}}})
	k.must(err)
	for i := range 5 {
		k.tries(p, &sales.Place{Wish: k.order(p, i, i, 1)})
	}
	k.tries(p, &sales.Place{Wish: k.order(p, 3, 0, 30)}, &sales.Save{Wish: k.order(p, 4, 2, 1)},
		&sales.Save{Order: kernel.Ref[sales.Order](drafts[0].ID), Wish: k.order(p, 2, 3, 2)},
		&sales.Submit{Order: kernel.Ref[sales.Order](drafts[0].ID)},
		&sales.Cancel{Order: kernel.Ref[sales.Order](drafts[1].ID), Note: "客户不要了"},
		&sales.Unapprove{Order: kernel.Ref[sales.Order](approved[0].ID), Note: "改数量"},
		&sales.Save{Order: kernel.Ref[sales.Order](approved[0].ID), Wish: k.order(p, 1, 4, 1)},
		&sales.Want{Product: k.products[4], Qty: 3 * one, By: k.day.AddDays(9), For: "离线"},
		&sales.Handover{Wish: sales.Wish{Customer: k.customers[p][0], From: k.places["CZ"], Date: k.day, Lines: []sales.WishLine{{Product: k.products[2], Qty: one, Price: 1400 * one}}}},
		&finance.Receive{Customer: k.customers[p][0], Parts: []finance.ReceivePart{{Fund: k.fund, Amount: 500 * yuan}}},
		&finance.Receive{Customer: k.customers[p][1], Date: k.day, Parts: []finance.ReceivePart{{Fund: k.fund, Amount: 2600 * yuan}}, Discount: 10 * yuan, Note: "现金"})
	for _, o := range list(k, p, sales.Orders, "state", sales.Shipped) {
		k.tries(p, &sales.Rate{Order: kernel.Ref[sales.Order](o.ID), Score: 5, Words: "好"})
	}
	for _, t := range list(k, p, flow.Tasks, "state", flow.TaskOpen) {
		k.tries(p, &flow.Done{Task: kernel.Ref[flow.Task](t.ID), Note: "已处理"})
	}
}

func (k *keeper) storeOffline() {
	p := k.store
	pending := list(k, p, sales.Deliveries, "state", sales.Pending)
	gone := list(k, p, sales.Deliveries, "state", sales.Shipped)
	k.Logf("%d pending, %d shipped", len(pending), len(gone))
	slices.SortFunc(pending, func(a, b *sales.Delivery) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	for i, d := range pending {
		ref := kernel.Ref[sales.Delivery](d.ID)
		k.tries(p, &sales.Pick{Delivery: ref})
		ship := &sales.Ship{Delivery: ref, Date: k.day, Carrier: "顺丰"}
		if i%2 == 0 {
			lines := list(k, p, sales.DeliveryLines, "delivery", d.ID)
			ship.Lines, ship.Rest = []sales.ShipLine{{Line: kernel.Ref[sales.DeliveryLine](lines[0].ID), Qty: one}}, sales.RestOpen
		}
		k.tries(p, ship)
	}
	for _, d := range gone {
		k.tries(p, &sales.Sign{Delivery: kernel.Ref[sales.Delivery](d.ID), By: "门卫"})
		lines := list(k, p, sales.DeliveryLines, "delivery", d.ID)
		k.tries(p, &sales.TakeBack{
			Delivery: kernel.Ref[sales.Delivery](d.ID), Into: k.places["BL"], Date: k.day, Reason: "色差",
			Lines: []sales.TakeBackLine{{Line: kernel.Ref[sales.DeliveryLine](lines[1].ID), Qty: one}},
		})
	}
	for i, g := range k.products {
		k.tries(p, &stock.Receive{Place: k.places["ZC"], Supplier: k.supplier, Date: k.day, Lines: []stock.ReceiveLine{{Product: g, Qty: kernel.Qty(i+1) * one, Price: 800 * one}}},
			&stock.Count{Place: k.places["ZC"], Lines: []stock.CountLine{{Product: g, Counted: kernel.Qty(50+i) * one}}})
	}
	k.tries(p, &stock.Transfer{Place: k.places["ZC"], To: k.places["FS"], Date: k.day, Lines: []stock.GoodsLine{{Product: k.products[0], Qty: 2 * one}}},
		&stock.Issue{Place: k.places["ZC"], Purpose: stock.ForOffice, Date: k.day, Lines: []stock.GoodsLine{{Product: k.products[1], Qty: one}}},
		&stock.Issue{Place: k.places["ZC"], Purpose: stock.ForScrap, Date: k.day, Lines: []stock.GoodsLine{{Product: k.products[5], Qty: 200 * one}}},
		&product.Bind{Product: k.products[3], Barcode: "6901234567885"})
	for _, t := range list(k, p, flow.Tasks, "state", flow.TaskOpen) {
		k.tries(p, &flow.Done{Task: kernel.Ref[flow.Task](t.ID), Note: "已查"})
	}
}
