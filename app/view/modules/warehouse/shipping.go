package warehouse

import (
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// Shipping is what the storekeeper is about to ship of a delivery. Untouched it is
// everything; the first scan begins a count from zero.
type Shipping struct {
	delivery *Delivery
	counted  []kernel.Qty // by line
	counting bool
	asked    bool // the number was scanned although something is missing
	Close    bool // the rest is dropped, not shipped later
	Carrier  string
	Waybill  string
	Date     kernel.Date   // 0 for today
	Own      kernel.Custom // fields of the company's own
}

// NewShipping begins with everything.
func NewShipping(d *Delivery) *Shipping {
	s := &Shipping{delivery: d, counted: make([]kernel.Qty, len(d.Lines))}
	for i, l := range d.Lines {
		s.counted[i] = l.Qty
	}
	return s
}

// Follow goes on with a delivery that has been read anew: what was counted of a line
// stays, as far as the line is still to be shipped.
func (s *Shipping) Follow(d *Delivery) {
	was := map[kernel.ID]kernel.Qty{}
	for i, l := range s.delivery.Lines {
		if s.counted[i] != l.Qty || s.counting {
			was[l.ID] = s.counted[i]
		}
	}
	s.delivery, s.counted = d, make([]kernel.Qty, len(d.Lines))
	for i, l := range d.Lines {
		qty, kept := was[l.ID]
		switch {
		case kept:
			s.counted[i] = min(qty, l.Qty)
		case !s.counting:
			s.counted[i] = l.Qty
		}
	}
}

// Begun tells whether something else is to leave than everything: a count has begun, or a
// quantity was typed.
func (s *Shipping) Begun() bool { return s.counting || !s.Complete() }

// Kept is what was counted of a delivery when its page was left, as a device keeps it.
type Kept struct {
	Counting         bool
	Qty              map[string]int64 // by the line's id, in micro units
	Close            bool
	Carrier, Waybill string
}

// Keep is what there is to keep; ok is false where nothing was counted.
func (s *Shipping) Keep() (k Kept, ok bool) {
	k = Kept{Counting: s.counting, Qty: map[string]int64{}, Close: s.Close, Carrier: s.Carrier, Waybill: s.Waybill}
	for i, l := range s.delivery.Lines {
		k.Qty[l.ID.String()] = int64(s.counted[i])
	}
	return k, s.Begun()
}

// Resume goes on with what was counted before, as far as the lines are still to be shipped.
func (s *Shipping) Resume(k Kept) {
	s.counting, s.Close, s.Carrier, s.Waybill = k.Counting, k.Close, k.Carrier, k.Waybill
	for i, l := range s.delivery.Lines {
		qty, known := k.Qty[l.ID.String()]
		switch {
		case known:
			s.counted[i] = max(0, min(kernel.Qty(qty), l.Qty))
		case k.Counting && !l.Service:
			s.counted[i] = 0
		}
	}
}

// The refusals of counting.
var (
	NotHere = kernel.Refuse("warehouse.not_here", "「{product}」不在这张出库单上，请放回去", "{product} is not on this delivery; please put it back")
	Enough  = kernel.Refuse("warehouse.enough", "{product} 应发 {qty}，已经扫够了", "{product}: all {qty} are scanned already")
)

// Qty is what is to leave of a line.
func (s *Shipping) Qty(line int) kernel.Qty { return s.counted[line] }

// Counting tells whether a count has begun.
func (s *Shipping) Counting() bool { return s.counting }

// Set writes the quantity of a line by hand.
func (s *Shipping) Set(line int, qty kernel.Qty) { s.counted[line] = qty }

// Scan counts the product or the pack of a code up and tells its line. Of lines
// with the same product the first that is not complete takes it.
//
// A code that no line knows is refused with NoProduct; Wrong says more about it.
func (s *Shipping) Scan(code string) (line int, err error) {
	found := -1
	s.asked = false
	for i, l := range s.delivery.Lines {
		qty, known := l.codes[code]
		if !known {
			continue
		}
		found = i
		if !s.counting {
			s.begin()
		}
		if s.counted[i]+qty <= l.Qty {
			s.counted[i] += qty
			return i, nil
		}
	}
	if found < 0 {
		return 0, NoProduct.With(kernel.Text("code", code))
	}
	l := s.delivery.Lines[found]
	return found, Enough.With(kernel.Text("product", l.Name), kernel.Quantity("qty", l.Qty, l.Unit))
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

// begin counts from zero. Nobody scans a service: carrying and mounting go along.
func (s *Shipping) begin() {
	for i, l := range s.delivery.Lines {
		if !l.Service {
			s.counted[i] = 0
		}
	}
	s.counting = true
}

// Wrong explains a code that the delivery does not know: a product that belongs
// elsewhere, or none at all.
func Wrong(desk *view.Desk, code string) error {
	good, _, err := scanned(desk, code)
	if err != nil {
		return err
	}
	return NotHere.With(kernel.Text("product", good.Name))
}

// Answer is what a scan of the delivery's own number does.
type Answer int

// What the own number does: nothing, since it is none or nothing is counted; ship; or
// ask first, because something is missing.
const (
	NotNumber Answer = iota
	ShipsNow
	AsksFirst
)

// Number tells what a scanned code does if it is the delivery's own number: what is
// counted completely is shipped without touching the screen; what is not, when the
// number is scanned a second time.
func (s *Shipping) Number(code string) Answer {
	switch {
	case code != s.delivery.Row.Number || !s.counting:
		return NotNumber
	case s.Complete() || s.asked:
		return ShipsNow
	}
	s.asked = true
	return AsksFirst
}

// Missing names the first line that is not complete, with how much of it.
func (s *Shipping) Missing() (line int, qty kernel.Qty) {
	for i, l := range s.delivery.Lines {
		if s.counted[i] < l.Qty {
			return i, l.Qty - s.counted[i]
		}
	}
	return -1, 0
}

// Pick tells the others that somebody is at it. It does nothing unless the delivery
// waits and the person may.
func Pick(desk *view.Desk, d *Delivery) error {
	if !d.MayPick {
		return nil
	}
	_, err := desk.Do(&sales.Pick{Delivery: kernel.Ref[sales.Delivery](d.Row.ID)})
	return err
}

// Ship sends the command.
func (s *Shipping) Ship(desk *view.Desk) error {
	ship := &sales.Ship{Own: kernel.Own[sales.Delivery]{Custom: kernel.OwnOf[sales.Delivery](s.Own)}, Delivery: kernel.Ref[sales.Delivery](s.delivery.Row.ID), Date: s.Date, Carrier: s.Carrier, Waybill: s.Waybill}
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
