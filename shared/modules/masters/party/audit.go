package party

import (
	"fmt"

	"heyi/shared/kernel"
)

func init() {
	kernel.DeclareAudit("F24M", "已并入别家的往来单位：已停用，不成环，没有往来余额", "A party that was merged is retired, leads to one that was not, and has nothing open", auditMerged)
}

func auditMerged(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	into := map[kernel.ID]kernel.ID{}
	err := kernel.Each(c, all, Parties, func(p *Party) error {
		if p.MergedInto.IsZero() {
			return nil
		}
		into[p.ID] = p.MergedInto.ID()
		b, _ := all.Get(Balances.In(c), p.ID).(*Balance)
		if !p.Retired || b == nil || b.Receivable != 0 || b.Prepaid != 0 || b.Payable != 0 || b.Credit != 0 || b.OldestDue != 0 {
			found(fmt.Sprintf("party %s %s", p.Code, p.ID))
		}
		return nil
	})
	for id := range into {
		at := id
		for range len(into) {
			at = into[at]
		}
		if !at.IsZero() && !into[at].IsZero() || all.Get(Parties.In(c), into[id]) == nil {
			found(fmt.Sprintf("party %s leads to none that stays", id))
		}
	}
	return err
}
