package customers

import (
	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
	"heyi/shared/tools/habit"
)

// Money is what stands open with a customer.
type Money struct {
	Receivable, Overdue, Prepaid, Open kernel.Money
	Limit, Left                        kernel.Money // Left: of the limit; only with one
	Days                               int64        // of the oldest overdue item
	Limited                            bool
	Hidden                             bool // the reader does not see debts
}

// Item is one unpaid document. Entity and ID say which page shows it; what stood
// open before the books began is shown by its own row.
type Item struct {
	Number, Date, Due string
	Rest              kernel.Money
	Late              int64 // days
	Entity            string
	ID                kernel.ID
}

// Order is one of the customer's orders.
type Order struct {
	ID     kernel.ID
	Number string
	Date   string
	Total  string
	Badge  view.Badge
}

// Customer is a customer's page.
type Customer struct {
	Party    *party.Party
	Seller   string
	Region   string // as it was written, else as the address tells
	Terms    string
	Custom   []view.Option // label and value of the company's own fields
	Contacts []*party.Contact
	Money    Money
	Trade    Trade
	Items    []Item
	Orders   []Order
	Trail    []view.Event
	Badge    view.Badge
	Age      string // of the figures
	MayEdit  bool
	MayOrder bool
	MayTake  bool // money
	MayAdd   bool // contacts
	MayName  bool // change contacts

	Into   Merged   // what he was merged into; zero for one that stands
	Merged []Merged // who was merged into him
}

// Merged is a partner that this one was merged into, or that was merged into this one.
// Who may not see it has no name of it.
type Merged struct {
	ID   kernel.ID
	Name string
}

// merged reads both ends of mergers, and takes away what cannot be done with who is
// another now.
func (c *Customer) merged(r *view.Reader) {
	gone, _ := party.MergedOf.Of(r.Tx, kernel.Ref[party.Party](c.Party.ID))
	for _, p := range gone {
		c.Merged = append(c.Merged, Merged{p.ID, p.Name})
	}
	if c.Party.MergedInto.IsZero() {
		return
	}
	keep := party.Survivor(r.Tx, c.Party.MergedInto)
	c.Into.ID = keep.ID()
	if p, has := party.Parties.Get(r.Tx, keep); has == kernel.Found {
		c.Into.Name = p.Name
	}
	c.MayEdit, c.MayOrder, c.MayTake, c.MayAdd, c.MayName = false, false, false, false, false
}

const recent = 10

// Read loads a customer's page.
func Read(r *view.Reader, id kernel.ID) (*Customer, error) {
	p, err := view.Get(r, party.Parties, id)
	if err != nil {
		return nil, err
	}
	ref := kernel.Ref[party.Party](id)
	c := &Customer{
		Party: party.Parties.Whole(r.Tx.Held, p), Age: view.Age(r.State.AsOf, r.State.Now), MayEdit: r.Author.May("party.edit"), MayOrder: r.Author.May("sales.order.place"),
		MayTake: r.Author.May("finance.receive"), MayAdd: r.Author.May("contact.add"), MayName: r.Author.May("contact.edit"),
	}
	c.Seller, c.Region = view.Holder(r, p.Owner), regionOf(r, p)
	if t, err := p.SettleTerms(); err == nil {
		c.Terms = termsOf(t)
	}
	contacts, _ := party.ContactsOf.Of(r.Tx, ref)
	for _, p := range contacts {
		if !p.Removed {
			c.Contacts = append(c.Contacts, p)
		}
	}
	c.merged(r)
	c.money(r, ref)
	c.Trade = tradeWith(r, ref)
	if c.Trail, err = record.TrailOf(r, p); err != nil {
		return nil, err
	}
	c.Custom = view.OwnFacts(r, c.Party)
	if err := c.orders(r, id); err != nil {
		return nil, err
	}
	c.Badge = view.SyncOf(r, id)
	return c, nil
}

func termsOf(t habit.Terms) string { return view.Say(t.Zh(), t.En()) }

func (c *Customer) money(r *view.Reader, ref kernel.Ref[party.Party]) {
	m := &c.Money
	if m.Hidden = !view.SeesDebt(r); m.Hidden {
		return
	}
	if b, has := party.Balances.Get(r.Tx, party.BalanceOf(ref)); has == kernel.Found {
		m.Receivable, m.Prepaid, m.Open = b.Receivable, b.Prepaid, b.OpenOrders
	}
	items, _ := debt.ByParty.Of(r.Tx, kernel.Key2[kernel.Ref[party.Party], kernel.State]{A: ref, B: debt.Open})
	late := debt.Overdue(items, r.Today())
	m.Overdue, m.Days = late.Amount, late.Days
	days := debt.LateItems(items, r.Today())
	for _, i := range items {
		if i.Kind != debt.Receivable || i.Rest() == 0 {
			continue
		}
		item := Item{Number: i.Number, Date: view.Date(i.Date), Due: view.Date(i.Due), Rest: i.Rest(), Late: days[i.ID]}
		if item.Entity, item.ID = i.SrcEntity, i.Src; item.Entity == "" {
			item.Entity, item.ID = debt.Items.Name(), i.ID
		}
		c.Items = append(c.Items, item)
	}
	m.Limit, m.Limited = c.Party.Limit, c.Party.Limit > 0
	m.Left = m.Limit - debt.Exposure(m.Receivable, m.Prepaid, m.Open, 0)
}

func (c *Customer) orders(r *view.Reader, id kernel.ID) error {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: sales.Orders.Name(), Limit: recent, Sort: []rowstore.Order{{Field: "date", Desc: true}, {Field: "number", Desc: true}},
		Where: rowstore.Is("customer", rowstore.Eq, id),
	}})
	for _, row := range page.Rows {
		o := row.(*sales.Order)
		c.Orders = append(c.Orders, Order{
			ID: o.ID, Number: o.Number, Date: view.Date(o.Date), Total: view.Money(o.Total), Badge: view.StateOf(r, o),
		})
	}
	return err
}

// FieldName is what people call a field of a customer, the company's own too.
func FieldName(r *view.Reader, field string) string {
	for _, f := range ownFields(r) {
		if kernel.CustomPrefix+f.ID.String() == field {
			return view.Say(f.Zh, f.En)
		}
	}
	return view.Label(r.Catalog, party.Parties.Name(), field)
}

// ownFields are those that the company has defined for its partners.
func ownFields(r *view.Reader) []kernel.CustomField {
	return org.FieldsOf(r.Tx, party.Parties.Name())
}
