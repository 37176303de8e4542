package finance

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
)

func init() {
	kernel.DeclareAudit("F6R", "每张收款单：核销 + 转预收 = 收款 + 实际优惠，且等于核销记录", "Each receipt: settled + advance = taken + discount granted, and agrees with its allocations", auditReceipts)
	kernel.DeclareAudit("F6B", "每张已审核退款单：退款 = 核销的红字与预收，已作废的没有", "Each refund that counts uses up as much credit as it gives back; others none", auditRefunds)
	kernel.DeclareAudit("F6W", "每张已审核转销单：转销 = 核销，已作废的没有", "Each write-off that counts settles what it says; others nothing", auditWriteOffs)
	kernel.DeclareAudit("F8R", "每张已审核收款单、退款单的凭证 = 收、退的金额，其他的没有凭证余额", "The vouchers of a confirmed receipt or refund are the money taken or given back; others have none", auditPosted)
}

// auditPosted compares receipts and refunds with what their vouchers brought into the
// funds.
func auditPosted(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	source := map[kernel.Ref[ledger.Voucher]]kernel.ID{}
	err := kernel.Each(c, all, ledger.Vouchers, func(v *ledger.Voucher) error {
		if v.SrcEntity == Receipts.Name() || v.SrcEntity == Refunds.Name() {
			source[kernel.Ref[ledger.Voucher](v.ID)] = v.Src
		}
		return nil
	})
	if err != nil {
		return err
	}
	money := map[kernel.Ref[ledger.Account]]bool{ledger.AccountRef(ledger.BankCharges): true}
	err = kernel.Each(c, all, Funds, func(f *Fund) error {
		money[f.Account] = true
		return nil
	})
	if err != nil {
		return err
	}
	posted := map[kernel.ID]kernel.Money{}
	err = kernel.Each(c, all, ledger.Entries, func(e *ledger.Entry) error {
		if src, ours := source[e.Voucher]; ours && money[e.Account] {
			posted[src] += e.Debit - e.Credit
		}
		return nil
	})
	if err != nil {
		return err
	}
	agree := func(doc *org.Doc, state kernel.State, want kernel.Money) {
		if state != Approved {
			want = 0
		}
		if posted[doc.ID] != want {
			found(fmt.Sprintf("%s %s", doc.Schema().Name, doc.Number))
		}
	}
	err = kernel.Each(c, all, Receipts, func(r *Receipt) error {
		agree(&r.Doc, r.State, r.Total)
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, Refunds, func(r *Refund) error {
		agree(&r.Doc, r.State, -r.Total)
		return nil
	})
}

// usedBy is what the documents of an entity have settled, by document and kind of item.
func usedBy(c *kernel.Catalog, all kernel.Scanner, entity string) (map[kernel.ID]map[kernel.Choice]kernel.Money, error) {
	kinds := map[kernel.Ref[debt.Item]]kernel.Choice{}
	err := kernel.Each(c, all, debt.Items, func(i *debt.Item) error {
		kinds[kernel.Ref[debt.Item](i.ID)] = i.Kind
		return nil
	})
	if err != nil {
		return nil, err
	}
	used := map[kernel.ID]map[kernel.Choice]kernel.Money{}
	return used, kernel.Each(c, all, debt.Allocations, func(a *debt.Allocation) error {
		if a.ByEntity == entity {
			if used[a.By] == nil {
				used[a.By] = map[kernel.Choice]kernel.Money{}
			}
			used[a.By][kinds[a.Item]] += a.Amount
		}
		return nil
	})
}

func auditRefunds(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	used, err := usedBy(c, all, Refunds.Name())
	if err != nil {
		return err
	}
	return kernel.Each(c, all, Refunds, func(r *Refund) error {
		want := r.Total
		if r.State != Approved {
			want = 0
		}
		advance, red := used[r.ID][debt.Prepaid], -used[r.ID][debt.Receivable]
		if advance+red != want || advance != r.Advance || advance < 0 || red < 0 {
			found(fmt.Sprintf("refund %s", r.Number))
		}
		return nil
	})
}

func auditReceipts(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	settled, err := usedBy(c, all, Receipts.Name())
	if err != nil {
		return err
	}
	parts := map[kernel.Ref[Receipt]]kernel.Money{}
	err = kernel.Each(c, all, ReceiptParts, func(p *ReceiptPart) error {
		parts[p.Receipt] += p.Amount
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, Receipts, func(r *Receipt) error {
		balanced := r.Allocated+r.Prepaid == r.Total+r.Granted && r.Granted <= r.Discount && r.Prepaid >= 0
		empty := r.Allocated == 0 && r.Prepaid == 0 && r.Granted == 0
		if r.State == Approved && !balanced || r.State != Approved && !empty ||
			settled[r.ID][debt.Receivable] != r.Allocated || parts[kernel.Ref[Receipt](r.ID)] != r.Total {
			found(fmt.Sprintf("receipt %s", r.Number))
		}
		return nil
	})
}

func auditWriteOffs(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	used, err := usedBy(c, all, WriteOffs.Name())
	if err != nil {
		return err
	}
	return kernel.Each(c, all, WriteOffs, func(w *WriteOff) error {
		want := w.Amount
		if w.State != Approved {
			want = 0
		}
		var sum kernel.Money
		for _, amount := range used[w.ID] {
			sum += max(amount, -amount) // of one item
		}
		if sum != want {
			found(fmt.Sprintf("write_off %s", w.Number))
		}
		return nil
	})
}
