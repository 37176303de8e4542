package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Unapprove (反审核) makes an approved order a draft again while nothing has left:
// its delivery is withdrawn and its stock is free.
type Unapprove struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Note  string            `zh:"原因" en:"Why" text:"lines" max:"500"`
}

var _ = kernel.Intent[Unapprove]("sales.order.unapprove", "反审核", "Unapprove order",
	kernel.Moves(Orders, kernel.From(Approved), kernel.To(Draft)), org.For(org.First, org.Sales, org.SalesManager))

// Predict takes the promise back.
func (u Unapprove) Predict(tx *kernel.Tx) error {
	d, err := dealOf(tx, u.Order)
	if err != nil {
		return err
	}
	say(tx, d.order, u.Note)
	if err := d.withdraw(); err != nil {
		return err
	}
	for _, l := range d.lines {
		if l.Closed != 0 {
			kernel.Add(tx, l, &l.Closed, -l.Closed)
		}
	}
	kernel.Set(tx, d.order, &d.order.State, Draft)
	kernel.Set(tx, d.order, &d.order.Promise, 0)
	renew(tx, d.order, d.lines)
	return nil
}

// Settle takes back what was asked of purchasing.
func (u Unapprove) Settle(tx *kernel.Tx) error {
	flow.CloseTasks(tx, TaskBuy, u.Order.ID())
	return nil
}
