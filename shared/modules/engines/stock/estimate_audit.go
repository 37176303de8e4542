package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
)

// auditEstimates compares account 220202 (暂估) with the receipts of each supplier and
// what was found out later about their cost; what was entered when the books began is
// no receipt. Of suppliers that were merged the one that stays is owed.
func auditEstimates(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	standing := func(p kernel.Ref[party.Party]) kernel.ID {
		if row := all.Get(party.Parties.In(c), p.ID()); row != nil {
			return kernel.Standing(all, row).Base().ID
		}
		return p.ID()
	}
	owed := tally{}
	if err := receiptCosts(c, all, func(supplier kernel.Ref[party.Party], cost kernel.Money) { owed[standing(supplier)] += int64(cost) }); err != nil {
		return err
	}
	ours := map[kernel.Ref[ledger.Voucher]]bool{}
	err := kernel.Each(c, all, ledger.Vouchers, func(v *ledger.Voucher) error {
		ours[kernel.Ref[ledger.Voucher](v.ID)] = v.SrcEntity == Docs.Name() || v.SrcEntity == Revaluations.Name()
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, ledger.Entries, func(e *ledger.Entry) error {
		if ours[e.Voucher] && e.Account == ledger.AccountRef(ledger.Estimated) {
			owed[standing(e.Party)] -= int64(e.Credit - e.Debit)
		}
		return nil
	})
	owed.rest(found)
	return err
}

// receiptCosts tells what was received of each supplier has cost.
func receiptCosts(c *kernel.Catalog, all kernel.Scanner, add func(kernel.Ref[party.Party], kernel.Money)) error {
	suppliers := map[kernel.Ref[Doc]]kernel.Ref[party.Party]{}
	err := kernel.Each(c, all, Docs, func(d *Doc) error {
		if d.Kind == Receiving {
			suppliers[kernel.Ref[Doc](d.ID)] = d.Supplier
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, DocLines, func(l *DocLine) error {
		if cost, ok := all.Get(costs.In(c), l.ID).(*DocLine); ok && !suppliers[l.Doc].IsZero() {
			add(suppliers[l.Doc], cost.Amount)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, Revaluations, func(r *Revaluation) error {
		if r.State == Approved && r.From == FromSupplier {
			add(r.Supplier, r.Amount)
		}
		return nil
	})
}
