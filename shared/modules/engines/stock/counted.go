package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Counted is when a product in a place was last counted; its id is the balance's.
// What is reported later but happened before that time was inside the count.
type Counted struct {
	kernel.Record
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,derived"`
	Place   kernel.Ref[org.Place]       `zh:"仓库" en:"Warehouse" is:"listed,derived"`
	At      kernel.Time                 `zh:"盘点时间" en:"Counted at" is:"listed,derived"`
	Qty     kernel.Qty                  `zh:"实盘" en:"Counted" unit:"product.unit" is:"listed,derived" means_zh:"盘点时数到的数量，按基本单位" means_en:"What the count found, in base units"`
}

// Counts is the table of last counts.
var Counts = kernel.Define[Counted]("stock_counted", kernel.Spec{
	Zh: "最近盘点", En: "Last count", Kept: true, Scope: kernel.Scope{kernel.Everyone},
})

// What the author of a late document says where only its day is known, and its
// place was counted on that day.
const (
	BeforeCount kernel.Choice = "before"
	AfterCount  kernel.Choice = "after"
)

var (
	_ = kernel.Choices("stock_when",
		kernel.Option{Code: string(BeforeCount), Zh: "盘点之前", En: "Before the count"},
		kernel.Option{Code: string(AfterCount), Zh: "盘点之后", En: "After the count"})

	// WhichFirst refuses a late document of the very day of a count: nobody but its
	// author can know whether the count has seen the goods.
	WhichFirst = kernel.Refuse("stock.which_first", "「{product}」{date} {time} 在{place}盘点过，请说明这笔进出在盘点之前还是之后",
		"{product} was counted in {place} on {date} at {time}: say whether this happened before the count or after it",
		kernel.Repair{Name: string(BeforeCount), Zh: "盘点之前，已盘入", En: "Before: the count has seen it", Answers: kernel.Answers{"when": string(BeforeCount)}},
		kernel.Repair{Name: string(AfterCount), Zh: "盘点之后", En: "After the count", Answers: kernel.Answers{"when": string(AfterCount)}})
	// CountDoubtful refuses a late count of a day of which only the day is known.
	CountDoubtful = kernel.Refuse("stock.count_doubtful", "「{product}」{date} 的进出没有时刻，无法判断在盘点之前还是之后，请重新盘点",
		"{product} moved on {date}, nobody knows at what time: please count again")
	// CountOld refuses a count that is reported too late to be worked back to.
	CountOld = kernel.Refuse("stock.count_old", "盘点时间 {date} 已过 {days} 天以上，请重新盘点", "The count of {date} is more than {days} days old: please count again")
)

const (
	// clockDoubt is how far two devices' corrected clocks may be apart. Within it
	// nobody can say what was first, so the place is counted again.
	clockDoubt = kernel.Time(2 * 60_000)
	// countDays bounds how long before its report a count can have been: as many
	// days of movements are read.
	countDays = 92
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
	if l.dayOnly {
		return l.seenThatDay(tx, last)
	}
	apart := max(last.At-l.At, l.At-last.At)
	if apart < clockDoubt && !l.count {
		flow.OpenTask(tx, TaskRecount, l.Doc, flow.To{},
			append(names(tx, l.Product, l.Place), kernel.Text("number", l.Head.Number))...)
	}
	return l.At < last.At, nil
}

// seenThatDay decides for a line of which only the day is known. What cannot be
// known is asked for.
func (l Line) seenThatDay(tx *kernel.Tx, last *Counted) (bool, error) {
	counted := last.At.Date(tx.Author.Zone)
	switch {
	case counted != l.Head.Date:
		return l.Head.Date < counted, nil
	case l.When == BeforeCount:
		return true, nil
	case l.When == AfterCount:
		return false, nil
	}
	return false, WhichFirst.With(append(names(tx, l.Product, l.Place),
		kernel.Figure("date", counted), kernel.Text("time", last.At.Clock(tx.Author.Zone)))...)
}

// movedSince is what came and went after an instant, as far as it is known now.
// An author who does not hold the movements leaves the answer to the server.
func movedSince(tx *kernel.Tx, b *Balance, at kernel.Time) (kernel.Qty, error) {
	first, last := at.Date(tx.Author.Zone), tx.JudgedDate().AddDays(1)
	if first < last.AddDays(-countDays-1) {
		return 0, CountOld.With(kernel.Figure("date", first), kernel.Int("days", countDays))
	}
	sum := kernel.Qty(0)
	doubt := map[kernel.ID]kernel.Qty{} // of the day of the count, by line of document
	for day := first; day <= last; day = day.AddDays(1) {
		list, presence := movementsOn.Of(tx, kernel.Key2[kernel.Ref[Balance], kernel.Date]{A: kernel.Ref[Balance](b.ID), B: day})
		if presence == kernel.Unknown && !holdsMovements(tx, first) {
			return 0, kernel.ErrNeedsServer
		}
		for _, m := range list {
			if m.At > at {
				sum += m.Qty
			}
			if m.DayOnly && day == first {
				doubt[m.SrcLine] += m.Qty
			}
		}
	}
	for _, qty := range doubt {
		if qty != 0 {
			return 0, CountDoubtful.With(kernel.Text("product", productName(tx, b.Product)), kernel.Figure("date", first))
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
