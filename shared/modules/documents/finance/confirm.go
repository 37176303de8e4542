package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Confirm makes a receipt of a salesperson count.
type Confirm struct {
	Receipt kernel.Ref[Receipt] `zh:"收款单" en:"Receipt" is:"required"`
}

var _ = kernel.Intent[Confirm](confirming, "确认收款", "Confirm receipt",
	kernel.Moves(Receipts, kernel.From(Pending), kernel.To(Approved)), kernel.Deciding(), org.Duty(org.Finance))

// Predict has nothing to add: the state says it.
func (c Confirm) Predict(*kernel.Tx) error { return nil }

// Settle books the receipt.
func (c Confirm) Settle(tx *kernel.Tx) error {
	r, err := Receipts.Need(tx, c.Receipt)
	if err != nil {
		return err
	}
	flow.CloseTasks(tx, TaskConfirm, r.ID)
	return book(tx, r)
}
