package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// LastCost is what a product cost when it last came in, wherever that was (最近
// 成本). It is what goods are assumed to be worth that no place has.
type LastCost struct {
	kernel.Record
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,settled"`
	Date    kernel.Date                 `zh:"日期" en:"Date" is:"listed,settled"`
	Price   kernel.Price                `zh:"最近成本" en:"Last cost" is:"listed,settled" means_zh:"每个基本单位的不含税成本，取最近一次有成本的入库" means_en:"Without tax, for one base unit, as of the last goods that came in with a cost"`
}

// LastCosts is the table of last costs.
var LastCosts = kernel.Define[LastCost]("stock_cost", kernel.Spec{
	Zh: "最近成本", En: "Last cost", Kept: true, Scope: kernel.Scope{kernel.Audience(org.SeesCost)},
})

func lastCostRef(p kernel.Ref[product.Product]) kernel.Ref[LastCost] {
	return kernel.Ref[LastCost](kernel.DeriveID("stock_cost", p))
}

func rememberCost(tx *kernel.Tx, m *Movement, amount kernel.Money) {
	c, p := LastCosts.Get(tx, lastCostRef(m.Product))
	if p != kernel.Found {
		c = LastCosts.Insert(tx, &LastCost{Record: kernel.Record{ID: lastCostRef(m.Product).ID()}, Product: m.Product})
	}
	kernel.Set(tx, c, &c.Date, m.Date)
	kernel.Set(tx, c, &c.Price, Pool{m.Qty, amount}.Average())
}

// TaskCost asks what goods have cost that came in without a cost and of which the
// books know none.
var TaskCost = flow.DeclareTask("stock.cost", "{number}：「{product}」在{place}入库 {qty}，没有成本可参照，按零成本记账，请核实成本",
	"{number}: {qty} of {product} came into {place} and the books know no cost: they stand at nothing, please find out what they cost", flow.Kind{
		Title: flow.Words{Zh: "没有成本", En: "Cost unknown"}, Asks: org.Ask(org.Finance, "stock.revalue"), Urgency: flow.Normal,
		Opens: flow.Words{Zh: "入库的货没有成本可参照", En: "Goods came in and no cost is known"},
		Ends:  flow.Words{Zh: "补录了成本", En: "Their cost is set"},
	})

// Worth is what the goods of a document's line are worth that come into a place without
// a stated cost: what those are worth that lie there, else those elsewhere, else what
// the product cost last. When nobody knows, somebody is asked.
func Worth(tx *kernel.Tx, doc *org.Doc, line kernel.Row, p kernel.Ref[product.Product], at kernel.Ref[org.Place], qty kernel.Qty) (kernel.Money, error) {
	pool := poolOf(tx, BalanceRef(p, at))
	if pool.Qty <= 0 {
		var err error
		if pool, err = elsewhere(tx, &Movement{Product: p, Qty: -qty, Date: tx.Today()}); err != nil {
			return 0, err
		}
	}
	amount := pool.share(qty)
	if amount == 0 {
		askCost(tx, line, doc.Number, p, at, qty)
	}
	return amount, nil
}

// Estimate is what so much more or less of a product in a place is worth as it stands, for
// who looks before it is booked. What nobody knows is zero.
func Estimate(tx *kernel.Tx, p kernel.Ref[product.Product], at kernel.Ref[org.Place], qty kernel.Qty) (kernel.Money, error) {
	pool := poolOf(tx, BalanceRef(p, at))
	if pool.Qty > 0 {
		return pool.share(qty), nil
	}
	much := max(qty, -qty)
	pool, err := elsewhere(tx, &Movement{Product: p, Qty: -much, Date: tx.Today()})
	return pool.share(qty), err
}

// askCost asks finance for the cost of a line.
func askCost(tx *kernel.Tx, line kernel.Row, number string, p kernel.Ref[product.Product], at kernel.Ref[org.Place], qty kernel.Qty) {
	flow.OpenTask(tx, TaskCost, line, flow.To{},
		append(names(tx, p, at), kernel.Text("number", number), kernel.Quantity("qty", qty, product.UnitOf(tx, p)))...)
}

// elsewhere is what a product is worth that its place has none of: its average in
// the other places, else what it cost last, else its reference purchase price
// without input tax, else nothing.
func elsewhere(tx *kernel.Tx, m *Movement) (Pool, error) {
	var sum Pool
	list, _ := valuesOf.Of(tx, m.Product)
	for _, v := range list {
		if v.Qty > 0 {
			sum.Qty += v.Qty
			sum.Amount += v.Amount
		}
	}
	if sum.Qty > 0 {
		return sum, nil
	}
	if c, p := LastCosts.Get(tx, lastCostRef(m.Product)); p == kernel.Found && c.Price != 0 {
		amount, err := tax.LineGross(-m.Qty, c.Price, tax.NoDiscount)
		return Pool{-m.Qty, amount}, err
	}
	guarded, p := product.Products.Guarded(org.SeesCost).Get(tx, m.Product)
	if p != kernel.Found || guarded.Purchase == 0 {
		return Pool{}, nil
	}
	return purchased(tx, m, guarded.Purchase)
}

// purchased is the cost of the movement's quantity at a price with tax.
func purchased(tx *kernel.Tx, m *Movement, price kernel.Price) (Pool, error) {
	gross, err := tax.LineGross(-m.Qty, price, tax.NoDiscount)
	if err != nil {
		return Pool{}, err
	}
	goods, err := product.Products.Need(tx, m.Product)
	if err != nil {
		return Pool{}, err
	}
	rate, err := tax.InputRate(tx, goods.TaxClass, m.Date)
	if err != nil {
		return Pool{}, err
	}
	net, _ := tax.SplitGross(gross, rate)
	return Pool{-m.Qty, net}, nil
}
