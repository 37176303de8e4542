package debt

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

// AsOf are the items of a party as they stood at the end of a day, those with something
// open: what was dated by then, less what was settled by then. A settlement that is dated
// before its item counts from its own day, so the items add up to the account of any day.
// The items are copies and are in no store.
func AsOf(tx *kernel.Tx, who kernel.Ref[party.Party], day kernel.Date) []*Item {
	items, _ := ItemsOf.Of(tx, who)
	var open []*Item
	for _, i := range items {
		was := *i
		if was.Date > day {
			was.Amount = 0
		}
		was.Settled = 0
		settled, _ := ByItem.Of(tx, kernel.Ref[Item](i.ID))
		for _, a := range settled {
			if a.Date <= day {
				was.Settled += a.Amount
			}
		}
		if was.State = Open; was.Rest() != 0 {
			open = append(open, &was)
		}
	}
	return open
}
