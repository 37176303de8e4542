package sales

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Waiting is what a line of an approved order has not been allotted yet (欠货). It
// is a projection that the server keeps, so that arriving goods find who waits
// for them without looking through orders; its id follows from the line's.
type Waiting struct {
	kernel.Record
	Line    kernel.Ref[OrderLine]       `zh:"订单行" en:"Order line" is:"settled"`
	Order   kernel.Ref[Order]           `zh:"销售订单" en:"Sales order" is:"settled"`
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,settled"`
	Place   kernel.Ref[org.Place]       `zh:"发货仓库" en:"Ship from" is:"listed,settled"`
	Balance kernel.ID                   `zh:"库存" en:"Stock" is:"settled"` // to be: a product may never have been in the place
	Rank    int64                       `zh:"次序" en:"Rank" is:"settled"`  // 0 urgent, 1 not
	Promise kernel.Date                 `zh:"预计发货日" en:"Promised for" is:"listed,settled"`
	At      kernel.Time                 `zh:"下单时间" en:"Ordered at" is:"listed,settled"`
	Qty     kernel.Qty                  `zh:"等货数量" en:"Waits for" unit:"product.unit" is:"listed,settled" means_zh:"还没有配到货的数量，按基本单位，现在仍缺" means_en:"What has not been allotted yet, in base units, as of now"`
	State   kernel.State                `zh:"状态" en:"State" is:"listed,settled"`
}

// A line waits until nothing is missing, or until its order no longer promises it.
const (
	StillWaiting kernel.State = "waiting"
	WaitOver     kernel.State = "over"
)

// Waitings, and who waits for a product in a place: urgent ones first, then by the
// day of the promise, then by age.
var (
	Waitings = kernel.Define[Waiting]("sales_waiting", kernel.Spec{
		Zh: "等货", En: "Waiting line", Kept: true,
		States: []kernel.Option{{Code: "waiting", Zh: "等货中", En: "Waiting"}, {Code: "over", Zh: "已结束", En: "Over"}},
		Scope:  kernel.Scope{kernel.Follows(func(w *Waiting) *kernel.Ref[OrderLine] { return &w.Line })},
	})
	WaitingFor = kernel.Find2(Waitings,
		func(w *Waiting) *kernel.ID { return &w.Balance }, func(w *Waiting) *kernel.State { return &w.State },
		func(w *Waiting) any { return &w.Rank }, func(w *Waiting) any { return &w.Promise }, func(w *Waiting) any { return &w.At })
)

func waitingRef(l *OrderLine) kernel.Ref[Waiting] {
	return kernel.Ref[Waiting](kernel.DeriveID("sales_waiting", l.ID))
}

// waits is what a line of an order still waits for.
func waits(o *Order, l *OrderLine) kernel.Qty {
	if o == nil || l == nil || l.Removed || l.Service || o.State != Approved && o.State != Partly {
		return 0
	}
	return max(l.Rest()-l.Planned, 0)
}

func anyWaits(o *Order, lines []*OrderLine) bool {
	return slices.ContainsFunc(lines, func(l *OrderLine) bool { return waits(o, l) > 0 })
}

func init() { kernel.AfterSettle(keepWaiting) }

// keepWaiting renews the projection for the lines that a command has changed,
// itself or by the state of their order. Lines that never waited cost nothing.
func keepWaiting(tx *kernel.Tx) error {
	before := map[kernel.ID]*Order{}
	changed := map[kernel.ID]*OrderLine{} // with the line as it was
	var order []kernel.Ref[OrderLine]
	touch := func(after, was *OrderLine) {
		if _, known := changed[after.ID]; !known {
			changed[after.ID] = was
			order = append(order, kernel.Ref[OrderLine](after.ID))
		}
	}
	for _, w := range tx.Writes() {
		switch after := w.After.(type) {
		case *OrderLine:
			was, _ := w.Before.(*OrderLine)
			touch(after, was)
		case *Order:
			was, _ := w.Before.(*Order)
			before[after.ID] = was
		}
	}
	for _, w := range tx.Writes() {
		o, ok := w.After.(*Order)
		if !ok || before[o.ID] == nil || before[o.ID].State == o.State {
			continue
		}
		lines, _ := LinesOf.Of(tx, kernel.Ref[Order](o.ID))
		for _, l := range lines {
			touch(l, l)
		}
	}
	for _, ref := range order {
		l, err := OrderLines.Need(tx, ref)
		if err != nil {
			return err
		}
		o, err := Orders.Need(tx, l.Order)
		if err != nil {
			return err
		}
		was, touched := before[o.ID]
		if !touched {
			was = o
		}
		now, then := waits(o, l), waits(was, changed[l.ID])
		if now != 0 || then != 0 {
			keepLine(tx, o, l, now)
		}
		if then == 0 || then == now { // nothing was asked for, or it is still the same
			continue
		}
		if err := keepRequests(tx, o, l.Product); err != nil {
			return err
		}
	}
	return nil
}

func keepLine(tx *kernel.Tx, o *Order, l *OrderLine, qty kernel.Qty) {
	state := StillWaiting
	if qty == 0 {
		state = WaitOver
	}
	w, p := Waitings.Get(tx, waitingRef(l))
	if p != kernel.Found {
		w = Waitings.Insert(tx, &Waiting{
			Record: kernel.Record{ID: waitingRef(l).ID()}, Line: kernel.Ref[OrderLine](l.ID), Order: l.Order, Product: l.Product, At: o.At,
		})
	}
	kernel.Set(tx, w, &w.Place, o.From)
	kernel.Set(tx, w, &w.Balance, stock.BalanceRef(l.Product, o.From).ID())
	kernel.Set(tx, w, &w.Rank, rankOf(o))
	kernel.Set(tx, w, &w.Promise, l.Promise)
	kernel.Set(tx, w, &w.Qty, qty)
	kernel.Set(tx, w, &w.State, state)
}
