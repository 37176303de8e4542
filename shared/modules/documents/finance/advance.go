package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
)

func init() { debt.OnOwed.On("finance", meetAdvance) }

// meetAdvance settles a new debt with what its customer has paid in advance: first
// what he paid for this very order, then what he paid for nothing in particular.
// An advance for another order that is still open is kept for that one.
func meetAdvance(tx *kernel.Tx, o debt.Owed) error {
	debit := o.Item
	if debit.Kind != debt.Receivable || debit.Amount <= 0 || debit.SrcEntity == "" {
		return nil
	}
	b, err := party.Balances.Need(tx, party.BalanceOf(debit.Party))
	if err != nil || b.Prepaid == 0 { // then nobody reads what else the customer owes
		return err
	}
	open, _ := debt.OpenItems(tx, debit.Party)
	var used kernel.Money
	for _, own := range []bool{true, false} {
		for _, advance := range open {
			if advance.Kind != debt.Prepaid || advance.Rest() == 0 || !isFor(tx, advance, o.For, own) {
				continue
			}
			part := min(advance.Rest(), debit.Rest())
			by := debt.Doc{Entity: debt.Items.Name(), ID: advance.ID, Date: debit.Date}
			if err := debt.Allocate(tx, debit, by, part, 0); err != nil {
				return err
			}
			if err := debt.Allocate(tx, advance, by, part, usedJustNow(tx, advance)); err != nil {
				return err
			}
			used += part
		}
	}
	p := &ledger.Posting{SrcEntity: debt.Items.Name(), Src: debit.ID, Date: debit.Date, Summary: "预收冲应收 " + debit.Number}
	p.Pair(ledger.Advance, ledger.Receivable, used, ledger.Aux{Party: debit.Party})
	_, err = ledger.Post(tx, p)
	return err
}

// usedJustNow counts how often the command at work has used an advance: one that brings
// several debts, as a merger does, may use it for each.
func usedJustNow(tx *kernel.Tx, advance *debt.Item) (n int) {
	made, _ := debt.ByItem.Of(tx, kernel.Ref[debt.Item](advance.ID))
	for _, a := range made {
		if a.Version == 0 {
			n++
		}
	}
	return n
}

// isFor tells whether an advance may be used: own asks for one that was paid for
// the order, otherwise for one that no open document claims.
func isFor(tx *kernel.Tx, advance *debt.Item, order kernel.ID, own bool) bool {
	r, p := Receipts.Get(tx, kernel.Ref[Receipt](advance.Src))
	if p != kernel.Found || r.Src.IsZero() {
		return !own
	}
	if r.Src == order {
		return own
	}
	if own || orphan(tx, r) {
		return !own
	}
	claims, _ := tx.GetRow(tx.Catalog.Schema(r.SrcEntity), r.Src)
	return !kernel.IsOpen(claims)
}
