package warehouse

import (
	"slices"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Loose is goods that come back and that no delivery of these books sent out.
type Loose struct {
	Customer kernel.ID
	Into     kernel.ID   // a place
	Date     kernel.Date // 0 for today
	Reason   string
	Own      kernel.Custom `json:"-"` // fields of the company's own
	Lines    []*LooseLine
}

// LooseLine is one product in base units: what the customer gets for all of it, with
// tax, and what one piece is worth in stock.
type LooseLine struct {
	Good   Good
	Qty    kernel.Qty
	Amount kernel.Money
	Cost   kernel.Price
	Unpaid bool // the customer gets nothing for it
	Free   bool // it is worth nothing any more
}

// Unpaid says that the customer gets nothing where no amount is stated.
func (l *Loose) Unpaid() {
	for _, line := range l.Lines {
		line.Unpaid = line.Amount == 0
	}
}

// Ready tells whether there is a line with a product.
func (l *Loose) Ready() bool {
	return slices.ContainsFunc(l.Lines, func(line *LooseLine) bool { return !line.Good.ID.IsZero() })
}

// Scan adds one of what a code stands for: to its line, or as a new line.
func (l *Loose) Scan(desk *view.Desk, code string) (*LooseLine, error) {
	good, qty, err := scanned(desk, code)
	if err != nil {
		return nil, err
	}
	for _, line := range l.Lines {
		if line.Good.ID == good.ID {
			line.Qty += qty
			return line, nil
		}
	}
	line := &LooseLine{Good: good, Qty: qty}
	l.Lines = append(l.Lines, line)
	return line, nil
}

// Send takes the goods in.
func (l *Loose) Send(desk *view.Desk) error {
	in := &sales.TakeIn{Own: kernel.Own[sales.Return]{Custom: kernel.OwnOf[sales.Return](l.Own)}, Customer: kernel.Ref[party.Party](l.Customer), Into: kernel.Ref[org.Place](l.Into), Date: l.Date, Reason: l.Reason}
	for _, line := range l.Lines {
		if !line.Good.ID.IsZero() {
			in.Lines = append(in.Lines, sales.TakeInLine{
				Product: kernel.Ref[product.Product](line.Good.ID), Qty: line.Qty, Amount: line.Amount, Cost: line.Cost,
				Unpaid: line.Unpaid && line.Amount == 0, Free: line.Free,
			})
		}
	}
	if len(in.Lines) == 0 {
		return NothingCameBack.With()
	}
	_, err := desk.Do(in)
	return err
}
