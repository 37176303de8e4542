package stock

import (
	"heyi/shared/flow"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/product"
)

// Counted is when a product in a place was last counted; its id is the balance's.
// What is reported later but happened before that time was inside the count.
type Counted struct {
	kernel.Record
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,derived"`
	Place   kernel.Ref[org.Place]       `zh:"仓库" en:"Warehouse" is:"listed,derived"`
	At      kernel.Time                 `zh:"盘点时间" en:"Counted at" is:"listed,derived"`
	Qty     kernel.Qty                  `zh:"实盘" en:"Counted" is:"listed,derived"`
}

// Counts is the table of last counts.
var Counts = kernel.Define[Counted]("stock_counted", kernel.Spec{
	Zh: "最近盘点", En: "Last count", Kept: true, Scope: kernel.Scope{kernel.Everyone},
})

const (
	// clockDoubt is how far two devices' corrected clocks may be apart. Within it
	// nobody can say what was first, so the place is counted again.
	clockDoubt = kernel.Time(2 * 60_000)
	// countDays bounds how long before its report a count can have been: as many
	// days of movements are read.
	countDays = 31
)

func lastCount(tx *kernel.Tx, b kernel.Ref[Balance]) (*Counted, error) {
	c, p := Counts.Get(tx, kernel.Ref[Counted](b))
	if p == kernel.Unknown {
		return nil, kernel.ErrNeedsServer
	}
	return c, nil // nil when absent
}

// seenByCount tells whether the line happened before the last count of its place.
func (l Line) seenByCount(tx *kernel.Tx) (bool, error) {
	last, err := lastCount(tx, BalanceRef(l.Product, l.Place))
	if err != nil || last == nil {
		return false, err
	}
	apart := max(last.At-l.At, l.At-last.At)
	if apart < clockDoubt && !l.count {
		flow.OpenTask(tx, TaskRecount, l.Doc, flow.To{Role: org.Storekeeper},
			append(names(tx, l.Product, l.Place), kernel.Text("number", l.Head.Number))...)
	}
	return l.At < last.At, nil
}

// movedSince is what came and went after an instant, as far as it is known now.
// An author who does not hold the movements leaves the answer to the server.
func movedSince(tx *kernel.Tx, b kernel.Ref[Balance], at kernel.Time) (kernel.Qty, error) {
	sum := kernel.Qty(0)
	first, last := at.Date(tx.Author.Zone), tx.JudgedDate().AddDays(1)
	if oldest := last.AddDays(-countDays); first < oldest {
		first = oldest
	}
	for day := first; day <= last; day = day.AddDays(1) {
		list, presence := movementsOn.Of(tx, kernel.Key2[kernel.Ref[Balance], kernel.Date]{A: b, B: day})
		if presence == kernel.Unknown && !holdsMovements(tx, first) {
			return 0, kernel.ErrNeedsServer
		}
		for _, m := range list {
			if m.At > at {
				sum += m.Qty
			}
		}
	}
	return sum, nil
}

// holdsMovements tells whether the author has all movements since a day: the
// kernel cannot know, because old months are not held by anyone's device.
func holdsMovements(tx *kernel.Tx, since kernel.Date) bool {
	v := tx.Author.Viewer
	if v == nil || v.Since.YearMonth() > since.YearMonth() {
		return v == nil
	}
	for _, term := range Movements.In(tx.Catalog).Scope {
		if v.Tags[term.Tag] {
			return true
		}
	}
	return false
}
