package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// zone is the company's: Beijing's.
const zone = 480

// Quantities and prices have six decimals, amounts two.
const (
	one  = 1_000_000
	yuan = 100
)

// cast names who is in the story.
func (s *story) cast() {
	s.day = kernel.Time(time.Now().UnixMilli()).Date(zone)
	s.lin = &person{name: words{"林晓燕", "Lin Xiaoyan"}, mobile: "19900000102", role: org.Sales, device: "林的平板", kind: "tablet"}
	s.zhou = &person{name: words{"周志强", "Zhou Zhiqiang"}, mobile: "19900000103", role: org.Sales, device: "周的平板", kind: "tablet"}
	s.store = &person{name: words{"黄建平", "Huang Jianping"}, mobile: "19900000105", role: org.Storekeeper, device: "仓库电脑", kind: "desktop"}
	s.boss = &person{name: words{"陈国栋", "Chen Guodong"}, mobile: "19900000101", role: org.Boss, device: "陈的手机", kind: "phone"}
}

func (s *story) people() []*person { return []*person{s.lin, s.zhou, s.store, s.boss} }

// setupOf is the company as its administrator writes it down for init. The first
// of the people is the boss.
func setupOf(day kernel.Date, people ...*person) *org.Setup {
	setup := &org.Setup{
		Company: org.SetupCompany{
			Name: "佛山市禾宜家具贸易有限公司", ShortName: "禾宜家具", Zone: zone, Vat: org.VatGeneral, Start: day.AddMonths(-2).MonthStart(),
			OverdueDays: 15, CreditPolicy: org.CreditStop,
		},
		Places: []org.SetupPlace{{Code: "ZC", Name: "乐从总仓", Kind: org.Warehouse}},
	}
	for _, p := range people {
		seat := p.name.zh + "的岗位"
		setup.Seats = append(setup.Seats, org.SetupSeat{Name: seat, Roles: []string{p.role}, Places: []string{"ZC"}})
		setup.Users = append(setup.Users, org.SetupUser{Name: p.name.zh, Mobile: p.mobile, Seat: seat})
	}
	return setup
}

func (s *story) opening() {
	s.chapter("一、开张", "1. Opening")
	s.tell("禾宜家具建账，服务器进程在本机回环地址上启动。", "Heyi Furniture is founded, and its server process listens on loopback.", held(s.found))
	s.tell("四个人各自登录，登记自己的设备：林晓燕和周志强的平板、黄建平的仓库电脑、陈国栋的手机。",
		"Four people sign in and enrol: the tablets of Lin Xiaoyan and Zhou Zhiqiang, Huang Jianping's computer in the warehouse, Chen Guodong's phone.",
		held(s.signIn))
	s.tell("陈国栋在手机上录入商品、期初库存（沙发 15 套、餐椅 200 把）和工行账户 30000.00 元。",
		"On his phone Chen Guodong enters products, opening stock (15 sofas, 200 chairs) and 30000.00 in the bank.", held(s.masters))
	s.tell("林晓燕建客户美居和恒泰，周志强建客户曾记；恒泰有一笔 86400.00 元的旧账，已到期 62 天。",
		"Lin Xiaoyan adds the customers Meiju and Hengtai, Zhou Zhiqiang adds Zengji; Hengtai has owed 86400.00 for 62 days.", held(s.customers))
	s.tell("各人只有自己的：林晓燕的平板上没有曾记，周志强的没有美居，仓库没有客户欠款，除老板外谁也没有成本。",
		"Everyone holds his own: Zengji is not on Lin's tablet, Meiju not on Zhou's, the warehouse has no debts, and only the boss has costs.", held(s.scopes))
}

func (s *story) found() error {
	if err := s.server.found(setupOf(s.day, s.boss, s.lin, s.zhou, s.store)); err != nil {
		return err
	}
	if err := s.server.start(); err != nil {
		return err
	}
	return s.server.guarded()
}

// found runs init, with the whole set-up in a file.
func (s *server) found(setup *org.Setup) error {
	file := filepath.Join(s.folder, "setup.json")
	text, err := json.Marshal(setup)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	if _, err := s.administer("init", "--setup", file); err != nil {
		return err
	}
	for _, u := range setup.Users {
		if _, err := s.administer("user", "password", "--mobile", u.Mobile, "--password", password); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) signIn() error {
	for _, p := range s.people() {
		if err := p.signIn(s.server, s.dir); err != nil {
			return err
		}
	}
	return nil
}

// place is the warehouse as a device knows it.
func (p *person) place() (kernel.Ref[org.Place], error) {
	place, err := waitFor(p, org.Places, "code", "ZC")
	if err != nil {
		return kernel.Ref[org.Place]{}, err
	}
	return kernel.Ref[org.Place](place.ID), nil
}

func (s *story) masters() error {
	p := s.boss
	sofa, err := p.adds("product", "code", "HY-S302", "name", "实木沙发", "spec", "原木色", "unit", "套", "tax_class", "goods",
		"dealer", "3680", "floor", "3450", "lead_days", "15", "multiple", "5", "active", "true")
	if err != nil {
		return err
	}
	chair, err := p.adds("product", "code", "HY-C101", "name", "餐椅", "unit", "把", "tax_class", "goods", "dealer", "260", "active", "true")
	if err != nil {
		return err
	}
	s.sofa, s.chair = kernel.Ref[product.Product](sofa), kernel.Ref[product.Product](chair)
	place, err := p.place()
	if err != nil {
		return err
	}
	fund, err := p.adds("fund", "name", "工行基本户", "account", ledgerBank.String(), "active", "true")
	if err != nil {
		return err
	}
	supplier, err := p.adds("party", "name", "佛山龙江实木沙发厂", "is_supplier", "true")
	s.supplier = kernel.Ref[party.Party](supplier)
	return errors.Join(err,
		p.does(&stock.Open{Place: place, Lines: []stock.OpenLine{
			{Product: s.sofa, Qty: 15 * one, Price: 2680 * one}, {Product: s.chair, Qty: 200 * one, Price: 120 * one},
		}}),
		p.does(&finance.Opening{Lines: []finance.OpeningLine{{Fund: kernel.Ref[finance.Fund](fund), Amount: 30000 * yuan}}}))
}

// customersOf are who buys the sofas, by seller.
var customersOf = map[string]words{"19900000102": {"美居", "Meiju"}, "19900000103": {"曾记", "Zengji"}}

func (s *story) customers() error {
	for _, p := range []*person{s.lin, s.zhou} {
		if _, err := p.adds("party", "name", customersOf[p.mobile].zh, "is_customer", "true", "level", "dealer"); err != nil {
			return err
		}
	}
	owing, err := s.lin.adds("party", "name", "恒泰", "is_customer", "true")
	if err != nil {
		return err
	}
	s.owing = kernel.Ref[party.Party](owing)
	if _, err := waitFor(s.boss, party.Parties, "name", "恒泰"); err != nil {
		return err
	}
	late := s.day.AddDays(-62)
	if err := s.boss.does(&debt.Opening{Lines: []debt.OpeningLine{
		{Party: s.owing, Kind: debt.Receivable, Number: "旧-1", Date: late.AddDays(-30), Due: late, Amount: 86400 * yuan},
	}}); err != nil {
		return err
	}
	_, err = waitFor(s.lin, party.Balances, "party", s.owing, "receivable", kernel.Money(86400*yuan))
	return err
}

func (s *story) scopes() error {
	if _, err := waitFor(s.boss, party.Parties, "name", "曾记"); err != nil {
		return err
	}
	for _, p := range s.people() {
		if _, err := p.equal(s.server); err != nil {
			return err
		}
	}
	costs := 2 // of two products in one place
	return errors.Join(
		holds(s.lin, 0, party.Parties, "name", "曾记"), holds(s.zhou, 0, party.Parties, "name", "美居"),
		holds(s.lin, 1, party.Parties, "name", "美居"), holds(s.zhou, 1, party.Parties, "name", "曾记"),
		holds(s.store, 0, debt.Items), holds(s.boss, 1, debt.Items, "kind", debt.Receivable),
		holds(s.lin, 0, stock.Values), holds(s.zhou, 0, stock.Values), holds(s.store, 0, stock.Values), holds(s.boss, costs, stock.Values))
}
