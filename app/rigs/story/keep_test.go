package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// A kept company is one that a release has made as its users would, with two of
// their devices that worked on without network: every later release must open it,
// bring it up to date and judge what the devices have saved. This file makes one
// with the program of today:
//
//	KEEP=<commit> go test -tags sqlite_fts5 -run TestKeepACompany ./app/rigs/story

// keeper makes a company that is worth keeping.
type keeper struct {
	*testing.T
	*server
	day                                                       kernel.Date
	boss, lin, zhou, manager, store, finance, purchase, admin *person
	places                                                    map[string]kernel.Ref[org.Place]
	products                                                  []kernel.Ref[product.Product]
	supplier                                                  kernel.Ref[party.Party]
	fund                                                      kernel.Ref[finance.Fund]
	customers                                                 map[*person][]kernel.Ref[party.Party]
}

func TestKeepACompany(t *testing.T) {
	commit := os.Getenv("KEEP")
	if commit == "" {
		t.Skip("KEEP names the commit whose company is to be kept")
	}
	k := &keeper{
		T: t, server: newServer(program, t.TempDir(), ""), day: kernel.Time(time.Now().UnixMilli()).Date(zone),
		places: map[string]kernel.Ref[org.Place]{}, customers: map[*person][]kernel.Ref[party.Party]{},
	}
	t.Cleanup(k.end)
	k.cast()
	k.found()
	k.masters()
	k.openings()
	for i := range 6 {
		k.trade(i)
	}
	k.loose()
	k.offline()
	for _, p := range k.people() {
		k.must(p.Close())
	}
	k.must(k.stop())
	k.must(pack(filepath.Join(keptDir, commit+".tar.gz"), k.folder, "company", k.lin.mobile, k.store.mobile))
}

func (k *keeper) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

func (k *keeper) cast() {
	as := func(n int, zh, en, role, kind string) *person {
		return &person{name: words{zh, en}, mobile: fmt.Sprintf("199000001%02d", n), role: role, device: zh + "的设备", kind: kind}
	}
	k.boss, k.lin, k.zhou = as(1, "陈国栋", "Chen", org.Boss, "phone"), as(2, "林晓燕", "Lin", org.Sales, "tablet"), as(3, "周志强", "Zhou", org.Sales, "tablet")
	k.manager, k.store = as(4, "吴敏", "Wu", org.SalesManager, "tablet"), as(5, "黄建平", "Huang", org.Storekeeper, "desktop")
	k.finance, k.purchase, k.admin = as(6, "梁惠珍", "Liang", org.Finance, "desktop"), as(7, "何嘉敏", "He", org.Purchase, "desktop"), as(8, "邓伟", "Deng", org.Admin, "desktop")
}

func (k *keeper) people() []*person {
	return []*person{k.boss, k.lin, k.zhou, k.manager, k.store, k.finance, k.purchase, k.admin}
}

func (k *keeper) found() {
	setup := setupOf(k.day, k.people()...)
	setup.Departments = []org.SetupDepartment{{Name: "销售部"}}
	setup.Places = append(setup.Places, org.SetupPlace{Code: "FS", Name: "佛山分仓", Kind: org.Warehouse},
		org.SetupPlace{Code: "BL", Name: "不良品仓", Kind: org.Defect}, org.SetupPlace{Code: "CZ", Name: "车载仓", Kind: org.Van})
	for i, p := range k.people() {
		if p.role == org.Sales || p.role == org.SalesManager {
			setup.Seats[i].Dept = "销售部"
		}
	}
	setup.Seats[1].Places, setup.Seats[4].Places = []string{"CZ"}, []string{"ZC", "BL"}
	k.must(k.server.found(setup))
	k.must(k.start())
	for _, p := range k.people() {
		k.must(p.signIn(k.server, k.folder))
	}
}

// add adds a row and returns its id.
func (k *keeper) add(p *person, entity string, pairs ...string) kernel.ID {
	k.Helper()
	id, err := p.adds(entity, pairs...)
	k.must(err)
	return id
}

// act gives commands and waits until they are judged.
func (k *keeper) act(p *person, commands ...kernel.Command) {
	k.Helper()
	for _, c := range commands {
		_, err := p.act(c)
		k.must(err)
	}
	k.must(p.synced())
	page, err := p.SyncPage()
	k.must(err)
	for _, i := range page.Refused {
		k.Fatalf("%s: %s %s", p.name.en, i.Command, i.Why.En)
	}
}

// edit changes fields of a row; triples are field, was, becomes.
func (k *keeper) edit(p *person, entity string, row kernel.ID, triples ...string) {
	k.Helper()
	_, err := p.actNamed(entity+".edit", edited(row, triples...))
	k.must(err)
}

func edited(row kernel.ID, triples ...string) *kernel.EditRow {
	e := &kernel.EditRow{Row: row}
	for i := 0; i < len(triples); i += 3 {
		e.Changes = append(e.Changes, kernel.Change{Field: triples[i], Was: triples[i+1], Becomes: triples[i+2]})
	}
	return e
}

// list is what a device holds of an entity.
func list[T any](k *keeper, p *person, e *kernel.Entity[T], pairs ...any) []*T {
	k.Helper()
	found, err := rows(p, e, pairs...)
	k.must(err)
	return found
}

// only waits until a device holds such a row.
func only[T any](k *keeper, p *person, e *kernel.Entity[T], pairs ...any) *T {
	k.Helper()
	row, err := waitFor(p, e, pairs...)
	k.must(err)
	return row
}

// masters are goods, partners, a field of the company's own, a role that it has
// changed and one that it has made.
func (k *keeper) masters() {
	for _, code := range []string{"ZC", "FS", "BL", "CZ"} {
		k.places[code] = kernel.Ref[org.Place](only(k, k.boss, org.Places, "code", code).ID)
	}
	for i, name := range []string{"实木沙发", "餐椅", "茶几", "书柜", "床垫", "电视柜"} {
		id := k.add(k.purchase, "product", "code", fmt.Sprintf("HY-%03d", i+1), "name", name, "spec", "原木色", "unit", "件",
			"dealer", fmt.Sprint(1200+100*i), "retail", fmt.Sprint(1500+100*i), "floor", fmt.Sprint(1000+100*i), "active", "true")
		k.products = append(k.products, kernel.Ref[product.Product](id))
		if i%2 == 0 { // the others never had a purchase price
			k.edit(k.purchase, "product__cost", id, "purchase", "", fmt.Sprint(800+100*i))
		}
	}
	k.must(k.purchase.judged())
	k.add(k.purchase, "product_unit", "product", k.products[1].String(), "name", "箱", "num", "4", "den", "1")
	k.supplier = kernel.Ref[party.Party](k.add(k.purchase, "party", "name", "佛山龙江实木沙发厂", "is_supplier", "true", "bank", "农行龙江支行", "account", "4400123412341234"))
	for _, p := range []*person{k.lin, k.zhou} {
		for i := range 4 {
			id := k.add(p, "party", "name", fmt.Sprintf("%s的客户%d号", p.name.zh, i+1), "is_customer", "true", "level", "dealer",
				"mobile", fmt.Sprintf("138%s000%d", p.mobile[7:], i), "address", fmt.Sprintf("佛山市禅城区%s路 %d 号", p.name.zh, i+1))
			k.add(p, "contact", "party", id.String(), "name", fmt.Sprintf("联系人%d", i+1), "mobile", fmt.Sprintf("139%s000%d", p.mobile[7:], i))
			k.customers[p] = append(k.customers[p], kernel.Ref[party.Party](id))
		}
	}
	k.fund = kernel.Ref[finance.Fund](k.add(k.finance, "fund", "name", "工行基本户", "account", ledgerBank.String(), "active", "true"))
	k.add(k.admin, "custom_field", "entity", "party", "zh", "展厅面积", "field_kind", "qty")
	purchase := only(k, k.admin, org.Roles, "code", org.Purchase)
	k.edit(k.admin, "role", purchase.ID, "grants", purchase.Grants, purchase.Grants+" stock.count")
	k.add(k.admin, "role", "code", "auditor", "name", "审计", "grants", "report.export finance.*")
	k.must(k.admin.judged())
	field := only(k, k.lin, org.CustomFields, "entity", "party")
	k.edit(k.lin, "party", k.customers[k.lin][0].ID(), kernel.CustomPrefix+field.ID.String(), "", "120")
	k.edit(k.lin, "party", k.customers[k.lin][0].ID(), "note", "", "要货急")
	k.must(k.lin.judged())
	k.edit(k.finance, "party", k.customers[k.lin][3].ID(), "limit", "0.00", "5000.00")
	k.must(k.finance.judged())
	k.act(k.manager, &product.SetPrice{Party: k.customers[k.lin][0], Product: k.products[0], Price: 1150 * one})
}

func (k *keeper) openings() {
	var lines []stock.OpenLine
	for i, p := range k.products {
		lines = append(lines, stock.OpenLine{Product: p, Qty: 60 * one, Price: kernel.Price(700+50*i) * one})
	}
	k.act(k.finance, &stock.Open{Place: k.places["ZC"], Lines: lines},
		&finance.Opening{Lines: []finance.OpeningLine{{Fund: k.fund, Amount: 50000 * yuan}}},
		&debt.Opening{Lines: []debt.OpeningLine{
			{Party: k.customers[k.lin][1], Kind: debt.Receivable, Number: "旧-1", Date: k.day.AddDays(-100), Due: k.day.AddDays(-80), Amount: 8600 * yuan},
			{Party: k.supplier, Kind: debt.Payable, Number: "旧-2", Date: k.day.AddDays(-100), Due: k.day.AddDays(-70), Amount: 4000 * yuan},
		}},
		&ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef("4001"), Credit: 100000 * yuan}}})
}

// order is what a customer of the seller wants.
func (k *keeper) order(p *person, customer, product, pieces int) sales.Wish {
	return sales.Wish{
		Customer: k.customers[p][customer], From: k.places["ZC"], Date: k.day, Due: k.day.AddDays(3), Contact: "收货人", Phone: "13700000000", Address: "佛山市南海区",
		Lines: []sales.WishLine{
			{Product: k.products[product], Qty: kernel.Qty(pieces) * one, Price: kernel.Price(1200+100*product) * one},
			{Product: k.products[(product+1)%6], Qty: one, Price: kernel.Price(1200+100*((product+1)%6)) * one},
		},
	}
}

// shipped waits for the delivery of an order and ships it.
func (k *keeper) shipped(order kernel.ID) *sales.Delivery {
	k.Helper()
	d := only(k, k.store, sales.Deliveries, "order", order)
	k.act(k.store, &sales.Pick{Delivery: kernel.Ref[sales.Delivery](d.ID)}, &sales.Ship{Delivery: kernel.Ref[sales.Delivery](d.ID), Date: k.day})
	return d
}

// trade is a round of both sellers: an order that goes all the way, one that stays
// with the warehouse, one that is held, a draft; money and goods that come back.
func (k *keeper) trade(round int) {
	for _, p := range []*person{k.lin, k.zhou} {
		order, err := p.act(&sales.Place{Wish: k.order(p, round%3, round, 2)})
		k.must(err)
		k.must(p.judged())
		_ = order
		placed := k.newest(p, "approved")
		if placed == nil { // held for what the customer owes
			held := k.newest(p, "held")
			if round < 4 {
				k.act(k.boss, &sales.Release{Order: kernel.Ref[sales.Order](held.ID), Note: "老客户"})
				placed = held
			}
		}
		if placed != nil && round < 4 {
			d := k.shipped(placed.ID)
			if round%2 == 0 {
				k.act(k.store, &sales.Sign{Delivery: kernel.Ref[sales.Delivery](d.ID), By: "老李"})
				k.returned(d)
			}
		}
		k.act(p, &finance.Receive{Customer: k.customers[p][round%3], Parts: []finance.ReceivePart{{Fund: k.fund, Amount: 1000 * yuan}}},
			&sales.Save{Wish: k.order(p, 2, round, 1)})
	}
	for _, r := range list(k, k.finance, finance.Receipts, "state", finance.Pending)[:1] {
		k.act(k.finance, &finance.Confirm{Receipt: kernel.Ref[finance.Receipt](r.ID)})
	}
	k.act(k.store, &stock.Receive{
		Place: k.places["ZC"], Supplier: k.supplier, Date: k.day,
		Lines: []stock.ReceiveLine{{Product: k.products[round], Qty: 5 * one, Price: kernel.Price(750+50*round) * one}},
	})
}

// newest is the seller's last order in a state, if it was made in this round.
func (k *keeper) newest(p *person, state kernel.State) *sales.Order {
	found := list(k, p, sales.Orders, "state", state)
	var last *sales.Order
	for _, o := range found {
		if last == nil || o.Number > last.Number {
			last = o
		}
	}
	for _, o := range list(k, p, sales.Orders) {
		if last != nil && o.State != sales.Draft && o.Number > last.Number {
			return nil
		}
	}
	return last
}

func (k *keeper) returned(d *sales.Delivery) {
	lines := list(k, k.store, sales.DeliveryLines, "delivery", d.ID)
	k.act(k.store, &sales.TakeBack{
		Delivery: kernel.Ref[sales.Delivery](d.ID), Into: k.places["BL"], Date: k.day, Reason: "碰伤",
		Lines: []sales.TakeBackLine{{Line: kernel.Ref[sales.DeliveryLine](lines[0].ID), Qty: one}},
	})
}

// loose is what belongs to no order.
func (k *keeper) loose() {
	k.act(k.store, &stock.Transfer{Place: k.places["ZC"], To: k.places["FS"], Date: k.day, Lines: []stock.GoodsLine{{Product: k.products[1], Qty: 4 * one}}},
		&stock.Transfer{Place: k.places["ZC"], To: k.places["CZ"], Date: k.day, Lines: []stock.GoodsLine{{Product: k.products[2], Qty: 6 * one}}},
		&stock.Issue{Place: k.places["ZC"], Purpose: stock.ForSample, Date: k.day, Lines: []stock.GoodsLine{{Product: k.products[3], Qty: one}}},
		&stock.Count{Place: k.places["ZC"], Lines: []stock.CountLine{{Product: k.products[4], Counted: 70 * one}}},
		&product.Bind{Product: k.products[0], Barcode: "6901234567892"})
	k.act(k.lin, &sales.Handover{Wish: sales.Wish{
		Customer: k.customers[k.lin][2], From: k.places["CZ"], Date: k.day,
		Lines: []sales.WishLine{{Product: k.products[2], Qty: one, Price: 1400 * one}},
	}})
	k.act(k.lin, &sales.Want{Product: k.products[5], Qty: 10 * one, By: k.day.AddDays(7), For: "样板房"})
	k.act(k.finance, &sales.TakeIn{
		Customer: k.customers[k.zhou][0], Into: k.places["ZC"], Date: k.day, Reason: "旧货",
		Lines: []sales.TakeInLine{{Product: k.products[0], Qty: one, Amount: 900 * yuan, Cost: 600 * one}},
	})
}
