package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Movement is goods that came into a place or left it (append-only). What was
// wrong is moved back, never changed.
type Movement struct {
	kernel.Record
	Product   kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,derived"`
	Place     kernel.Ref[org.Place]       `zh:"仓库" en:"Warehouse" is:"listed,derived"`
	Balance   kernel.Ref[Balance]         `zh:"库存" en:"Stock" is:"derived"`
	Qty       kernel.Qty                  `zh:"数量" en:"Quantity" unit:"product.unit" is:"listed,derived,negative" means_zh:"入为正，出为负" means_en:"In is positive, out is negative"` // in is positive
	Date      kernel.Date                 `zh:"单据日期" en:"Date" is:"listed,derived"`
	At        kernel.Time                 `zh:"发生时间" en:"Happened at" is:"listed,derived"`
	Day       kernel.Date                 `zh:"发生日期" en:"Happened on" is:"derived"`
	SrcEntity string                      `zh:"来源单据" en:"Source" text:"word" is:"listed,derived" max:"60"`
	Src       kernel.ID                   `zh:"来源单据号" en:"Source document" is:"derived" ref:"src_entity"`
	SrcLine   kernel.ID                   `zh:"来源行" en:"Source line" is:"derived"`
	Reason    kernel.Choice               `zh:"性质" en:"Nature" is:"listed,derived" of:"stock_reason"`
	DayOnly   bool                        `zh:"只知日期" en:"Only the day is known" is:"derived"` // it was typed on a later day; At is the end of that day
	Sold      bool                        `zh:"计入销量" en:"Counts as demand" is:"derived"`
}

// Why a movement stands in the book.
const (
	Plain    kernel.Choice = "plain"
	Misfit   kernel.Choice = "misfit"  // the book had too little; it was taken from 待查
	Counters kernel.Choice = "counter" // takes back what a count had seen already
)

var _ = kernel.Choices("stock_reason",
	kernel.Option{Code: string(Plain), Zh: "正常", En: "Ordinary"},
	kernel.Option{Code: string(Misfit), Zh: "账上不足，记入待查", En: "Beyond the book, to suspense"},
	kernel.Option{Code: string(Counters), Zh: "盘点已含，冲回", En: "Seen by a count already"})

// Movements, those of a line, those of a document and those of a balance on a day.
var (
	Movements = kernel.Define[Movement]("stock_move", kernel.Spec{
		Zh: "库存收发", En: "Stock movement", Kept: true, Once: true,
		Scope:  kernel.Scope{seeDocs.All()},
		Bucket: kernel.ByMonth(func(m *Movement) *kernel.Date { return &m.Date }),
	})
	MovementsOf = kernel.Find(Movements, func(m *Movement) *kernel.ID { return &m.SrcLine }).AtHand()
	MovementsBy = kernel.Find(Movements, func(m *Movement) *kernel.ID { return &m.Src })
	movementsOn = kernel.Find2(Movements, func(m *Movement) *kernel.Ref[Balance] { return &m.Balance },
		func(m *Movement) *kernel.Date { return &m.Day }, func(m *Movement) any { return &m.At })
)

// Line is what a line of a document moves.
type Line struct {
	Doc     kernel.Row // the document: read or inserted in this transaction
	Head    *org.Doc   // its number, date and time
	ID      kernel.ID  // of the line
	Product kernel.Ref[product.Product]
	Place   kernel.Ref[org.Place]
	Qty     kernel.Qty    // in base units; what leaves is negative
	At      kernel.Time   // when it happened; the document's time when zero
	Sold    bool          // counts as demand of customers; returns count back
	When    kernel.Choice // what the author says about a count of the same day

	count   bool // the difference of a count itself
	dayOnly bool
}

// TaskMisfit asks the storekeeper to find out why the book had too little, and
// TaskRecount to count again what was counted in the very minute it moved.
var (
	TaskMisfit = flow.DeclareTask("stock.misfit",
		"{number}：「{product}」从{place}出了 {qty}，账上可动的只有 {free}，差额已记入待查，请查明",
		"{number}: {qty} of {product} left {place}, where the book had {free} to spare; the rest is in suspense, please find out why", flow.Kind{
			Title: flow.Words{Zh: "账实不符", En: "Misfits"}, Asks: org.Ask(org.Storekeeper, "stock.count"), Urgency: flow.Urgent,
			Opens: flow.Words{Zh: "出库数量超过账上可动的", En: "More left than the book had"},
		})
	TaskRecount = flow.DeclareTask("stock.recount",
		"{number}：「{product}」在{place}的进出与盘点几乎同时，请复盘",
		"{number}: {product} moved in {place} at about the time it was counted; please count again", flow.Kind{
			Title: flow.Words{Zh: "待复盘", En: "To recount"}, Asks: org.Ask(org.Storekeeper, "stock.count"), Urgency: flow.Normal,
			Opens: flow.Words{Zh: "盘点时有进出", En: "Goods moved while they were counted"},
		})
)

// Move writes what a line moves, as a fact: it never refuses because the book has
// too little. What the place cannot give without breaking a promise is taken from
// 待查 and opens a task. What happened before the place was counted, but arrives
// after, changes nothing: the count has seen it.
func Move(tx *kernel.Tx, l Line) error {
	if l.Qty == 0 {
		return nil
	}
	if l.At == 0 {
		l.happened(tx)
	}
	seen, err := l.seenByCount(tx)
	if err != nil {
		return err
	}
	if seen {
		if err := l.step(tx, l.Place, l.Qty, Plain); err != nil {
			return err
		}
		return l.step(tx, l.Place, -l.Qty, Counters)
	}
	if l.Qty > 0 || mayGoBelowZero(tx, l.Place) {
		return l.step(tx, l.Place, l.Qty, Plain)
	}
	b, err := balance(tx, l.Product, l.Place)
	if err != nil {
		return err
	}
	free := max(Available(b), 0)
	missing := max(-l.Qty-free, 0)
	if err := l.step(tx, l.Place, l.Qty+missing, Plain); err != nil || missing == 0 {
		return err
	}
	unit := product.UnitOf(tx, l.Product)
	args := append(names(tx, l.Product, l.Place), kernel.Text("number", l.Head.Number),
		kernel.Quantity("qty", -l.Qty, unit), kernel.Quantity("free", free, unit))
	flow.OpenTask(tx, TaskMisfit, l.Doc, flow.To{}, args...)
	return l.step(tx, org.SuspensePlace, -missing, Misfit)
}

// happened says when the line moved. A document typed on the day that it is of
// moved when it was written; one that is typed later says the day and no more.
func (l *Line) happened(tx *kernel.Tx) {
	zone := tx.Author.Zone
	l.At = l.Head.At
	if l.Head.Date != 0 && l.Head.Date < l.At.Date(zone) {
		l.At, l.dayOnly = l.Head.Date.AddDays(1).Begins(zone)-1, true
	}
}

// step writes one movement and its effect on the balance.
func (l Line) step(tx *kernel.Tx, at kernel.Ref[org.Place], qty kernel.Qty, why kernel.Choice) error {
	if qty == 0 {
		return nil
	}
	b, err := balance(tx, l.Product, at)
	if err != nil {
		return err
	}
	kernel.Add(tx, b, &b.OnHand, qty)
	direction := "in"
	if qty < 0 {
		direction = "out"
	}
	Movements.Insert(tx, &Movement{
		Product: l.Product, Place: at, Balance: kernel.Ref[Balance](b.ID), Qty: qty, Date: l.Head.Date,
		At: l.At, Day: l.At.Date(tx.Author.Zone), SrcEntity: l.Doc.Base().Schema().Name, Src: l.Doc.Base().ID,
		SrcLine: l.ID, Reason: why, Sold: l.Sold, DayOnly: l.dayOnly,
	}, l.ID, at, direction, why)
	return nil
}
