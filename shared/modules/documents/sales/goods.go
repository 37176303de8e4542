package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/product"
)

// goodsOut moves what has left of a delivery's line.
func goodsOut(tx *kernel.Tx, d *Delivery, l *DeliveryLine, qty kernel.Qty, when kernel.Choice) error {
	head := d.Doc
	head.Date, head.At = d.Left, tx.At()
	return stock.Move(tx, stock.Line{
		Doc: d, Head: &head, ID: l.ID, Product: l.Product, Place: d.From, Qty: -qty, Sold: true, When: when,
	})
}

// goodsBack moves what came back.
func goodsBack(tx *kernel.Tx, r *Return, l *ReturnLine, when kernel.Choice) error {
	return stock.Move(tx, stock.Line{
		Doc: r, Head: &r.Doc, ID: l.ID, Product: l.Product, Place: l.Into, Qty: l.Qty, Sold: true, When: when,
	})
}

// costOf values what a line has moved and books it against who bears it: cost of
// sales, or gifts. given is the cost of goods that come back.
func (b *booking) costOf(line kernel.ID, service, gift bool, given kernel.Money) (kernel.Money, error) {
	if service {
		return 0, nil
	}
	v, err := stock.SettleMove(b.tx, line, given)
	if err != nil {
		return 0, err
	}
	bearer := ledger.CostOfSales
	if gift {
		bearer = ledger.Gifts
	}
	v.PostOut(b.posting, bearer, ledger.Aux{}) // PostOut and PostBack differ in nothing but sign
	return v.Cost(), nil
}

// TaskLost tells the salesperson that goods promised to his order are not there.
var TaskLost = flow.DeclareTask("sales.lost", "盘点发现 {product} 不足，{customer} 的订单 {number} 少占用 {qty}",
	"A count found too few of {product}: order {number} of {customer} has lost {qty} of its reservation", flow.Kind{
		Title: flow.Words{Zh: "占用的货不足", En: "Reservations lost"}, Asks: leaders, Urgency: flow.Urgent,
		Opens: flow.Words{Zh: "盘点发现订单占用的货不足", En: "A count finds too few of what an order has reserved"},
	})

func init() {
	stock.OnLost.On("sales", func(tx *kernel.Tx, lost stock.Lost) error {
		l, p := OrderLines.Get(tx, kernel.Ref[OrderLine](lost.Line))
		if p != kernel.Found {
			return nil
		}
		o, p := Orders.Get(tx, l.Order)
		if p != kernel.Found {
			return nil
		}
		flow.OpenTask(tx, TaskLost, o, flow.To{Seat: o.Owner}, kernel.Text("product", l.Name+" "+l.Spec),
			kernel.Text("customer", o.Name), kernel.Text("number", o.Number), kernel.Quantity("qty", lost.Qty, product.UnitOf(tx, l.Product)))
		return nil
	})
}
