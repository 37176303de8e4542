package sales

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Want asks purchasing to buy a product that a draft cannot get. What is asked for belongs
// to the order: it follows its lines, becomes what the order waits for once it is approved,
// and is asked for no more when the goods are there or the order is given up.
type Want struct {
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Qty     kernel.Qty                  `zh:"缺货数量" en:"Quantity short" is:"required"`
	By      kernel.Date                 `zh:"需要日期" en:"Needed by" day:"due"`
	For     string                      `zh:"客户" en:"For customer" max:"120"`
	Order   kernel.Ref[Order]           `zh:"订单" en:"Order" hint_zh:"为哪张草稿要货；不填则只为客户" hint_en:"The draft that it is for; else it is for the customer alone"`
}

var _ = kernel.Intent[Want]("sales.order.want", "请采购补货", "Ask purchasing to buy", kernel.Formerly[wantAtLarge](1), org.For(org.First, org.Sales, org.SalesManager))

// Predict needs the product, and the order where there is one.
func (w Want) Predict(tx *kernel.Tx) error {
	if !w.Order.IsZero() {
		if _, err := Orders.Need(tx, w.Order); err != nil {
			return err
		}
	}
	_, err := product.Products.Need(tx, w.Product)
	return err
}

// Settle opens the task with what its author was shown: what is short of the order's
// lines, and what that makes one buy. An order that is past a draft has asked itself.
func (w Want) Settle(tx *kernel.Tx) error {
	if w.Order.IsZero() {
		return w.atLarge(tx)
	}
	o, err := Orders.Need(tx, w.Order)
	if err != nil || !unpromised(o) {
		return err
	}
	lacking, err := lackingOf(tx, o, w.Product)
	if err != nil {
		return err
	}
	for _, args := range lacking {
		flow.OpenTask(tx, TaskBuy, o, flow.To{}, args...)
	}
	return nil
}

// atLarge asks for a customer who has no order yet.
func (w Want) atLarge(tx *kernel.Tx) error {
	return askFor(tx, w.Product, w.Qty, w.For, func(p *product.Product, lead lead) kernel.Date {
		if w.By != 0 {
			return w.By
		}
		by, _ := stock.Promise(tx.Today(), 0, nil, w.Qty, lead(tx.Today(), p.LeadDays))
		return by
	})
}

// lead is the day that lies so many days of supply after another.
type lead = func(from kernel.Date, days int64) kernel.Date

// askFor opens the task for goods of no order, which are needed by a day.
func askFor(tx *kernel.Tx, goods kernel.Ref[product.Product], qty kernel.Qty, who string, by func(*product.Product, lead) kernel.Date) error {
	p, err := product.Products.Need(tx, goods)
	if err != nil {
		return err
	}
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	days := company.LeadTime(tx)
	flow.OpenTask(tx, TaskBuy, p, flow.To{}, buyArgs(tx, p, days, qty, qty, who, "", by(p, days))...)
	return nil
}

// wantAtLarge is the first version: what a draft lacked was asked for beside it, and again
// by the order.
type wantAtLarge struct {
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Qty     kernel.Qty                  `zh:"缺货数量" en:"Quantity short" is:"required"`
	By      kernel.Date                 `zh:"需要日期" en:"Needed by" day:"due"`
	For     string                      `zh:"客户" en:"For customer" max:"120"`
}

// Predict needs no more than the product.
func (w wantAtLarge) Predict(tx *kernel.Tx) error {
	_, err := product.Products.Need(tx, w.Product)
	return err
}

// Settle opens the task with the suggested quantity.
func (w wantAtLarge) Settle(tx *kernel.Tx) error {
	return askFor(tx, w.Product, w.Qty, w.For, func(*product.Product, lead) kernel.Date { return w.By })
}

// unpromised tells whether an order promises nothing yet.
func unpromised(o *Order) bool { return o.State == Draft || o.State == Held }

// lackingOf is what purchasing is asked for of a product for an order that promises nothing
// yet, line by line, in the figures of the refusal that its author is shown.
func lackingOf(tx *kernel.Tx, o *Order, goods kernel.Ref[product.Product]) ([][]kernel.Arg, error) {
	d, err := dealOf(tx, kernel.Ref[Order](o.ID))
	if err != nil {
		return nil, err
	}
	list, err := d.look()
	if err != nil {
		return nil, err
	}
	var lacking [][]kernel.Arg
	for _, c := range list {
		if s := c.shortage; s != nil && c.line.Product == goods {
			by := max(o.Due, s.promise)
			lacking = append(lacking, buyArgs(tx, s.product, d.lead, c.want, s.short, o.Name, o.Number, by))
		}
	}
	return lacking, nil
}

func init() { kernel.AfterSettle(keepAsked) }

// keepAsked lets what purchasing was asked for a draft follow the draft: its lines, its
// approval, its end.
func keepAsked(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		o, ok := w.After.(*Order)
		if !ok {
			continue
		}
		was, _ := w.Before.(*Order)
		if was == nil || !unpromised(was) { // an order that promises renews its requests itself
			continue
		}
		if o.State == Void || o.Removed {
			flow.CloseTasks(tx, TaskBuy, o.ID)
			continue
		}
		for _, goods := range askedOf(tx, o) {
			if err := renewAsked(tx, o, goods); err != nil {
				return err
			}
		}
	}
	return nil
}

// askedOf are the products that purchasing is asked for an order.
func askedOf(tx *kernel.Tx, o *Order) (goods []kernel.Ref[product.Product]) {
	for _, t := range flow.OpenAbout(tx, TaskBuy, o.ID) {
		if p := kernel.Ref[product.Product](t.Arg(BuyGoods).Value.ID()); !p.IsZero() && !slices.Contains(goods, p) {
			goods = append(goods, p)
		}
	}
	return goods
}

// renewAsked makes the requests for a product say what the order lacks or waits for now.
func renewAsked(tx *kernel.Tx, o *Order, goods kernel.Ref[product.Product]) error {
	if !unpromised(o) {
		return keepRequests(tx, o, goods)
	}
	lacking, err := lackingOf(tx, o, goods)
	if err != nil {
		return err
	}
	flow.RetellTasks(tx, TaskBuy, o.ID, func(t *flow.Task) bool { return t.Arg(BuyGoods).Value.ID() == goods.ID() }, lacking)
	return nil
}

// coverDrafts asks no more for what drafts lacked and what has come covers.
func coverDrafts(tx *kernel.Tx, arrived stock.Arrived) error {
	come := map[kernel.ID]bool{}
	for _, ref := range arrived.Balances {
		if b, p := stock.Balances.Get(tx, ref); p == kernel.Found {
			come[b.Product.ID()] = true
		}
	}
	free := map[kernel.ID]kernel.Qty{} // what no order takes
	for _, t := range flow.OpenOf(tx, TaskBuy) {
		goods := t.Arg(BuyGoods).Value.ID()
		if !come[goods] {
			continue
		}
		if t.RootEntity == product.Products.Name() {
			coverAtLarge(tx, t, free)
		}
		if t.RootEntity != Orders.Name() {
			continue
		}
		o, p := Orders.Get(tx, kernel.Ref[Order](t.Root))
		if p != kernel.Found || !unpromised(o) {
			continue
		}
		if err := renewAsked(tx, o, kernel.Ref[product.Product](goods)); err != nil {
			return err
		}
	}
	return nil
}

// coverAtLarge asks no more for what was asked for a customer without an order, once so much
// is there that nobody has been promised. free is what is left of each product.
func coverAtLarge(tx *kernel.Tx, t *flow.Task, free map[kernel.ID]kernel.Qty) {
	if !tx.Since(product.WholeUnits) {
		return
	}
	goods, short := t.Arg(BuyGoods).Value.ID(), kernel.Qty(t.Arg("short").Value.Int)
	if _, known := free[goods]; !known {
		free[goods] = stock.TotalOf(tx, kernel.Ref[product.Product](goods)).Available
	}
	if free[goods] < short {
		return
	}
	free[goods] -= short
	flow.CloseTasksIf(tx, TaskBuy, t.Root, func(one *flow.Task) bool { return one.ID == t.ID })
}
