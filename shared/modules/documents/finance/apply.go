package finance

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
)

// Apply settles debts with what was paid in advance (预收冲应收).
type Apply struct {
	Customer kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required"`
	Date     kernel.Date             `zh:"日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done"`
	Most     kernel.Money            `zh:"最多核销" en:"At most" hint_zh:"不填为全部" hint_en:"Everything unless given"`
}

var (
	_ = kernel.Intent[Apply]("finance.prepaid.apply", "预收冲应收", "Apply prepayment")

	// NothingToUse refuses where there is no advance, or no debt.
	NothingToUse = kernel.Refuse("finance.nothing", "{customer} 没有可冲的预收或应收", "{customer} has no advance or no debt to settle with it")
)

// Predict has nothing to show before the server has settled it.
func (a Apply) Predict(*kernel.Tx) error { return nil }

// Settle uses advances for what they were paid for, then the oldest advance on the
// oldest debts.
func (a Apply) Settle(tx *kernel.Tx) error {
	day, left := dayOf(tx, a.Date), a.Most
	if left == 0 {
		left = kernel.MaxMoney
	}
	var used kernel.Money
	for _, advance := range advancesOf(tx, a.Customer) {
		part, err := useAdvance(tx, a.Customer, advance, min(advance.Rest(), left), day)
		if err != nil {
			return err
		}
		used, left = used+part, left-part
	}
	customer, err := party.Parties.Need(tx, a.Customer)
	if err != nil {
		return err
	}
	if used == 0 {
		return NothingToUse.With(kernel.Text("customer", customer.Name))
	}
	p := &ledger.Posting{Src: tx.Call.ID, Date: day, Summary: "预收冲应收 " + customer.Name}
	p.Pair(ledger.Advance, ledger.Receivable, used, ledger.Aux{Party: a.Customer})
	_, err = ledger.Post(tx, p)
	return err
}

// advancesOf are a customer's open advances, the oldest first; those whose own order has
// something open before the others, which would take it from them.
func advancesOf(tx *kernel.Tx, who kernel.Ref[party.Party]) []*debt.Item {
	open, _ := debt.OpenItems(tx, who)
	var own, others []*debt.Item
	for _, i := range open {
		switch doc := paidFor(tx, i); {
		case i.Kind != debt.Prepaid:
		case slices.ContainsFunc(open, func(bill *debt.Item) bool { return bill.Kind == debt.Receivable && bill.Of(doc) }):
			own = append(own, i)
		default:
			others = append(others, i)
		}
	}
	return append(own, others...)
}

// paidFor is the document that an advance was paid for, zero for none.
func paidFor(tx *kernel.Tx, advance *debt.Item) kernel.ID {
	r, p := Receipts.Get(tx, kernel.Ref[Receipt](advance.Src))
	if p != kernel.Found || !tx.Since(debt.KnowsOrder) {
		return kernel.ID{}
	}
	return r.Src
}

// useAdvance settles debts with one advance and returns how much of it is used.
func useAdvance(tx *kernel.Tx, who kernel.Ref[party.Party], advance *debt.Item, most kernel.Money, day kernel.Date) (kernel.Money, error) {
	open, _ := debt.OpenItems(tx, who)
	shares := debt.OwnFirst(open, most, paidFor(tx, advance))
	sum := debt.Sum(shares)
	if sum <= 0 {
		return 0, nil
	}
	by := debt.Doc{Entity: debt.Items.Name(), ID: advance.ID, Date: day}
	if err := debt.AllocateAll(tx, who, shares, by, 1); err != nil {
		return 0, err
	}
	return sum, debt.Allocate(tx, advance, by, sum, 0)
}
