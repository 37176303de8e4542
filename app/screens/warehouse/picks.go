package warehouse

import (
	"encoding/json"

	"heyi/app/screens/common"
	"heyi/app/view/warehouse"
	"heyi/shared/kernel"
)

// What was counted of deliveries whose page was left, by accident or for a customer at the
// counter, is kept until they are shipped: the goods lie where they were counted, whatever
// becomes of the program.

func pickOf(id kernel.ID) string { return "pick/" + id.String() }

// keptPick is what was counted of a delivery.
func keptPick(site *common.Site, id kernel.ID) (k warehouse.Kept, ok bool) {
	text := site.Desk.Engine.Scratch(pickOf(id))
	return k, text != nil && json.Unmarshal(text, &k) == nil // of another release: it is counted again
}

// keepPick keeps what was counted of a delivery, or forgets it.
func keepPick(site *common.Site, id kernel.ID, k warehouse.Kept, keep bool) {
	if !keep {
		site.Desk.Engine.KeepScratch(pickOf(id), nil)
		return
	}
	if text, err := json.Marshal(k); err == nil { // nothing of it cannot be written
		site.Desk.Engine.KeepScratch(pickOf(id), text)
	}
}
