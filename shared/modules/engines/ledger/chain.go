package ledger

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

func init() { flow.DeclareChain("ledger", hops) }

// hops are the steps from a document to its vouchers.
func hops(tx *kernel.Tx, row kernel.Row) []flow.Hop {
	if v, ok := row.(*Voucher); ok {
		if v.SrcEntity == "" {
			return nil
		}
		return []flow.Hop{flow.HopOf(v.SrcEntity, v.Src, Vouchers.Name(), v.ID).Of(0, v.Amount)}
	}
	var list []flow.Hop
	vouchers, _ := VouchersOf.Of(tx, row.Base().ID)
	for _, v := range vouchers {
		if v.SrcEntity != "" {
			list = append(list, flow.HopOf(v.SrcEntity, v.Src, Vouchers.Name(), v.ID).Of(0, v.Amount))
		}
	}
	return list
}
