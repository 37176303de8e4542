package sales

import (
	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

// Good is a product as a line offers it.
type Good struct {
	ID       kernel.ID
	Code     string
	Name     string
	Unit     string   // the base unit
	Units    []string // the base unit first
	Price    kernel.Price
	Source   string       // where the price comes from
	Last     kernel.Price // what this customer paid last, per base unit; 0 for never
	LastOn   kernel.Date
	Service  bool
	LeadDays int64
	ratios   map[string]product.Ratio
}

// PricePer is the price of one of a unit.
func (g *Good) PricePer(unit string) kernel.Price {
	return g.per(unit, g.Price)
}

// per is a price per base unit as one of another unit, or as it is for a unit that
// the product has no longer.
func (g *Good) per(unit string, base kernel.Price) kernel.Price {
	ratio, has := g.ratios[unit]
	if !has {
		return base
	}
	if p, err := ratio.PerUnit(base); err == nil {
		return p
	}
	return base
}

// Base is a quantity of a unit in base units.
func (g *Good) Base(q kernel.Qty, unit string) kernel.Qty {
	base, exact := g.ratios[unit].ToBase(q)
	if !exact {
		return q
	}
	return base
}

// Line is one line of an order that is being written.
type Line struct {
	Good     *Good
	Unit     string
	Qty      kernel.Qty
	Price    kernel.Price
	Discount kernel.Rate
	Gift     bool
	Note     string
}

// Begun tells whether something stands in the line.
func (l *Line) Begun() bool { return l.Good != nil || l.Qty != 0 }

// Draft is an order that is being written.
type Draft struct {
	ID       kernel.ID // of the draft that is changed; zero for a new order
	Customer *party.Party
	Places   []*org.Place
	From     kernel.ID
	Date     kernel.Date // 0 for today
	Due      kernel.Date
	Contact  string
	Phone    string
	Address  string
	Urgent   bool
	Way      kernel.Choice
	Discount kernel.Money
	Note     string
	Lines    []*Line
	Today    kernel.Date
	Own      []view.Input  // the fields that the company has defined for orders
	Filled   kernel.Custom // what was filled into them
}

// Start begins an order, or opens a draft that was saved.
func Start(r *view.Reader, customer, draft kernel.ID) (*Draft, error) {
	d := &Draft{ID: draft, Today: r.Today(), Way: sales.ByUs}
	if err := d.places(r); err != nil {
		return nil, err
	}
	if !draft.IsZero() {
		return d, d.open(r)
	}
	d.Own = view.OwnOf(r, Entity, nil)
	if customer.IsZero() {
		return d, nil
	}
	return d, d.SetCustomer(r, customer)
}

// places lists where this person sells from; his own come first.
func (d *Draft) places(r *view.Reader) error {
	page, err := r.List(client.Query{Query: rowstore.Query{Entity: org.Places.Name(), Sort: []rowstore.Order{{Field: "code"}}, Limit: 200}})
	if err != nil {
		return err
	}
	mine := map[kernel.ID]bool{}
	seats, _ := org.SeatsOf.Of(r.Tx, kernel.Ref[org.User](r.Author.User))
	for _, s := range seats {
		at, _ := org.PlacesOf.Of(r.Tx, kernel.Ref[org.Seat](s.ID))
		for _, sp := range at {
			mine[sp.Place.ID()] = true
		}
	}
	var others []*org.Place
	for _, row := range page.Rows {
		p := row.(*org.Place)
		switch {
		case p.Kind != org.Warehouse && p.Kind != org.Van:
		case mine[p.ID]:
			d.Places = append(d.Places, p)
		default:
			others = append(others, p)
		}
	}
	d.Places = append(d.Places, others...)
	if len(d.Places) > 0 {
		d.From = d.Places[0].ID
	}
	return nil
}

// SetCustomer chooses who orders. The lines keep their products and take his
// prices.
func (d *Draft) SetCustomer(r *view.Reader, id kernel.ID) error {
	p, err := view.Get(r, party.Parties, id)
	if err != nil {
		return err
	}
	d.Customer, d.Contact, d.Phone, d.Address = p, p.Contact, p.Mobile, p.Address
	for _, l := range d.Lines {
		if l.Good == nil {
			continue
		}
		if l.Good, err = d.Offer(r, l.Good.ID); err != nil {
			return err
		}
		l.Price = l.Good.PricePer(l.Unit)
	}
	return nil
}

// Offer is a product as this draft's customer is offered it.
func (d *Draft) Offer(r *view.Reader, id kernel.ID) (*Good, error) {
	p, err := view.Get(r, product.Products, id)
	if err != nil {
		return nil, err
	}
	g := &Good{
		ID: id, Code: p.Code, Name: view.Join(p.Name, p.Spec), Unit: p.Unit, Units: []string{p.Unit}, Service: p.Service, LeadDays: p.LeadDays,
		ratios: map[string]product.Ratio{p.Unit: product.Base},
	}
	units, _ := product.UnitsOf.Of(r.Tx, kernel.Ref[product.Product](id))
	for _, u := range units {
		g.Units = append(g.Units, u.Name)
		g.ratios[u.Name] = product.Ratio{Num: u.Num, Den: u.Den}
	}
	var source product.Source
	if d.Customer != nil {
		g.Price, source = product.Quote(r.Tx, p, d.Customer)
		g.lastPrice(r, d.Customer.ID)
	} else {
		g.Price, source = product.PriceFor(p, party.Retail, nil)
	}
	g.Source = sourceName(source)
	return g, nil
}

func sourceName(s product.Source) string {
	for _, o := range priceSources {
		if o.Code == string(s) {
			return view.Say(o.Zh, o.En)
		}
	}
	return string(s)
}

// lastOrders is how many of a customer's orders are looked at for what he usually
// takes and last paid.
const lastOrders = 12

// lastPrice finds what the customer paid last.
func (g *Good) lastPrice(r *view.Reader, customer kernel.ID) {
	for _, o := range pastOrders(r, customer) {
		lines, _ := sales.LinesOf.Of(r.Tx, kernel.Ref[sales.Order](o.ID))
		for _, l := range lines {
			if l.Product.ID() == g.ID && !l.Gift && l.BaseQty != 0 {
				price, err := kernel.PriceOf(l.Goods.Decimal().DivRound(l.BaseQty.Decimal(), kernel.PriceScale))
				if err == nil {
					g.Last, g.LastOn = price, o.Date
				}
				return
			}
		}
	}
}

// pastOrders lists a customer's last orders, the newest first.
func pastOrders(r *view.Reader, customer kernel.ID) []*sales.Order {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: Entity, Limit: lastOrders, Sort: []rowstore.Order{{Field: "date", Desc: true}, {Field: "at", Desc: true}},
		Where: rowstore.Filter{All: []rowstore.Filter{
			rowstore.Is("customer", rowstore.Eq, customer), rowstore.Is("state", rowstore.Ne, sales.Void), rowstore.Is("state", rowstore.Ne, sales.Draft),
		}},
	}})
	if err != nil {
		return nil // the past is a help, not a need
	}
	orders := make([]*sales.Order, len(page.Rows))
	for i, row := range page.Rows {
		orders[i] = row.(*sales.Order)
	}
	return orders
}

// open fills the draft from a saved one.
func (d *Draft) open(r *view.Reader) error {
	o, err := view.Get(r, sales.Orders, d.ID)
	if err != nil {
		return err
	}
	if o.State != sales.Draft {
		return kernel.WrongState.With(kernel.Text("entity", view.Entity(r.Catalog, Entity)), kernel.Text("title", o.Number),
			kernel.Text("state", view.State(r.Catalog, Entity, o.State)), kernel.Text("command", view.Command(r.Catalog, "sales.order.save")))
	}
	if err := d.SetCustomer(r, o.Customer.ID()); err != nil {
		return err
	}
	d.Own = view.OwnOf(r, Entity, o)
	d.From, d.Due, d.Urgent, d.Way, d.Discount, d.Note = o.From.ID(), o.Due, o.Urgent, o.Way, o.Discount, o.Note
	d.Contact, d.Phone, d.Address = o.Contact, o.Phone, o.Address
	if o.Date != d.Today {
		d.Date = o.Date
	}
	lines, _ := sales.LinesOf.Of(r.Tx, kernel.Ref[sales.Order](o.ID))
	for _, l := range lines {
		g, err := d.Offer(r, l.Product.ID())
		if err != nil {
			return err
		}
		d.Lines = append(d.Lines, &Line{Good: g, Unit: l.Unit, Qty: l.Qty, Price: l.Price, Discount: l.Discount, Gift: l.Gift, Note: l.Note})
	}
	return nil
}

// Choice is a product as a line's picker offers it, with what it costs at retail and what of
// it can be sold.
type Choice struct {
	ID                 kernel.ID
	Code, Name, Detail string
}

// Choices lists the products that a search finds for an order from a place.
func Choices(r *view.Reader, from kernel.ID, search string, limit int) ([]Choice, error) {
	found, err := Goods(r, search, limit)
	list := make([]Choice, len(found))
	for i, p := range found {
		list[i] = Choice{p.ID, p.Code, view.Join(p.Name, p.Spec), view.Price(p.Retail)}
		if !p.Service {
			free := stock.AvailableAt(r.Tx, kernel.Ref[product.Product](p.ID), kernel.Ref[org.Place](from))
			list[i].Detail = view.Join(list[i].Detail, freeNow.Text(view.Qty(max(free, 0), p.Unit)))
		}
	}
	return list, err
}

var freeNow = i18n.Define("draft.free", "可售 {0}", "{0} available")

// Goods lists the products that a search finds, for a line's picker.
func Goods(r *view.Reader, search string, limit int) ([]*product.Product, error) {
	page, err := r.List(client.Query{Search: search, Query: rowstore.Query{
		Entity: product.Products.Name(), Limit: limit, Sort: []rowstore.Order{{Field: "code"}},
		Where: rowstore.Is("active", rowstore.Eq, true),
	}})
	list := make([]*product.Product, len(page.Rows))
	for i, row := range page.Rows {
		list[i] = row.(*product.Product)
	}
	return list, err
}
