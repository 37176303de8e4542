package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
)

// Cancel takes a confirmed receipt back, because the money did not come.
type Cancel struct {
	Receipt kernel.Ref[Receipt] `zh:"收款单" en:"Receipt" is:"required"`
	Date    kernel.Date         `zh:"冲销日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"receipt.date"`
	Note    string              `zh:"原因" en:"Why" text:"lines" is:"required" max:"500"`
}

var _ = kernel.Intent[Cancel]("finance.receipt.cancel", "冲销收款单", "Reverse receipt",
	kernel.Moves(Receipts, kernel.From(Approved), kernel.To(Void)),
	kernel.Usually(kernel.Word("款项被退回", "The money was returned"), kernel.Word("录入有误，重新登记", "Entered wrongly; done again"), kernel.Word("重复的收款单", "A second slip for the same money")))

// Predict checks nothing that a device could know for sure.
func (c Cancel) Predict(tx *kernel.Tx) error {
	r, err := Receipts.Need(tx, c.Receipt)
	if err != nil {
		return err
	}
	flow.Note(tx, r, flow.Node(tx.Call.Name), "", c.Note)
	return nil
}

// Settle reverses allocations, advance and vouchers.
func (c Cancel) Settle(tx *kernel.Tx) error {
	r, err := Receipts.Need(tx, c.Receipt)
	if err != nil {
		return err
	}
	day := dayOf(tx, c.Date)
	if _, err := debt.TakeBack(tx, debt.Doc{Entity: Receipts.Name(), ID: r.ID, Date: day}, debt.Receivable); err != nil {
		return err
	}
	if err := changeAdvance(tx, r, -r.Prepaid); err != nil {
		return err
	}
	keep(tx, r, Split{})
	if err := debt.UseCredits(tx, r.Customer, day); err != nil {
		return err
	}
	return ledger.Reverse(tx, r.ID, day)
}
