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
	Allow kernel.Choice     `zh:"缺货时" en:"If short" of:"sales_allow" is:"answer" hint_zh:"不填按订单" hint_en:"As the order says unless given"`
}

var (
	_ = kernel.Intent[Release]("sales.order.release", "放行", "Release order",
		kernel.Moves(Orders, kernel.From(Held), kernel.To(Approved)), kernel.If(decidable), kernel.Deciding(), org.For(org.First, org.Finance))

	// MayNotDecide refuses a person who is permitted the command but whom the
	// approval does not name.
	MayNotDecide = kernel.Refuse("sales.not_decider", "放行只能由财务或老板决定", "Only finance or the owner may decide on a release")
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

// decide writes the decision on everything the order waits for, with its reason
// in the trail.
func decide(tx *kernel.Tx, o *Order, decision kernel.Choice, why string) {
	for _, a := range flow.PendingOf(tx, o.ID) {
		flow.Decide(tx, a, decision, why)
	}
	flow.Note(tx, o, NodeCredit, string(decision), why)
}
