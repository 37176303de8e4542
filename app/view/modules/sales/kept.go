package sales

import (
	"errors"

	"heyi/app/view"
	"heyi/shared/kernel"
)

// Kept is what a device keeps of a draft that was left half typed: what was typed, and
// nothing of what is looked up again.
type Kept struct {
	Customer, From          kernel.ID
	Date, Due               kernel.Date
	Contact, Phone, Address string
	Urgent                  bool
	Way                     kernel.Choice
	Discount                kernel.Money
	Note                    string
	Lines                   []KeptLine
	Own                     map[string]string // fields of the company's own, by their names
}

// KeptLine is a line of it, with the price that was shown.
type KeptLine struct {
	Product  kernel.ID
	Unit     string
	Qty      kernel.Qty
	Price    kernel.Price
	Discount kernel.Rate
	Gift     bool
	Note     string
}

// Keep is what is to be kept; own is what stands in the company's own fields. begun tells
// whether goods are among it.
func (d *Draft) Keep(own map[string]string) (k Kept, begun bool) {
	k = Kept{
		From: d.From, Date: d.Date, Due: d.Due, Contact: d.Contact, Phone: d.Phone, Address: d.Address,
		Urgent: d.Urgent, Way: d.Way, Discount: d.Discount, Note: d.Note, Own: own,
	}
	if d.Customer != nil {
		k.Customer = d.Customer.ID
	}
	for _, l := range d.filled() {
		k.Lines = append(k.Lines, KeptLine{l.Good.ID, l.Unit, l.Qty, l.Price, l.Discount, l.Gift, l.Note})
	}
	return k, len(k.Lines) > 0
}

// GoOn takes up what was kept. A customer or a product that is the reader's no longer is
// left out; what may be handed over from where is as the draft says now.
func (d *Draft) GoOn(r *view.Reader, k Kept) error {
	there := func(err error) (bool, error) {
		if errors.Is(err, kernel.NotThere.With()) {
			return false, nil
		}
		return err == nil, err
	}
	if !k.Customer.IsZero() {
		if _, err := there(d.SetCustomer(r, k.Customer)); err != nil {
			return err
		}
	}
	for _, p := range d.Places {
		if p.ID == k.From {
			d.From = k.From
		}
	}
	d.Date, d.Due, d.Urgent, d.Way, d.Discount, d.Note = k.Date, k.Due, k.Urgent, k.Way, k.Discount, k.Note
	if d.Customer != nil {
		d.Contact, d.Phone, d.Address = k.Contact, k.Phone, k.Address
	}
	for i := range d.Own {
		if text, typed := k.Own[d.Own[i].Name]; typed {
			d.Own[i].Text = text
		}
	}
	d.Lines = nil
	for _, l := range k.Lines {
		good, err := d.Offer(r, l.Product)
		has, err := there(err)
		if err != nil {
			return err
		}
		if has {
			d.Lines = append(d.Lines, &Line{Good: good, Unit: l.Unit, Qty: l.Qty, Price: l.Price, Discount: l.Discount, Gift: l.Gift, Note: l.Note})
		}
	}
	return nil
}
