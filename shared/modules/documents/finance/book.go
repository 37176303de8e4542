package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
)

// Split is what becomes of money: what it settles, the discount that is granted
// for it, and what is left over and paid in advance.
type Split struct{ Allocated, Granted, Prepaid kernel.Money }

// SplitOf splits money of which so much is settled. A discount is granted only as
// far as the money falls short: Allocated + Prepaid = money + Granted.
func SplitOf(money, discount, allocated kernel.Money) Split {
	granted := min(max(allocated-money, 0), discount)
	return Split{Allocated: allocated, Granted: granted, Prepaid: money + granted - allocated}
}

// book makes a receipt count.
func book(tx *kernel.Tx, r *Receipt) error {
	shares := sharesFor(tx, r)
	split := SplitOf(r.Total, r.Discount, debt.Sum(shares))
	p := ledger.NewPosting(Receipts.Name(), &r.Doc, "收款")
	if err := postParts(tx, p, r); err != nil {
		return err
	}
	post(p, r, split)
	if _, err := ledger.Post(tx, p); err != nil {
		return err
	}
	by := docOf(r)
	if err := debt.AllocateAll(tx, r.Customer, shares, by, 0); err != nil {
		return err
	}
	if err := prepay(tx, r, by, split.Prepaid); err != nil {
		return err
	}
	keep(tx, r, split)
	return nil
}

func docOf(r *Receipt) debt.Doc { return debt.Doc{Entity: Receipts.Name(), ID: r.ID, Date: r.Date} }

// postParts books the money into its funds.
func postParts(tx *kernel.Tx, p *ledger.Posting, r *Receipt) error {
	parts, _ := PartsOf.Of(tx, kernel.Ref[Receipt](r.ID))
	for _, part := range parts {
		f, err := Funds.Need(tx, part.Fund)
		if err != nil {
			return err
		}
		code, err := f.code(tx)
		if err != nil {
			return err
		}
		p.Debit(code, part.Amount-part.Fee, ledger.Aux{})
		p.Debit(ledger.BankCharges, part.Fee, ledger.Aux{})
	}
	return nil
}

// post books what the money is for; a difference of two splits moves between the
// same accounts.
func post(p *ledger.Posting, r *Receipt, s Split) {
	p.Debit(ledger.CashDiscounts, s.Granted, ledger.Aux{})
	p.Credit(ledger.Receivable, s.Allocated, ledger.Aux{Party: r.Customer})
	p.Credit(ledger.Advance, s.Prepaid, ledger.Aux{Party: r.Customer})
}

func keep(tx *kernel.Tx, r *Receipt, s Split) {
	kernel.Set(tx, r, &r.Allocated, s.Allocated)
	kernel.Set(tx, r, &r.Granted, s.Granted)
	kernel.Set(tx, r, &r.Prepaid, s.Prepaid)
}

// prepay makes the item of what was paid in advance.
func prepay(tx *kernel.Tx, r *Receipt, by debt.Doc, amount kernel.Money) error {
	if amount == 0 {
		return nil
	}
	_, err := debt.Owe(tx, debt.Owing{
		Doc: by, Party: r.Customer, Kind: debt.Prepaid, Number: r.Number, Amount: amount,
	})
	return err
}

// usual is what a receipt's money settles where nobody has chosen: the items of the
// document that it was taken for, then the oldest.
func usual(tx *kernel.Tx, r *Receipt, open []*debt.Item, money kernel.Money) []debt.Share {
	if !tx.Since(debt.KnowsOrder) {
		return debt.OldestFirst(open, money)
	}
	return debt.OwnFirst(open, money, r.Src)
}

// sharesFor is what the receipt settles: what its author chose, as far as it is
// still open, else what is [usual]. Money taken is a fact: a choice that has
// become impossible refuses nothing, the money is then paid in advance.
func sharesFor(tx *kernel.Tx, r *Receipt) []debt.Share {
	left := r.Total + r.Discount
	if !r.Chosen {
		open, _ := debt.OpenItems(tx, r.Customer)
		return usual(tx, r, open, left)
	}
	chosen, _ := SharesOf.Of(tx, kernel.Ref[Receipt](r.ID))
	wanted := make([]debt.Share, len(chosen))
	for n, c := range chosen {
		wanted[n] = debt.Share{Item: c.Item, Amount: c.Amount}
	}
	return possible(tx, r, wanted, left)
}

// possible cuts shares down to what is open of the customer's items and to the
// money there is. Red items come first, because they add to it.
func possible(tx *kernel.Tx, r *Receipt, wanted []debt.Share, left kernel.Money) []debt.Share {
	taken := map[kernel.ID]kernel.Money{}
	var shares []debt.Share
	for _, red := range []bool{true, false} {
		for _, w := range wanted {
			if red != (w.Amount < 0) {
				continue
			}
			item, p := debt.Items.Get(tx, w.Item)
			if p == kernel.Found {
				item = debt.Standing(tx, item)
			}
			if p != kernel.Found || item.Party != r.Customer || item.Kind != debt.Receivable {
				continue
			}
			rest := item.Rest() - taken[item.ID]
			amount := min(w.Amount, max(rest, 0), left)
			if red {
				amount = max(w.Amount, min(rest, 0))
			}
			if amount == 0 {
				continue
			}
			taken[item.ID] += amount
			left -= amount
			shares = append(shares, debt.Share{Item: kernel.Ref[debt.Item](item.ID), Amount: amount})
		}
	}
	return shares
}
