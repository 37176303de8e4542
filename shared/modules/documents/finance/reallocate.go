package finance

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
)

// Reallocate changes what a confirmed receipt settles (改核销).
type Reallocate struct {
	Receipt kernel.Ref[Receipt] `zh:"收款单" en:"Receipt" is:"required"`
	Shares  []debt.Share        `zh:"核销明细" en:"Items" max:"200" hint_zh:"不填则先核销来源单据的，再核销最早到期的" hint_en:"Those of the document it is for, then the oldest, unless given"`
}

// Cancel takes a confirmed receipt back, because the money did not come.
type Cancel struct {
	Receipt kernel.Ref[Receipt] `zh:"收款单" en:"Receipt" is:"required"`
	Date    kernel.Date         `zh:"冲销日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"receipt.date"`
	Note    string              `zh:"原因" en:"Why" text:"lines" is:"required" max:"500"`
}

// Apply settles debts with what was paid in advance (预收冲应收).
type Apply struct {
	Customer kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required"`
	Date     kernel.Date             `zh:"日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done"`
	Most     kernel.Money            `zh:"最多核销" en:"At most" hint_zh:"不填为全部" hint_en:"Everything unless given"`
}

var (
	_ = kernel.Intent[Reallocate]("finance.receipt.reallocate", "改核销", "Reallocate receipt",
		kernel.Moves(Receipts, kernel.From(Approved), kernel.To(Approved)))
	_ = kernel.Intent[Cancel]("finance.receipt.cancel", "冲销收款单", "Reverse receipt",
		kernel.Moves(Receipts, kernel.From(Approved), kernel.To(Void)))
	_ = kernel.Intent[Apply]("finance.prepaid.apply", "预收冲应收", "Apply prepayment")

	// The refusals of changing what money was for.
	PrepaidUsed  = kernel.Refuse("finance.prepaid_used", "收款单 {number} 的预收款已用掉，只剩 {rest}", "The advance of receipt {number} has been used; only {rest} is left")
	TooMuch      = kernel.Refuse("finance.too_much", "核销合计 {sum} 超过收款与优惠合计 {money}", "{sum} cannot be settled with {money}")
	NothingToUse = kernel.Refuse("finance.nothing", "{customer} 没有可冲的预收或应收", "{customer} has no advance or no debt to settle with it")
)

// Predict has nothing to show before the server has settled it.
func (r Reallocate) Predict(*kernel.Tx) error { return nil }

// Settle takes the old allocations back and makes the new ones; the ledger moves
// by the difference.
func (r Reallocate) Settle(tx *kernel.Tx) error {
	row, err := Receipts.Need(tx, r.Receipt)
	if err != nil {
		return err
	}
	by := debt.Doc{Entity: Receipts.Name(), ID: row.ID, Date: tx.Today()}
	n, err := debt.TakeBack(tx, by, debt.Receivable) // the advance itself: see changeAdvance
	if err != nil {
		return err
	}
	shares := r.Shares
	if len(shares) == 0 {
		open, _ := debt.OpenItems(tx, party.Survivor(tx, row.Customer))
		shares = usual(tx, row, open, row.Total+row.Discount)
	}
	if sum := debt.Sum(shares); sum > row.Total+row.Discount {
		return TooMuch.With(kernel.Figure("sum", sum), kernel.Figure("money", row.Total+row.Discount))
	}
	if err := debt.AllocateAll(tx, row.Customer, shares, by, n); err != nil {
		return err
	}
	old := Split{row.Allocated, row.Granted, row.Prepaid}
	split := SplitOf(row.Total, row.Discount, debt.Sum(shares))
	if err := changeAdvance(tx, row, split.Prepaid-old.Prepaid); err != nil {
		return err
	}
	p := ledger.NewPosting(Receipts.Name(), &row.Doc, "改核销")
	p.Date = tx.Today()
	post(p, row, Split{split.Allocated - old.Allocated, split.Granted - old.Granted, split.Prepaid - old.Prepaid})
	if _, err := ledger.Post(tx, p); err != nil {
		return err
	}
	keep(tx, row, split)
	return debt.UseCredits(tx, row.Customer, tx.Today())
}

// changeAdvance makes the receipt's advance larger or smaller.
func changeAdvance(tx *kernel.Tx, r *Receipt, delta kernel.Money) error {
	by := debt.Doc{Entity: Receipts.Name(), ID: r.ID, Date: tx.Today()}
	if delta > 0 {
		return prepay(tx, r, by, delta)
	}
	advances, _ := debt.BySource.Of(tx, r.ID)
	left := -delta
	for n, item := range advances {
		if item.Kind != debt.Prepaid {
			continue
		}
		part := min(left, item.Rest())
		if err := debt.Allocate(tx, item, by, part, n); err != nil {
			return err
		}
		left -= part
	}
	if left > 0 {
		return PrepaidUsed.With(kernel.Text("number", r.Number), kernel.Figure("rest", -delta-left))
	}
	return nil
}

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
