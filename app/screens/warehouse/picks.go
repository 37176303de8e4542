package warehouse

import (
	"encoding/json"
	"slices"

	"fyne.io/fyne/v2"

	"heyi/app/view/warehouse"
	"heyi/shared/kernel"
)

// keptPicks is where a device keeps what was counted of deliveries whose page was left, by
// accident or for a customer at the counter, until they are shipped: the goods lie where
// they were counted, whatever becomes of the program.
const keptPicks = "warehouse.picks"

// mostPicks bounds what is kept; nobody picks more deliveries at a time.
const mostPicks = 40

// pick is what was counted of one delivery.
type pick struct {
	Delivery string
	Counted  warehouse.Kept
}

func picks() (list []pick) {
	text := fyne.CurrentApp().Preferences().String(keptPicks)
	if json.Unmarshal([]byte(text), &list) != nil {
		return nil // of another release: what was counted is counted again
	}
	return list
}

// keptPick is what was counted of a delivery.
func keptPick(id kernel.ID) (k warehouse.Kept, ok bool) {
	for _, p := range picks() {
		if p.Delivery == id.String() {
			return p.Counted, true
		}
	}
	return k, false
}

// keepPick keeps what was counted of a delivery, the latest first, or forgets it.
func keepPick(id kernel.ID, k warehouse.Kept, keep bool) {
	was := picks()
	list := slices.DeleteFunc(slices.Clone(was), func(p pick) bool { return p.Delivery == id.String() })
	if !keep && len(list) == len(was) {
		return
	}
	if keep {
		list = append([]pick{{id.String(), k}}, list[:min(len(list), mostPicks-1)]...)
	}
	text, err := json.Marshal(list)
	if err != nil {
		return // nothing of it cannot be written
	}
	fyne.CurrentApp().Preferences().SetString(keptPicks, string(text))
}
