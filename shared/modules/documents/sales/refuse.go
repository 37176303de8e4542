package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Refuse sends a held order back to its author as a draft.
type Refuse struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Note  string            `zh:"不放行理由" en:"Why not" text:"lines" is:"required" max:"500"`
}

var (
	_ = kernel.Intent[Refuse]("sales.order.refuse", "不放行", "Refuse order",
		kernel.Moves(Orders, kernel.From(Held), kernel.To(Draft)), kernel.If(decidable), kernel.Deciding(), kernel.Formerly[refusedToSeat](1),
		kernel.Usually(kernel.Word("先付清逾期款再放行", "Pay what is overdue first"), kernel.Word("欠款过多", "Too much is owed"), kernel.Word("价格过低", "The price is too low")), org.For(org.First, org.Finance))

	// TaskRefused tells who wrote the order, and the salesperson whose it is.
	TaskRefused = flow.DeclareTask("sales.refused", "{customer} 的订单 {number} 未放行：{why}", "Order {number} of {customer} was not released: {why}", flow.Kind{
		Title: flow.Words{Zh: "订单未放行", En: "Orders refused"}, Asks: leaders, Urgency: flow.Normal,
		Opens: flow.Words{Zh: "财务没有放行订单", En: "An order was not released"},
	})
)

// Predict decides the approvals.
func (r Refuse) Predict(tx *kernel.Tx) error {
	return r.decline(tx, func(o *Order) flow.To { return flow.To{User: o.Author, Seat: o.Owner} })
}

func (r Refuse) decline(tx *kernel.Tx, to func(*Order) flow.To) error {
	o, err := Orders.Need(tx, r.Order)
	if err != nil {
		return err
	}
	decide(tx, o, flow.Declined, r.Note)
	kernel.Set(tx, o, &o.HeldFor, "")
	flow.OpenTask(tx, TaskRefused, o, to(o), kernel.Text("customer", o.Name), kernel.Text("number", o.Number), kernel.Text("why", r.Note))
	return nil
}

// refusedToSeat is the first version: who had written the order for somebody else's customer
// heard nothing of it.
type refusedToSeat struct{ Refuse }

// Predict decides the approvals.
func (r refusedToSeat) Predict(tx *kernel.Tx) error {
	return r.decline(tx, func(o *Order) flow.To { return flow.To{Seat: o.Owner} })
}

// Settle closes the tasks of those who could have decided.
func (r Refuse) Settle(tx *kernel.Tx) error {
	flow.CloseTasks(tx, TaskRelease, r.Order.ID())
	return nil
}
