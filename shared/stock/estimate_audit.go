package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/ledger"
)

// auditEstimates compares account 220202 (暂估) with the receipts of each supplier;
// what was entered when the books began is no receipt.
func auditEstimates(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	suppliers := map[kernel.Ref[Doc]]kernel.ID{}
	err := kernel.Each(c, all, Docs, func(d *Doc) error {
		if d.Kind == Receiving {
			suppliers[kernel.Ref[Doc](d.ID)] = d.Supplier.ID()
		}
		return nil
	})
	if err != nil {
		return err
	}
	owed := tally{}
	err = kernel.Each(c, all, DocLines, func(l *DocLine) error {
		if cost, ok := all.Get(costs.In(c), l.ID).(*DocLine); ok && !suppliers[l.Doc].IsZero() {
			owed[suppliers[l.Doc]] += int64(cost.Amount)
		}
		return nil
	})
	if err != nil {
		return err
	}
	ours := map[kernel.Ref[ledger.Voucher]]bool{}
	err = kernel.Each(c, all, ledger.Vouchers, func(v *ledger.Voucher) error {
		ours[kernel.Ref[ledger.Voucher](v.ID)] = v.SrcEntity == Docs.Name()
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, ledger.Entries, func(e *ledger.Entry) error {
		if ours[e.Voucher] && e.Account == ledger.AccountRef(ledger.Estimated) {
			owed[e.Party.ID()] -= int64(e.Credit - e.Debit)
		}
		return nil
	})
	owed.rest(found)
	return err
}
