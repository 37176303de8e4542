package sales

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Close ends an order of which not everything will be shipped.
type Close struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Note  string            `zh:"原因" en:"Why" text:"lines" max:"500"`
}

var _ = kernel.Intent[Close]("sales.order.close", "关闭订单", "Close order",
	kernel.Moves(Orders, kernel.From(Approved, Partly), kernel.To(Closed)), org.For(org.First, org.Sales, org.SalesManager))

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
