package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Arrived says where there may be more to promise than before, because goods came
// into a place: they were bought, found, brought back or transferred.
type Arrived struct{ Balances []kernel.Ref[Balance] } // each once

// OnArrived is emitted once by a command that brought goods in, when all of it is
// valued and booked, so that the module that promised them can allot them.
var OnArrived = kernel.NewEvent[Arrived]("stock.arrived")

// TellArrived emits [OnArrived] for what this command has moved in. Only Settle
// may call it, as its last step.
func TellArrived(tx *kernel.Tx) error {
	var a Arrived
	seen := map[kernel.Ref[Balance]]bool{}
	for _, w := range tx.Writes() {
		m, ok := w.After.(*Movement)
		if ok && w.Before == nil && m.Qty > 0 && m.Place != org.SuspensePlace && !seen[m.Balance] {
			seen[m.Balance] = true
			a.Balances = append(a.Balances, m.Balance)
		}
	}
	if len(a.Balances) == 0 {
		return nil
	}
	return OnArrived.Emit(tx, a)
}
