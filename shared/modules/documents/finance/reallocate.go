package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
)

// Reallocate changes what a confirmed receipt settles (改核销).
type Reallocate struct {
	Receipt kernel.Ref[Receipt] `zh:"收款单" en:"Receipt" is:"required"`
	Shares  []debt.Share        `zh:"核销明细" en:"Items" max:"200" hint_zh:"不填则先核销来源单据的，再核销最早到期的" hint_en:"Those of the document it is for, then the oldest, unless given"`
}

var (
	_ = kernel.Intent[Reallocate]("finance.receipt.reallocate", "改核销", "Reallocate receipt",
		kernel.Moves(Receipts, kernel.From(Approved), kernel.To(Approved)))

	// The refusals of changing what money was for.
	PrepaidUsed = kernel.Refuse("finance.prepaid_used", "收款单 {number} 的预收款已用掉，只剩 {rest}", "The advance of receipt {number} has been used; only {rest} is left")
	TooMuch     = kernel.Refuse("finance.too_much", "核销合计 {sum} 超过收款与优惠合计 {money}", "{sum} cannot be settled with {money}")
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
