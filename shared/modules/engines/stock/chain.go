package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

func init() { flow.DeclareChain("stock", hops) }

// hops are the steps from the line of any document to what it moved.
func hops(tx *kernel.Tx, row kernel.Row) []flow.Hop {
	if m, ok := row.(*Movement); ok {
		return []flow.Hop{flow.HopOf(lineEntity(tx, m), m.SrcLine, Movements.Name(), m.ID).Of(m.Qty, 0)}
	}
	if r, ok := row.(*Revaluation); ok {
		return []flow.Hop{flow.HopOf(r.SrcEntity, r.Src, Revaluations.Name(), r.ID).Of(0, r.Amount)}
	}
	var list []flow.Hop
	if d, ok := row.(*Doc); ok {
		if !d.Reverses.IsZero() {
			list = append(list, flow.HopOf(Docs.Name(), d.Reverses.ID(), Docs.Name(), d.ID))
		}
		if back := d.reversal(tx); back != nil {
			list = append(list, flow.HopOf(Docs.Name(), d.ID, Docs.Name(), back.ID))
		}
	}
	later, _ := revaluationsBy.Of(tx, row.Base().ID)
	for _, r := range later {
		list = append(list, flow.HopOf(r.SrcEntity, r.Src, Revaluations.Name(), r.ID).Of(0, r.Amount))
	}
	moves, _ := MovementsOf.Of(tx, row.Base().ID)
	for _, m := range moves {
		list = append(list, flow.HopOf(row.Base().Schema().Name, row.Base().ID, Movements.Name(), m.ID).Of(m.Qty, 0))
	}
	return list
}

// lineEntity is the entity of a movement's line, which is called after its document.
func lineEntity(tx *kernel.Tx, m *Movement) string {
	if m.SrcEntity == Docs.Name() {
		return DocLines.Name()
	}
	if lines := tx.Catalog.Schema(m.SrcEntity + "_line"); lines != nil {
		return lines.Name
	}
	return m.SrcEntity
}
