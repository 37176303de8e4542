package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/rigs/trial/await"
)

// shop is a company whose four people sell one product.
type shop struct {
	testing.TB
	*server
	people  []*person // the first is the boss
	day     kernel.Date
	product kernel.Ref[product.Product]
	told    []map[kernel.ID]bool // the commands that each device was told are saved
}

func openShop(t testing.TB, store string, pieces int) *shop {
	s := &shop{TB: t, server: newServer(program, t.TempDir(), store), day: kernel.Time(time.Now().UnixMilli()).Date(zone)}
	s.people = []*person{
		{name: words{"陈国栋", "Chen"}, mobile: "19900000101", role: org.Boss, device: "陈的手机", kind: "phone"},
		{name: words{"林晓燕", "Lin"}, mobile: "19900000102", role: org.Sales, device: "林的平板", kind: "tablet"},
		{name: words{"周志强", "Zhou"}, mobile: "19900000103", role: org.Sales, device: "周的平板", kind: "tablet"},
		{name: words{"何嘉敏", "He"}, mobile: "19900000104", role: org.Sales, device: "何的平板", kind: "tablet"},
	}
	s.Cleanup(s.end)
	s.must(s.found(setupOf(s.day, s.people...)))
	s.must(s.start())
	for _, p := range s.people {
		s.must(p.signIn(s.server, s.folder))
		s.Cleanup(func() { s.must(p.Close()) })
		_, err := p.adds("party", "name", p.name.zh+"的客户", "is_customer", "true")
		s.must(err)
		s.told = append(s.told, map[kernel.ID]bool{})
	}
	boss := s.people[0]
	id, err := boss.adds("product", "code", "P", "name", "餐椅", "unit", "把", "tax_class", "goods", "active", "true")
	s.must(err)
	s.product = kernel.Ref[product.Product](id)
	place, err := boss.place()
	s.must(err)
	s.must(boss.does(&stock.Open{Place: place, Lines: []stock.OpenLine{{Product: s.product, Qty: kernel.Qty(pieces) * one, Price: 120 * one}}}))
	for _, p := range s.people {
		_, err := waitFor(p, stock.Balances, "product", s.product, "on_hand", kernel.Qty(pieces)*one)
		s.must(err)
	}
	return s
}

func (s *shop) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// sell has all devices sell so many pieces without network, each an order of its
// own, and come back at the same time. The boss ships one order for every five of
// his own, whoever's it is.
func (s *shop) sell(each int) {
	s.Helper()
	done := make(chan error, len(s.people))
	for i, p := range s.people {
		go func() {
			err := p.fly()
			if err == nil {
				err = s.sellOn(p, s.told[i], each, i == 0)
			}
			done <- errors.Join(err, p.SetFlight(false))
		}()
	}
	var err error
	for range s.people {
		err = errors.Join(err, <-done)
	}
	s.must(err)
	s.accepted()
}

// accepted waits until everything is judged and fails if anything was refused.
func (s *shop) accepted() {
	s.Helper()
	for _, p := range s.people {
		s.must(p.synced())
		page, err := p.SyncPage()
		s.must(err)
		if len(page.Refused) > 0 {
			s.Fatalf("%d commands of %s were refused: %s %s", len(page.Refused), p.name.en, page.Refused[0].Command, page.Refused[0].Why.En)
		}
		if n := len(page.Adjusted); n > 0 {
			s.Logf("%d commands of %s were accepted with another effect than predicted: others worked meanwhile", n, p.name.en)
		}
	}
}

func (s *shop) sellOn(p *person, told map[kernel.ID]bool, n int, ships bool) error {
	place, err := p.place()
	if err != nil {
		return err
	}
	customer, err := waitFor(p, party.Parties, "name", p.name.zh+"的客户")
	if err != nil {
		return err
	}
	give := func(args kernel.Command) error {
		id, err := p.act(args)
		told[id] = true
		return err
	}
	for k := range n {
		if err := give(&sales.Place{Wish: sales.Wish{
			Customer: kernel.Ref[party.Party](customer.ID), From: place, Date: s.day,
			Lines: []sales.WishLine{{Product: s.product, Qty: one, Price: kernel.Price(200+k%50) * one}},
		}}); err != nil {
			return err
		}
		if !ships || k%5 != 4 {
			continue
		}
		if pending, err := rows(p, sales.Deliveries, "state", sales.Pending); err != nil || len(pending) == 0 {
			return err
		} else if err := give(&sales.Ship{Delivery: kernel.Ref[sales.Delivery](pending[k%len(pending)].ID), Date: s.day}); err != nil {
			return err
		}
	}
	return nil
}

// log counts the lines of the operation log by command, and those of orders.
func (s *shop) log() (lines map[kernel.ID]int, orders int) {
	s.Helper()
	b, err := s.open()
	s.must(err)
	defer func() { s.must(b.close()) }()
	found, err := b.conn.QueryContext(context.Background(), "SELECT id, name, length(refusal) = 0 FROM _command")
	s.must(err)
	defer found.Close()
	lines = map[kernel.ID]int{}
	for found.Next() {
		var id []byte
		var name string
		var accepted bool
		s.must(found.Scan(&id, &name, &accepted))
		if !accepted {
			s.Errorf("%s was refused", name)
		}
		lines[kernel.ID(id)]++
		if name == "sales.order.place" {
			orders++
		}
	}
	s.must(found.Err())
	return lines, orders
}

// until looks again and again at what no device reports.
func (s *shop) until(what string, holds func() bool) {
	s.Helper()
	await.Until(s, what, holds, func() any { return s.server.log() })
}

// A backup that is a thousand orders old is restored after the server was killed,
// under four devices that do not know of it: they reconnect by themselves, bring
// what they were told is accepted, and everybody ends up with the same rows. One
// tablet had orders that it had not sent.
func TestRestoreUnderLiveDevices(t *testing.T) { pgtest.Each(t, restoreUnderLiveDevices) }

func restoreUnderLiveDevices(t *testing.T, store string) {
	if store != "" && !pgtest.All() {
		t.Skip("make stores has it in PostgreSQL, too")
	}
	defer func(p time.Duration) { patience = p }(patience)
	patience = 2 * time.Minute
	more := 1000
	if testing.Short() {
		more = 80
	}
	const before, unsent = 40, 20
	s := openShop(t, store, before+more+unsent) // one piece for each order: a lost or doubled one would show
	s.sell(before / 4)
	_, err := s.administer("backup", "--to", filepath.Join(s.folder, "old.heyi"))
	s.must(err)
	start := time.Now()
	s.sell(more / 4)
	sold := time.Since(start)
	away := s.people[2]
	s.must(away.fly())
	s.must(s.sellOn(away, s.told[2], unsent, false))
	s.must(s.kill())
	said, err := s.administer("restore", "--from", filepath.Join(s.folder, "old.heyi"))
	s.must(err)
	if !strings.Contains(said, "Restored") {
		t.Error(said)
	}
	lines, orders := s.log()
	if orders != before {
		t.Fatalf("the backup holds %d orders, not %d: the test proves nothing", orders, before)
	}
	s.must(s.start())
	s.until("who is there is told what it brings again", func() bool { return s.people[0].State().Anew > 0 })
	start = time.Now()
	s.must(away.SetFlight(false))
	total := 0
	s.until("every command is judged again", func() bool {
		total = 0
		lines, orders = s.log()
		for _, told := range s.told {
			for id := range told {
				if total++; lines[id] == 0 {
					return false
				}
			}
		}
		return true
	})
	t.Logf("%d orders sold in %s; after the restore %d commands were judged again in %s", more, sold.Round(time.Millisecond),
		total, time.Since(start).Round(time.Millisecond))
	if want := before + more + unsent; orders != want {
		t.Errorf("%d orders stand in the log, %d were told", orders, want)
	}
	for id, n := range lines {
		if n != 1 {
			t.Errorf("command %s stands %d times in the log", id, n)
		}
	}
	s.whole()
}

// whole checks that the recovery has ended and that all hold the same.
func (s *shop) whole() {
	s.Helper()
	said, err := s.administer("recover")
	s.must(err)
	if !strings.Contains(said, "No device is awaited") {
		s.Errorf("the recovery has not ended: %s", said)
	}
	s.accepted()
	for _, p := range s.people {
		// The log has a command before its device has the answer.
		s.until(p.name.en+" brings nothing again", func() bool { return p.State().Anew == 0 })
		n, err := p.equal(s.server)
		s.must(err)
		s.Logf("%s holds %d rows", p.name.en, n)
	}
	free, err := waitFor(s.people[0], stock.Balances, "product", s.product)
	s.must(err)
	if stock.Available(free) != 0 {
		s.Errorf("%s pieces are left to sell", stock.Available(free))
	}
	for _, check := range []string{"verify", "rebuild"} {
		if said, err := s.administer(check); err != nil {
			s.Error(fmt.Errorf("%w\n%s", err, said))
		}
	}
	s.must(s.stop())
}
