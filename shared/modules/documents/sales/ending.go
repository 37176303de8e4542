package sales

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Unapprove (反审核) makes an approved order a draft again while nothing has left:
// its delivery is withdrawn and its stock is free.
type Unapprove struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Note  string            `zh:"原因" en:"Why" text:"lines" max:"500"`
}

// Close ends an order of which not everything will be shipped.
type Close struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Note  string            `zh:"原因" en:"Why" text:"lines" max:"500"`
}

// Cancel (作废) ends an order that promised nothing.
type Cancel struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Note  string            `zh:"原因" en:"Why" text:"lines" max:"500"`
}

var (
	_ = kernel.Intent[Unapprove]("sales.order.unapprove", "反审核", "Unapprove order",
		kernel.Moves(Orders, kernel.From(Approved), kernel.To(Draft)), org.For(org.First, org.Sales, org.SalesManager))
	_ = kernel.Intent[Close]("sales.order.close", "关闭订单", "Close order",
		kernel.Moves(Orders, kernel.From(Approved, Partly), kernel.To(Closed)), org.For(org.First, org.Sales, org.SalesManager))
	_ = kernel.Intent[Cancel]("sales.order.void", "作废订单", "Void order",
		kernel.Moves(Orders, kernel.From(Draft, Held), kernel.To(Void)), org.For(org.First, org.Sales, org.SalesManager))
)

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

// Predict drops what has not left.
func (c Close) Predict(tx *kernel.Tx) error {
	d, err := dealOf(tx, c.Order)
	if err != nil {
		return err
	}
	say(tx, d.order, c.Note)
	if err := d.withdraw(); err != nil {
		return err
	}
	for _, l := range d.lines {
		if rest := l.Rest(); rest > 0 {
			kernel.Add(tx, l, &l.Closed, rest)
		}
	}
	kernel.Set(tx, d.order, &d.order.State, Closed)
	renew(tx, d.order, d.lines)
	return nil
}

// Settle takes back what was asked of purchasing, and gives what the order had
// reserved to those who wait. Unapproving an order does not: it is usually
// submitted again at once, and would find its goods gone.
func (c Close) Settle(tx *kernel.Tx) error {
	flow.CloseTasks(tx, TaskBuy, c.Order.ID())
	o, err := Orders.Need(tx, c.Order)
	if err != nil {
		return err
	}
	lines, _ := LinesOf.Of(tx, c.Order)
	var free stock.Arrived
	for _, l := range lines {
		if b := stock.BalanceRef(l.Product, o.From); !l.Service && !slices.Contains(free.Balances, b) {
			free.Balances = append(free.Balances, b)
		}
	}
	return allot(tx, free)
}

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

// NodeWhy is what a person said about what he did.
var NodeWhy = flow.DeclareNode("sales.why", "说明", "Reason")

// say keeps a person's words in the trail.
func say(tx *kernel.Tx, row kernel.Row, words string) {
	if words != "" {
		flow.Note(tx, row, NodeWhy, tx.Call.Name, words)
	}
}
