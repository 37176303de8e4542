package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Allocate (配货) puts what has come in since onto a delivery for an order that
// waits for goods.
type Allocate struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
}

var (
	_ = kernel.Intent[Allocate]("sales.order.allocate", "配货", "Allocate stock", kernel.During(Orders, Approved, Partly), org.For(org.First, org.Sales, org.SalesManager))

	// StillShort refuses when nothing more can be promised.
	StillShort = kernel.Refuse("sales.still_short", "订单 {number} 还没有可配的货", "There is nothing yet to allocate to order {number}")
)

// Predict reserves and makes the delivery.
func (a Allocate) Predict(tx *kernel.Tx) error {
	d, err := dealOf(tx, a.Order)
	if err != nil {
		return err
	}
	list, err := d.look()
	if err != nil {
		return err
	}
	var now kernel.Qty
	var missing []kernel.Refusal
	for _, c := range list {
		now += c.now
		if c.shortage != nil {
			missing = append(missing, *d.shortLine(c))
		}
	}
	if now == 0 {
		r := StillShort.With(kernel.Text("number", d.order.Number))
		r.Details = missing
		return r
	}
	_, err = d.deliver(list)
	return err
}
