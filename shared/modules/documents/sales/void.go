package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Cancel (作废) ends an order that promised nothing.
type Cancel struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Note  string            `zh:"原因" en:"Why" text:"lines" max:"500"`
}

var _ = kernel.Intent[Cancel]("sales.order.void", "作废订单", "Void order",
	kernel.Moves(Orders, kernel.From(Draft, Held), kernel.To(Void)), org.For(org.First, org.Sales, org.SalesManager))

// Predict withdraws what the order waited for.
func (c Cancel) Predict(tx *kernel.Tx) error {
	o, err := Orders.Need(tx, c.Order)
	if err != nil {
		return err
	}
	say(tx, o, c.Note)
	kernel.Set(tx, o, &o.HeldFor, "")
	if o.State != Held {
		return nil
	}
	decide(tx, o, flow.Withdrawn, c.Note)
	return nil
}

// Settle closes the task of those who could have released it.
func (c Cancel) Settle(tx *kernel.Tx) error {
	flow.CloseTasks(tx, TaskRelease, c.Order.ID())
	return nil
}
