package finance

import (
	"fmt"

	"heyi/shared/debt"
	"heyi/shared/kernel"
	"heyi/shared/ledger"
)

func init() {
	kernel.DeclareAudit("F6R", "每张收款单:核销 + 转预收 = 收款 + 实际优惠,且等于核销记录", "Each receipt: settled + advance = taken + discount granted, and agrees with its allocations", auditReceipts)
	kernel.DeclareAudit("F8R", "每张已审核收款单的凭证 = 收款金额,其他收款单没有凭证余额", "The vouchers of a confirmed receipt are the money taken; others have none", auditPosted)
}

// auditPosted compares receipts with what their vouchers brought into the funds.
func auditPosted(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	source := map[kernel.Ref[ledger.Voucher]]kernel.ID{}
	err := kernel.Each(c, all, ledger.Vouchers, func(v *ledger.Voucher) error {
		if v.SrcEntity == Receipts.Name() {
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
	return kernel.Each(c, all, Receipts, func(r *Receipt) error {
		want := r.Total
		if r.State != Approved {
			want = 0
		}
		if posted[r.ID] != want {
			found(fmt.Sprintf("receipt %s", r.Number))
		}
		return nil
	})
}

func auditReceipts(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	receivable := map[kernel.Ref[debt.Item]]bool{}
	err := kernel.Each(c, all, debt.Items, func(i *debt.Item) error {
		receivable[kernel.Ref[debt.Item](i.ID)] = i.Kind == debt.Receivable
		return nil
	})
	if err != nil {
		return err
	}
	settled := map[kernel.ID]kernel.Money{}
	err = kernel.Each(c, all, debt.Allocations, func(a *debt.Allocation) error {
		if a.ByEntity == Receipts.Name() && receivable[a.Item] {
			settled[a.By] += a.Amount
		}
		return nil
	})
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
			settled[r.ID] != r.Allocated || parts[kernel.Ref[Receipt](r.ID)] != r.Total {
			found(fmt.Sprintf("receipt %s", r.Number))
		}
		return nil
	})
}
