package trade

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/sim"
)

// act is one person at one device.
type act struct {
	c *Company
	w *sim.World
	d *sim.Device
}

// Act implements sim.Workload: something this person's role does.
func (c *Company) Act(w *sim.World, d *sim.Device) {
	a := act{c, w, d}
	switch a.role() {
	case org.Sales:
		a.sell()
	case org.Storekeeper:
		a.keepStore()
	case org.Purchase:
		if a.c.Mistaken && a.w.Clock.Chance(30) {
			a.reverse()
			return
		}
		a.buy()
	case org.Finance:
		a.keepBooks()
	case org.Boss:
		a.lead()
	}
}

func (a act) do(args kernel.Command) {
	spec := a.c.Catalog.CommandFor(args)
	_, _ = a.d.Do(spec.Name, spec.Encode(args))
}

func (a act) edit(entity string, row kernel.Row, field, becomes string) {
	s := row.Base().Schema()
	spec := a.c.Catalog.Command(entity + ".edit")
	_, _ = a.d.Do(spec.Name, spec.Encode(&kernel.EditRow{Row: row.Base().ID, Changes: []kernel.Change{
		{Field: field, Was: s.Field(field).Get(row).String(), Becomes: becomes},
	}}))
}

// pick chooses one of the rows that this device holds.
func pick[T any](a act, e *kernel.Entity[T], keep func(*T) bool) *T {
	var rows []*T
	_ = kernel.Each(a.c.Catalog, a.d.Disk, e, func(row *T) error {
		if keep(row) {
			rows = append(rows, row)
		}
		return nil
	})
	if len(rows) == 0 {
		return nil
	}
	return rows[a.w.Clock.Rand.IntN(len(rows))]
}

func isCustomer(p *party.Party) bool { return p.IsCustomer && !p.Removed }

func (a act) sell() {
	customer := pick(a, party.Parties, isCustomer)
	if customer == nil {
		return
	}
	n := a.w.Clock.Between(1, 10)
	if a.c.Money && a.w.Clock.Chance(50) {
		n = 7
	}
	switch {
	case n <= 5:
		place := &sales.Place{Wish: sales.Wish{
			Customer: kernel.Ref[party.Party](customer.ID), From: a.c.warehouse,
			Allow: []kernel.Choice{"", "or_less", "backorder"}[a.w.Clock.Rand.IntN(3)], Urgent: a.w.Clock.Chance(20),
		}}
		for range a.w.Clock.Between(1, 3) {
			place.Lines = append(place.Lines, sales.WishLine{Product: a.goods(), Qty: kernel.Qty(a.w.Clock.Between(1, 9) * 1e6), Price: a.price()})
		}
		if a.w.Clock.Chance(20) {
			place.Discount = kernel.Money(a.w.Clock.Between(1, 4000))
		}
		if a.w.Clock.Chance(15) {
			a.handOver(place.Wish)
			return
		}
		a.do(place)
	case n == 6:
		a.edit("party", customer, "note", fmt.Sprint(a.w.Clock.Now))
	case n == 7:
		a.receive(customer)
	case n == 8 && a.w.Clock.Chance(50):
		a.allocate()
	case n == 8:
		if o := pick(a, sales.Orders, func(o *sales.Order) bool { return o.State == sales.Approved }); o != nil {
			a.do(&sales.Unapprove{Order: kernel.Ref[sales.Order](o.ID), Note: "改单"})
		}
	case n == 9:
		if o := pick(a, sales.Orders, func(o *sales.Order) bool { return o.State == sales.Draft }); o != nil {
			if a.w.Clock.Chance(40) {
				a.redraft(o)
			}
			a.do(&sales.Submit{Order: kernel.Ref[sales.Order](o.ID)})
		}
	default:
		if o := pick(a, sales.Orders, func(o *sales.Order) bool { return o.State == sales.Partly }); o != nil {
			a.do(&sales.Close{Order: kernel.Ref[sales.Order](o.ID), Note: "其余不要了"})
		}
	}
}

func (a act) receive(customer *party.Party) {
	fund := pick(a, finance.Funds, func(f *finance.Fund) bool { return f.Active })
	if fund == nil {
		return
	}
	money := &finance.Receive{
		Customer: kernel.Ref[party.Party](customer.ID),
		Parts:    []finance.ReceivePart{{Fund: kernel.Ref[finance.Fund](fund.ID), Amount: kernel.Money(a.w.Clock.Between(100, 90_000))}},
	}
	if a.w.Clock.Chance(30) {
		money.Shares = a.shares(money.Customer, money.Parts[0].Amount)
	}
	a.do(money)
}

func (a act) keepStore() {
	if a.c.Mistaken && a.w.Clock.Chance(40) {
		a.reverse()
		return
	}
	pending := func(d *sales.Delivery) bool { return d.State == sales.Pending || d.State == sales.Picking }
	switch n := a.w.Clock.Between(1, 10); {
	case n <= 6:
		if d := pick(a, sales.Deliveries, pending); d != nil {
			a.ship(d)
		}
	case n <= 8:
		if d := pick(a, sales.Deliveries, func(d *sales.Delivery) bool { return d.State == sales.Shipped || d.State == sales.Signed }); d != nil {
			a.giveBack(d)
		}
	case n == 9 && a.w.Clock.Chance(70):
		a.more()
	case n == 9:
		a.do(&stock.Count{Place: a.c.warehouse, At: a.earlier(), Lines: []stock.CountLine{{Product: a.goods(), Counted: kernel.Qty(a.w.Clock.Between(20, 80) * 1e6)}}})
	default:
		a.buy()
	}
}

// earlier is when a count was made that is reported late; mostly it is now.
func (a act) earlier() kernel.Time {
	if a.w.Clock.Chance(70) {
		return 0
	}
	return a.w.Clock.Now - kernel.Time(a.w.Clock.Between(1, 72)*3600_000)
}

// late is the day of a document that is typed some days later, with an answer or
// without one to whether it was before a count of that day; mostly it is today.
func (a act) late() (kernel.Date, kernel.Choice) {
	if a.w.Clock.Chance(70) {
		return 0, ""
	}
	day := a.w.Clock.Now.Date(480).AddDays(-int(a.w.Clock.Between(1, 3)))
	return day, []kernel.Choice{"", stock.BeforeCount, stock.AfterCount}[a.w.Clock.Rand.IntN(3)]
}

func (a act) buy() {
	day, when := a.late()
	a.do(&stock.Receive{
		Place: a.c.warehouse, Supplier: a.c.supplier, Date: day, When: when,
		Lines: []stock.ReceiveLine{{
			Product: a.goods(),
			Qty:     kernel.Qty(a.w.Clock.Between(1, 20) * 1e6), Price: kernel.Price(a.w.Clock.Between(80_000_000, 120_000_000)),
		}},
	})
}

func (a act) keepBooks() {
	if a.w.Turned > 0 && a.w.Clock.Chance(20) {
		a.closeMonth()
		return
	}
	if a.w.Clock.Chance(50) {
		if r := pick(a, finance.Receipts, func(r *finance.Receipt) bool { return r.State == finance.Pending }); r != nil {
			a.do(&finance.Confirm{Receipt: kernel.Ref[finance.Receipt](r.ID)})
			return
		}
	}
	switch n := a.w.Clock.Between(1, 10); {
	case n <= 4:
		a.undoMoney()
		return
	case n == 5:
		a.takeBackMoney()
		return
	case n == 6:
		a.revalue()
		return
	case n == 7:
		a.payBill()
		return
	}
	if customer := pick(a, party.Parties, isCustomer); customer != nil {
		a.receive(customer)
	}
}

func (a act) lead() {
	if a.c.Money && a.w.Clock.Chance(40) {
		a.merge()
		return
	}
	if a.c.Modular && a.w.Clock.Chance(25) {
		a.switchModule()
		return
	}
	if a.w.Clock.Chance(35) {
		a.reorganise()
		return
	}
	if o := pick(a, sales.Orders, func(o *sales.Order) bool { return o.State == sales.Held }); o != nil && a.w.Clock.Chance(70) {
		a.do(&sales.Release{Order: kernel.Ref[sales.Order](o.ID), Note: "老客户"})
		return
	}
	customer, seat := pick(a, party.Parties, isCustomer), pick(a, org.Seats, func(s *org.Seat) bool { return s.Roles == org.Sales })
	if customer != nil && seat != nil {
		a.edit("party", customer, "owner", seat.ID.String())
		if a.w.Clock.Chance(30) {
			a.giveAll(seat.ID)
		}
	}
}

// Check implements sim.Workload. kernel.Verify has already run every audit of every
// module, so only what was sold is counted: in a history whose server was down
// nearly all the time that may be nothing.
func (c *Company) Check(w *sim.World) error {
	if err := c.checkClosings(w); err != nil {
		return err
	}
	for _, check := range []func(*sim.World) error{c.checkReturns, c.checkBooked, c.checkReversals, c.checkRuns, c.checkSwitched} {
		if err := check(w); err != nil {
			return err
		}
	}
	err := kernel.Each(c.Catalog, w.Server.Disk, party.Parties, func(p *party.Party) error {
		if !p.MergedInto.IsZero() {
			c.Merged++
		}
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c.Catalog, w.Server.Disk, sales.Orders, func(*sales.Order) error {
		c.Sold++
		return nil
	})
}
