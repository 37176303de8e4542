package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// RevalueReturn says what goods are worth that a customer brought back without a
// delivery, while the books knew no cost of them.
type RevalueReturn struct {
	Line  kernel.Ref[ReturnLine] `zh:"退货明细" en:"Return line" is:"required"`
	Price kernel.Price           `zh:"不含税单价" en:"Unit cost" is:"required" hint_zh:"小规模纳税人填含税价" hint_en:"With tax where tax is not deductible"`
	Date  kernel.Date            `zh:"补录日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"line.return.date"`
	Note  string                 `zh:"备注" en:"Note" text:"lines" max:"500"`
}

var _ = flow.Answers(stock.TaskCost, kernel.Intent[RevalueReturn]("sales.return.revalue", "补录退货成本", "Set cost of return", org.For(stock.WithCost, org.Finance),
	kernel.If(func(tx *kernel.Tx, line kernel.ID) error {
		u, err := unvalued(tx, kernel.Ref[ReturnLine](line))
		if err != nil {
			return err
		}
		return u.Awaits(tx)
	})))

// unvalued reads a line with what the books know of its cost. Goods of a delivery come
// back at what they had cost when they left.
func unvalued(tx *kernel.Tx, line kernel.Ref[ReturnLine]) (u stock.Unvalued, err error) {
	l, err := ReturnLines.Need(tx, line)
	if err != nil {
		return u, err
	}
	r, err := Returns.Need(tx, l.Return)
	if err != nil {
		return u, err
	}
	u = stock.Unvalued{
		Doc: r, Head: &r.Doc, Line: l.ID, Product: l.Product, Name: l.Name, Unit: l.Unit, Place: l.Into, Qty: l.Qty, Free: l.Free,
	}
	if r.Delivery.IsZero() && !l.Service {
		u.From = stock.FromCustomer
	}
	if cost, found := returnCosts.Get(tx, line); found == kernel.Found {
		u.Costs = cost.Cost != 0
	}
	return u, nil
}

// Predict writes the revaluation.
func (c RevalueReturn) Predict(tx *kernel.Tx) error {
	u, err := unvalued(tx, c.Line)
	if err != nil {
		return err
	}
	return u.Revalue(tx, c.Price, c.Date, c.Note)
}

// Settle books it.
func (RevalueReturn) Settle(tx *kernel.Tx) error { return stock.SettleRevaluation(tx) }
