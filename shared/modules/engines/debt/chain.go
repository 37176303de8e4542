package debt

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
)

func init() { flow.DeclareChain("debt", hops) }

// hops are the steps from a document to what it made someone owe, and from what
// settles to what is settled.
func hops(tx *kernel.Tx, row kernel.Row) []flow.Hop {
	var list []flow.Hop
	if i, ok := row.(*Item); ok {
		if i.SrcEntity != "" {
			list = append(list, flow.HopOf(i.SrcEntity, i.Src, Items.Name(), i.ID).Of(0, i.Amount))
		}
		settled, _ := ByItem.Of(tx, kernel.Ref[Item](i.ID))
		for _, a := range settled {
			if a.By != i.ID && a.ByEntity != party.Parties.Name() { // an advance is used by itself
				list = append(list, flow.HopOf(a.ByEntity, a.By, Items.Name(), i.ID).Of(0, a.Amount))
			}
		}
	} else {
		made, _ := BySource.Of(tx, row.Base().ID)
		for _, i := range made {
			list = append(list, flow.HopOf(i.SrcEntity, i.Src, Items.Name(), i.ID).Of(0, i.Amount))
		}
	}
	settles, _ := ByReceipt.Of(tx, row.Base().ID)
	for _, a := range settles {
		if a.Item.ID() != row.Base().ID && a.ByEntity != party.Parties.Name() {
			list = append(list, flow.HopOf(a.ByEntity, a.By, Items.Name(), a.Item.ID()).Of(0, a.Amount))
		}
	}
	return list
}
