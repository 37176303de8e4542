package warehouse

import (
	"slices"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Delivery is one delivery with its lines.
type Delivery struct {
	Row         *sales.Delivery
	Lines       []Line
	Place       string
	Total       string // "" before the server has settled it
	State, Sync view.Badge
	Late        bool         // it should have left
	Inputs      []view.Input // of the company's own fields, while it is to be shipped

	MayShip, MayPick bool
}

// Line is a line of a delivery in base units.
type Line struct {
	ID                      kernel.ID
	Code, Name, Spec, Shelf string
	Unit                    string
	Gift, Service           bool
	Qty, Shipped, Returned  kernel.Qty

	codes map[string]kernel.Qty // base units that a scanned code stands for
}

// LoadDelivery reads a delivery.
func LoadDelivery(id kernel.ID) func(*view.Reader) (*Delivery, error) {
	return func(r *view.Reader) (*Delivery, error) {
		row, err := view.Get(r, sales.Deliveries, id)
		if err != nil {
			return nil, err
		}
		ref := kernel.Ref[sales.Delivery](id)
		d := &Delivery{
			Row: row, Place: placeName(r, row.From), State: view.StateOf(r, row),
			Late: row.DaysLate(r.Today()) > 0, Sync: view.SyncOf(r, id),
		}
		if total := sales.Deliveries.Whole(r.Tx.Held, row).Total; total != 0 {
			d.Total = view.Money(total)
		}
		open := row.State == sales.Pending || row.State == sales.Picking
		d.MayShip = open && r.Author.May("sales.ship")
		if d.MayShip {
			d.Inputs = view.OwnOf(r, sales.Deliveries.Name(), row)
		}
		d.MayPick = row.State == sales.Pending && r.Author.May("sales.delivery.pick")
		lines, _ := sales.DeliveryLinesOf.Of(r.Tx, ref)
		for _, l := range lines {
			d.Lines = append(d.Lines, lineOf(r, l))
		}
		return d, nil
	}
}

var restWord = i18n.Define("warehouse.rest.on", "其余在", "The rest is on")

// The page of a delivery tells whether it is urgent or late, and where what it left behind is.
var _ = record.Supply(sales.Deliveries.Name(), func(r *view.Reader, p *record.Page, row kernel.Row) error {
	d := row.(*sales.Delivery)
	if d.Rank == 0 && slices.Contains(sales.ToLeave, d.State) {
		p.Chips = append(p.Chips, view.Badge{Text: Urgent.Text(), Tone: view.Alert})
	}
	if d.DaysLate(r.Today()) > 0 {
		p.Chips = append(p.Chips, view.Badge{Text: Overdue.Text(), Tone: view.Alert})
	}
	if !d.Gone() {
		return nil
	}
	if rest := restOf(r, d); len(rest) > 0 {
		p.Panels = append(p.Panels, record.Panel{Label: restWord.Text(), Lines: record.KinOf(r, rest...)})
	}
	return nil
})

// restOf lists the deliveries of the same order on which what this one left behind leaves
// later, or has left.
func restOf(r *view.Reader, row *sales.Delivery) (list []kernel.Row) {
	lines, _ := sales.DeliveryLinesOf.Of(r.Tx, kernel.Ref[sales.Delivery](row.ID))
	short := map[kernel.Ref[sales.OrderLine]]bool{}
	for _, l := range lines {
		if l.Shipped < l.Qty {
			short[l.OrderLine] = true
		}
	}
	if len(short) == 0 {
		return nil
	}
	others, _ := sales.DeliveriesOf.Of(r.Tx, row.Order)
	for _, other := range others {
		if other.ID == row.ID || other.State == sales.Void || other.Gone() && other.LeftAt <= row.LeftAt {
			continue
		}
		theirs, _ := sales.DeliveryLinesOf.Of(r.Tx, kernel.Ref[sales.Delivery](other.ID))
		if slices.ContainsFunc(theirs, func(l *sales.DeliveryLine) bool { return short[l.OrderLine] }) {
			list = append(list, other)
		}
	}
	return list
}

// Short tells whether less of the line has left than was planned.
func (l Line) Short() bool { return l.Shipped < l.Qty }

func lineOf(r *view.Reader, l *sales.DeliveryLine) Line {
	line := Line{
		ID: l.ID, Code: l.Code, Name: l.Name, Spec: l.Spec, Unit: l.Unit, Gift: l.Gift, Service: l.Service,
		Qty: l.Qty, Shipped: l.Shipped, Returned: l.Returned, codes: map[string]kernel.Qty{},
	}
	p, presence := product.Products.Get(r.Tx, l.Product)
	if presence != kernel.Found {
		return line
	}
	line.Shelf = p.Shelf
	one, _ := product.Base.ToBase(onePiece)
	line.codes[p.Code] = one
	if p.Barcode != "" {
		line.codes[p.Barcode] = one
	}
	units, _ := product.UnitsOf.Of(r.Tx, l.Product)
	for _, u := range units {
		if base, exact := (product.Ratio{Num: u.Num, Den: u.Den}).ToBase(onePiece); exact && u.Barcode != "" {
			line.codes[u.Barcode] = base
		}
	}
	return line
}

// onePiece is the quantity 1.
const onePiece kernel.Qty = 1_000_000

func placeName(r *view.Reader, ref kernel.Ref[org.Place]) string {
	if p, presence := org.Places.Get(r.Tx, ref); presence == kernel.Found {
		return p.Name
	}
	return ""
}

// Rest is what of a line the customer still has and may send back.
func (l Line) Rest() kernel.Qty { return l.Shipped - l.Returned }
