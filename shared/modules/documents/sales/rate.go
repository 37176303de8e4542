package sales

import (
	"slices"
	"strconv"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Rate keeps what the customer says of an order that has reached him (评价): the
// last of its six steps.
type Rate struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Score int64             `zh:"评分（1–5）" en:"Score (1–5)" is:"required" range:"1..5"`
	Words string            `zh:"评价内容" en:"Words" text:"lines" max:"500"`
}

var (
	_ = kernel.Intent[Rate]("sales.order.rate", "登记评价", "Record rating",
		kernel.During(Orders, Shipped, Partly, Closed), kernel.If(Reached), org.For(org.First, org.Sales, org.SalesManager))

	// NotReached refuses a rating of what the customer does not have.
	NotReached = kernel.Refuse("sales.not_delivered", "订单 {number} 的货还没有发出或已全部退回，不能评价", "Nothing of order {number} has left, or all of it has come back: there is nothing to rate")
)

// Reached refuses an order of which no goods are with its customer, gifts included.
func Reached(tx *kernel.Tx, order kernel.ID) error {
	o, err := Orders.Need(tx, kernel.Ref[Order](order))
	if err != nil {
		return err
	}
	lines, _ := LinesOf.Of(tx, kernel.Ref[Order](order))
	if !slices.ContainsFunc(lines, func(l *OrderLine) bool { return l.Shipped > l.Returned }) {
		return NotReached.With(kernel.Text("number", o.Number))
	}
	return nil
}

// Predict writes the rating into the order and its trail.
func (r Rate) Predict(tx *kernel.Tx) error {
	o, err := Orders.Need(tx, r.Order)
	if err != nil {
		return err
	}
	kernel.Set(tx, o, &o.Rating, r.Score)
	flow.Note(tx, o, NodeRated, strconv.FormatInt(r.Score, 10), r.Words)
	return nil
}
