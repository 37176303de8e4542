package finance

import (
	"fmt"

	"heyi/shared/debt"
	"heyi/shared/kernel"
)

func init() {
	kernel.DeclareAudit("F6R", "每张收款单:核销 + 转预收 = 收款 + 实际优惠,且等于核销记录", "Each receipt: settled + advance = taken + discount granted, and agrees with its allocations", auditReceipts)
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
