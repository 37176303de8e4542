package client_test

import (
	"os"
	"path/filepath"
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// A storekeeper sees every delivery of his warehouse, but his tablet holds those of the
// months that the company has decided on: its file does not grow with the years.
func TestAStorekeepersTabletHoldsAWindow(t *testing.T) {
	year, years, all := storekeepersFile(t, "tablet", 13), storekeepersFile(t, "tablet", 37), storekeepersFile(t, "desktop", 37)
	if year.deliveries != 13*monthly || years.deliveries != 13*monthly || all.deliveries != 37*monthly {
		t.Errorf("of %d deliveries a month he holds %d after a year, %d after three, and %d on a desktop", monthly, year.deliveries, years.deliveries, all.deliveries)
	}
	// What orders have reserved stands on the day on which they were given, here today.
	if years.bytes-year.bytes > (all.bytes-year.bytes)/3 {
		t.Errorf("his file grows from %d to %d bytes, one that holds all has %d", year.bytes, years.bytes, all.bytes)
	}
	t.Logf("after a year %+v, after three %+v, on a desktop %+v", year, years, all)
}

// held is what a device holds.
type held struct {
	deliveries int
	bytes      int64
}

// monthly is how many deliveries leave in a month.
const monthly = 6

func storekeepersFile(t *testing.T, kind string, months int) (h held) {
	t.Helper()
	c := foundAt(t, catalog, 20200101)
	goods := c.goods("A1", 1e12)
	customer := kernel.Ref[party.Party](c.add("party", "name", "客户", "is_customer", "true", "limit", "100000000"))
	today := c.now().Date(480)
	for back := range months {
		for range monthly {
			c.deliver(customer, goods, today.AddMonths(-back).MonthStart())
		}
	}
	seat, _ := org.Seats.Get(c.tx(), kernel.Ref[org.Seat](c.seat(seller2)))
	_, err := c.judge("seat.edit", &kernel.EditRow{Row: seat.ID, Changes: []kernel.Change{{Field: "roles", Was: kernel.Of(seat.Roles).String(), Becomes: org.Storekeeper}}})
	must(t, err)
	who := c.enrol(seller2)
	e := open(t, who, func(o *client.Options) {
		o.Window = func(at kernel.Moment) kernel.Date { return org.HeldFrom(at, kind) }
	})
	want := kernel.Date(0)
	if kind == "tablet" { // a year, unless the company decides otherwise
		want = today.AddMonths(-12).MonthStart()
	}
	until(t, e, "it holds its months", func(s client.State) bool { return synced(s) && s.Since == want })
	must(t, e.View(func(v *client.View) error {
		return v.Rows.Scan(sales.Deliveries.In(catalog), func(row kernel.Row) error {
			if d := row.(*sales.Delivery); d.Left < want {
				t.Errorf("%s left on %s, before %s", d.Number, d.Left, want)
			}
			h.deliveries++
			return nil
		})
	}))
	must(t, e.Close())
	info, err := os.Stat(filepath.Join(who.Dir, "replica.db"))
	must(t, err)
	h.bytes = info.Size()
	return h
}

// deliver ships an order that is dated and has left on a day.
func (c *company) deliver(customer kernel.Ref[party.Party], goods kernel.Ref[product.Product], day kernel.Date) {
	c.t.Helper()
	wish := sales.Wish{Customer: customer, From: c.place(), Date: day}
	for range 5 {
		wish.Lines = append(wish.Lines, sales.WishLine{Product: goods, Qty: 1e6, Price: 100e6})
	}
	c.must(&sales.Place{Wish: wish})
	if order, _ := state(c, sales.Orders, func(o *sales.Order) kernel.State { return o.State }, sales.Held); !order.IsZero() { // he owes for the ones before
		c.must(&sales.Release{Order: order, Note: "老客户"})
	}
	of, there := state(c, sales.Deliveries, func(d *sales.Delivery) kernel.State { return d.State }, sales.Pending)
	if !there {
		c.t.Fatal("nothing is to be shipped")
	}
	c.must(&sales.Ship{Delivery: of, Date: day})
}

// state finds a row of the company that is in a state.
func state[T any](c *company, e *kernel.Entity[T], of func(*T) kernel.State, is kernel.State) (found kernel.Ref[T], there bool) {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	must(c.t, c.disk.Scan(e.In(c.catalog), func(row kernel.Row) error {
		if of(any(row).(*T)) == is {
			found, there = kernel.Ref[T](row.Base().ID), true
		}
		return nil
	}))
	return found, there
}
