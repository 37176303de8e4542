package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
)

// noteWhy says on a document that is reversed why it is.
func noteWhy[T any](tx *kernel.Tx, documents *kernel.Entity[T], ref kernel.Ref[T], why string) error {
	row, err := documents.Need(tx, ref)
	if err != nil {
		return err
	}
	flow.Note(tx, any(row).(kernel.Row), flow.Node(tx.Call.Name), "", why)
	return nil
}

// undo takes back what a document settled, on a day that was given or today, lets credits
// pay what is open again, and reverses its voucher.
func undo(tx *kernel.Tx, entity string, id kernel.ID, given kernel.Date, who kernel.Ref[party.Party]) error {
	doc := debt.Doc{Entity: entity, ID: id, Date: dayOf(tx, given)}
	if _, err := debt.TakeBack(tx, doc); err != nil {
		return err
	}
	if err := debt.UseCredits(tx, who, doc.Date); err != nil {
		return err
	}
	return ledger.Reverse(tx, doc.ID, doc.Date)
}

// dayOf is a day that was given, else today.
func dayOf(tx *kernel.Tx, given kernel.Date) kernel.Date {
	if given == 0 {
		return tx.Today()
	}
	return given
}
