package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Decline voids a receipt whose money is not there.
type Decline struct {
	Receipt kernel.Ref[Receipt] `zh:"收款单" en:"Receipt" is:"required"`
	Note    string              `zh:"原因" en:"Why" text:"lines" is:"required" max:"500"`
}

var (
	_ = kernel.Intent[Decline]("finance.receipt.refuse", "退回收款单", "Refuse receipt",
		kernel.Moves(Receipts, kernel.From(Pending), kernel.To(Void)), kernel.Deciding(),
		kernel.Usually(kernel.Word("款项未到账", "The money has not come in"), kernel.Word("金额与到账不符", "The amount differs from what came in"), kernel.Word("重复的收款单", "A second slip for the same money")), kernel.Formerly[declineUntold](1))

	// TaskDeclined tells the one who took the money.
	TaskDeclined = flow.DeclareTask("finance.declined", "{customer} 的收款单 {number}（{total} 元）财务未确认：{why}",
		"Finance did not confirm receipt {number} of {customer} over {total}: {why}", flow.Kind{
			Title: flow.Words{Zh: "收款未确认", En: "Receipts refused"}, Asks: org.Ask("", confirming), Urgency: flow.Normal,
			Opens: flow.Words{Zh: "财务没有确认收款单", En: "Finance did not confirm a receipt"},
		})
)

// Predict says why in the receipt's log, and tells the author.
func (d Decline) Predict(tx *kernel.Tx) error {
	if err := noteWhy(tx, Receipts, d.Receipt, d.Note); err != nil {
		return err
	}
	return d.tell(tx)
}

// tell tells the author.
func (d Decline) tell(tx *kernel.Tx) error {
	r, err := Receipts.Need(tx, d.Receipt)
	if err != nil {
		return err
	}
	flow.OpenTask(tx, TaskDeclined, r, flow.To{User: r.Author, Seat: r.Owner}, kernel.Text("customer", r.Name),
		kernel.Text("number", r.Number), kernel.Figure("total", r.Total), kernel.Text("why", d.Note))
	return nil
}

// Settle closes what was asked of finance.
func (d Decline) Settle(tx *kernel.Tx) error {
	flow.CloseTasks(tx, TaskConfirm, d.Receipt.ID())
	flow.CloseTasks(tx, TaskOrphan, d.Receipt.ID())
	return nil
}

// declineUntold is how a receipt was refused before its log said why.
type declineUntold struct {
	Decline
}

// Predict tells the author.
func (d declineUntold) Predict(tx *kernel.Tx) error { return d.tell(tx) }
