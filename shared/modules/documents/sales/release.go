package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Release lets a held order pass, this one and this once, in spite of the reasons
// it is held for. Stock is checked again.
type Release struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Note  string            `zh:"放行理由" en:"Why" text:"lines" is:"required" max:"500"`
	Allow kernel.Choice     `zh:"缺货时" en:"If short" of:"sales_allow" hint_zh:"不填按订单" hint_en:"As the order says unless given"`
}

// Refuse sends a held order back to its author as a draft.
type Refuse struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Note  string            `zh:"不放行理由" en:"Why not" text:"lines" is:"required" max:"500"`
}

var (
	_ = kernel.Intent[Release]("sales.order.release", "放行", "Release order",
		kernel.Moves(Orders, kernel.From(Held), kernel.To(Approved)), kernel.If(decidable), org.For(org.First, org.Finance))
	_ = kernel.Intent[Refuse]("sales.order.refuse", "不放行", "Refuse order",
		kernel.Moves(Orders, kernel.From(Held), kernel.To(Draft)), kernel.If(decidable), kernel.Formerly[refusedToSeat](1), org.For(org.First, org.Finance))

	// MayNotDecide refuses a person who is permitted the command but whom the
	// approval does not name.
	MayNotDecide = kernel.Refuse("sales.not_decider", "放行只能由财务或老板决定", "Only finance or the owner may decide on a release")

	// TaskRefused tells who wrote the order, and the salesperson whose it is.
	TaskRefused = flow.DeclareTask("sales.refused", "{customer} 的订单 {number} 未放行：{why}", "Order {number} of {customer} was not released: {why}", flow.Kind{
		Title: flow.Words{Zh: "订单未放行", En: "Orders refused"}, Asks: leaders, Urgency: flow.Normal,
		Opens: flow.Words{Zh: "财务没有放行订单", En: "An order was not released"},
	})
)

// decidable refuses an author whom the approvals of an order do not name.
func decidable(tx *kernel.Tx, order kernel.ID) error {
	if flow.Decidable(tx, order) {
		return nil
	}
	return MayNotDecide.With()
}

// Predict decides the approvals and approves the order.
func (r Release) Predict(tx *kernel.Tx) error {
	d, err := dealOf(tx, r.Order)
	if err != nil {
		return err
	}
	if r.Allow != "" {
		kernel.Set(tx, d.order, &d.order.Allow, r.Allow)
	}
	decide(tx, d.order, flow.Released, r.Note)
	list, err := d.checkStock()
	if err != nil {
		return err
	}
	return d.approve(list)
}

// Settle closes the tasks of those who could have decided.
func (r Release) Settle(tx *kernel.Tx) error {
	flow.CloseTasks(tx, TaskRelease, r.Order.ID())
	return askToBuy(tx, r.Order)
}

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

// decide writes the decision on everything the order waits for, with its reason
// in the trail.
func decide(tx *kernel.Tx, o *Order, decision kernel.Choice, why string) {
	for _, a := range flow.PendingOf(tx, o.ID) {
		flow.Decide(tx, a, decision, why)
	}
	flow.Note(tx, o, NodeCredit, string(decision), why)
}
