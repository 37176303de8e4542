package client_test

import (
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
)

// oldOne is a company with one document of the day before its books begin, long ago.
func oldOne(t *testing.T) (*company, *stock.Doc) {
	t.Helper()
	c := foundAt(t, catalog, 20200101)
	goods := c.goods("A1", 5e6)
	c.must(&stock.Open{Place: c.place(), Lines: []stock.OpenLine{{Product: goods, Qty: 3e6, Price: 10e6}}})
	var old *stock.Doc
	c.mu.Lock()
	defer c.mu.Unlock()
	must(t, c.disk.Scan(stock.Docs.In(catalog), func(row kernel.Row) error {
		if d := row.(*stock.Doc); old == nil || d.Date < old.Date {
			old = d
		}
		return nil
	}))
	if old == nil || old.Date != 20191231 {
		t.Fatalf("the oldest document is %+v", old)
	}
	return c, old
}

func half(o *client.Options) { o.Window = monthsBack(6) }

// monthsBack is a window of the month that goes on and so many before it, 0 for all.
func monthsBack(months int) func(kernel.Moment) kernel.Date {
	return func(at kernel.Moment) kernel.Date {
		if months == 0 {
			return 0
		}
		return at.At.Date(480).AddMonths(-months).MonthStart()
	}
}

// holds tells how a device stands to a document: whether it has it, with how many lines.
func holds(t *testing.T, e *client.Engine, d *stock.Doc) (kernel.Presence, int) {
	t.Helper()
	_, p, err := client.Get(e, stock.Docs, kernel.Ref[stock.Doc](d.ID))
	must(t, err)
	lines := 0
	must(t, e.View(func(v *client.View) error {
		return v.Rows.Scan(stock.DocLines.In(catalog), func(row kernel.Row) error {
			if row.(*stock.DocLine).Doc.ID() == d.ID {
				lines++
			}
			return nil
		})
	}))
	return p, lines
}

// A document older than what a device holds is fetched when it is opened, is there after
// a restart without a network, and is let go of.
func TestAnOlderDocumentIsFetched(t *testing.T) {
	c, old := oldOne(t)
	who := c.enrol(boss)
	e := open(t, who, half)
	until(t, e, "it holds what it is to", func(s client.State) bool {
		return synced(s) && s.Since == monthsBack(6)(kernel.Moment{At: e.Now()})
	})
	if p, lines := holds(t, e, old); p != kernel.Unknown || lines != 0 {
		t.Fatalf("an older document is there: %v with %d lines", p, lines)
	}

	must(t, e.SetFlight(true))
	refusedWith(t, e.Pin(old.ID), client.PinOffline)
	must(t, e.SetFlight(false))
	until(t, e, "it is online", synced)
	must(t, e.Pin(old.ID))
	until(t, e, "the document has come", func(s client.State) bool { return len(s.Pins) == 1 })
	if p, lines := holds(t, e, old); p != kernel.Found || lines != 1 {
		t.Fatalf("what was opened: %v with %d lines", p, lines)
	}

	must(t, e.Close())
	e = open(t, who, half, func(o *client.Options) { o.Flight = true })
	if p, lines := holds(t, e, old); p != kernel.Found || lines != 1 {
		t.Errorf("after a restart: %v with %d lines", p, lines)
	}
	must(t, e.Pin(old.ID)) // it is there

	must(t, e.LetGo(old.ID))
	must(t, e.SetFlight(false))
	until(t, e, "it was let go of", func(s client.State) bool { return synced(s) && len(s.Pins) == 0 })
	if p, lines := holds(t, e, old); p != kernel.Unknown || lines != 0 {
		t.Errorf("what was let go of: %v with %d lines", p, lines)
	}
}

// A device that is to hold everything from now on is brought what it lacks, and one that
// is to hold less lets go of the rest.
func TestAWindowChangesBetweenStarts(t *testing.T) {
	c, old := oldOne(t)
	who := c.enrol(boss)
	for _, months := range []int{0, 6, 0} {
		e := open(t, who, func(o *client.Options) { o.Window = monthsBack(months) })
		until(t, e, "it holds what it is to", func(s client.State) bool { return synced(s) && (s.Since != 0) == (months != 0) })
		want, lines := kernel.Found, 1
		if months != 0 {
			want, lines = kernel.Unknown, 0
		} else {
			c.equal(t, e, who)
		}
		if p, n := holds(t, e, old); p != want || n != lines {
			t.Errorf("with %d months: %v with %d lines", months, p, n)
		}
		must(t, e.Close())
	}
}

// The company decides how many months its devices hold: those that are at work and their
// users' own, which know it at once.
func TestTheCompanyDecidesWhatDevicesHold(t *testing.T) {
	c, old := oldOne(t)
	phone := func(o *client.Options) {
		o.Window = func(at kernel.Moment) kernel.Date { return org.HeldFrom(at, "phone") }
	}
	who := c.enrol(boss)
	e := open(t, who, phone)
	months := func(n int) func(client.State) bool {
		return func(s client.State) bool {
			return synced(s) && s.Since == e.Now().Date(480).AddMonths(-n).MonthStart()
		}
	}
	until(t, e, "it holds what is usual", months(6))
	if p, _ := holds(t, e, old); p != kernel.Unknown {
		t.Fatalf("an older document is there: %v", p)
	}
	set := func(was, becomes string) {
		t.Helper()
		field := org.HeldMonths("phone").Field()
		_, err := e.DoNamed("company.edit", &kernel.EditRow{Row: org.TheCompany.ID(), Changes: []kernel.Change{{Field: field, Was: was, Becomes: becomes}}})
		must(t, err)
	}
	set("6", "120")
	until(t, e, "it holds ten years", months(120))
	if p, lines := holds(t, e, old); p != kernel.Found || lines != 1 {
		t.Errorf("within ten years: %v with %d lines", p, lines)
	}
	set("120", "2")
	until(t, e, "it holds two months", months(2))
	if p, lines := holds(t, e, old); p != kernel.Unknown || lines != 0 {
		t.Errorf("beyond two months: %v with %d lines", p, lines)
	}
	set("2", "0")
	until(t, e, "it holds all", func(s client.State) bool { return synced(s) && s.Since == 0 })
	c.equal(t, e, who)
}

// A first load brings what is open and recent, and can be worked with: the months before
// come while their user is at work, also when the line dies and the program ends
// meanwhile.
func TestAFirstLoadBringsRecentWorkFirst(t *testing.T) {
	c, old := oldOne(t)
	var recent *stock.Doc
	must(t, c.disk.Scan(stock.Docs.In(catalog), func(row kernel.Row) error {
		if d := row.(*stock.Doc); d.ID != old.ID {
			recent = d
		}
		return nil
	}))
	c.mu.Lock()
	c.busy = true
	c.mu.Unlock()
	who := c.enrol(boss)
	decade := func(o *client.Options) { o.Window = monthsBack(120) }
	e := open(t, who, decade)
	st := until(t, e, "it can be worked with", func(s client.State) bool { return !s.Loading })
	if want := e.Now().Date(480).AddMonths(-1).MonthStart(); st.Since != want {
		t.Errorf("a first load brings what is closed from %s on, want %s", st.Since, want)
	}
	if p, lines := holds(t, e, recent); p != kernel.Found || lines != 1 {
		t.Errorf("a recent document: %v with %d lines", p, lines)
	}
	if p, _ := holds(t, e, old); p != kernel.Unknown {
		t.Errorf("an older document is %v before it has come", p)
	}

	must(t, e.SetFlight(true))
	must(t, e.Close())
	e = open(t, who, decade, func(o *client.Options) { o.Flight = true })
	if st := e.State(); st.Loading {
		t.Error("after a restart without a network it loads")
	}
	_, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "新客户"}, {Field: "is_customer", Value: "true"}}})
	must(t, err)
	must(t, e.SetFlight(false))
	until(t, e, "the months before have come, and what waited is judged", func(s client.State) bool {
		return synced(s) && s.Since == monthsBack(120)(kernel.Moment{At: e.Now()})
	})
	if p, lines := holds(t, e, old); p != kernel.Found || lines != 1 {
		t.Errorf("an older document has come: %v with %d lines", p, lines)
	}
	c.equal(t, e, who)
}
