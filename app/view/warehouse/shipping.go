package warehouse

import (
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/sales"
)

// Shipping is what the storekeeper is about to ship of a delivery. Untouched it is
// everything; the first scan begins a count from zero.
type Shipping struct {
	delivery *Delivery
	counted  []kernel.Qty // by line
	counting bool
	Close    bool // the rest is dropped, not shipped later
	Carrier  string
	Waybill  string
}

// NewShipping begins with everything.
func NewShipping(d *Delivery) *Shipping {
	s := &Shipping{delivery: d, counted: make([]kernel.Qty, len(d.Lines))}
	for i, l := range d.Lines {
		s.counted[i] = l.Qty
	}
	return s
}

// The refusals of counting.
var (
	NotHere = kernel.Refuse("warehouse.not_here", "条码 {code} 不在这张出库单上", "The code {code} is not on this delivery")
	Enough  = kernel.Refuse("warehouse.enough", "{product} 应发 {qty},已经扫够了", "{product}: all {qty} are scanned already")
)

// Qty is what is to leave of a line.
func (s *Shipping) Qty(line int) kernel.Qty { return s.counted[line] }

// Counting tells whether a count has begun.
func (s *Shipping) Counting() bool { return s.counting }

// Set writes the quantity of a line by hand.
func (s *Shipping) Set(line int, qty kernel.Qty) { s.counted[line] = qty }

// Scan counts the product or the pack of a code up and tells its line. Of lines
// with the same product the first that is not complete takes it.
func (s *Shipping) Scan(code string) (line int, err error) {
	found := -1
	for i, l := range s.delivery.Lines {
		qty, known := l.codes[code]
		if !known {
			continue
		}
		found = i
		if !s.counting {
			clear(s.counted)
			s.counting = true
		}
		if s.counted[i]+qty <= l.Qty {
			s.counted[i] += qty
			return i, nil
		}
	}
	if found < 0 {
		return 0, NotHere.With(kernel.Text("code", code))
	}
	l := s.delivery.Lines[found]
	return found, Enough.With(kernel.Text("product", l.Name), kernel.Figure("qty", l.Qty))
}

// Complete tells whether everything is to leave.
func (s *Shipping) Complete() bool {
	for i, l := range s.delivery.Lines {
		if s.counted[i] != l.Qty {
			return false
		}
	}
	return true
}

// Again tells whether a scan is the delivery's own number, which ships what has
// been counted completely without touching the screen.
func (s *Shipping) Again(code string) bool {
	return code == s.delivery.Row.Number && s.counting && s.Complete()
}

// Ship sends the command.
func (s *Shipping) Ship(desk *view.Desk) error {
	ship := &sales.Ship{Delivery: kernel.Ref[sales.Delivery](s.delivery.Row.ID), Carrier: s.Carrier, Waybill: s.Waybill}
	if !s.Complete() {
		ship.Rest = sales.RestOpen
		if s.Close {
			ship.Rest = sales.RestClose
		}
		for i, l := range s.delivery.Lines {
			ship.Lines = append(ship.Lines, sales.ShipLine{Line: kernel.Ref[sales.DeliveryLine](l.ID), Qty: s.counted[i]})
		}
	}
	_, err := desk.Do(ship)
	return err
}

// Sign says that the customer has the goods.
func Sign(desk *view.Desk, delivery kernel.ID, by string) error {
	_, err := desk.Do(&sales.Sign{Delivery: kernel.Ref[sales.Delivery](delivery), By: by})
	return err
}

// Back is what came back of a delivery, by line.
type Back struct {
	Delivery kernel.ID
	Qty      map[kernel.ID]kernel.Qty // by line; none is zero
	Into     kernel.ID                // a place; none is where it came from
	Reason   string
}

// Send sends the return.
func (b Back) Send(desk *view.Desk, lines []Line) error {
	back := &sales.TakeBack{Delivery: kernel.Ref[sales.Delivery](b.Delivery), Into: kernel.Ref[org.Place](b.Into), Reason: b.Reason}
	for _, l := range lines {
		if q := b.Qty[l.ID]; q != 0 {
			back.Lines = append(back.Lines, sales.TakeBackLine{Line: kernel.Ref[sales.DeliveryLine](l.ID), Qty: q})
		}
	}
	_, err := desk.Do(back)
	return err
}
