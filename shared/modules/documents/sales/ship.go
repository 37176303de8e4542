package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Ship says that goods of a delivery have left: all, or what its lines say. It is
// a fact: what the book does not have goes to 待查, and a delivery that was
// withdrawn meanwhile has left all the same.
type Ship struct {
	kernel.Own[Delivery]
	Delivery kernel.Ref[Delivery] `zh:"出库单" en:"Delivery" is:"required"`
	Date     kernel.Date          `zh:"出库日期" en:"Left on" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"delivery.date"`
	Lines    []ShipLine           `zh:"实发数量" en:"Shipped" max:"300" hint_zh:"不填为全部" hint_en:"Everything unless given"`
	Rest     kernel.Choice        `zh:"其余" en:"The rest" of:"sales_rest"`
	Carrier  string               `zh:"承运方" en:"Carrier" max:"80"`
	Waybill  string               `zh:"运单号" en:"Waybill" text:"number" max:"80"`
	When     kernel.Choice        `zh:"与盘点先后" en:"Before or after the count" of:"stock_when" is:"answer" hint_zh:"补录盘点当天的单据时填写" hint_en:"For a late document of a day of counting"`
	Note     string               `zh:"备注" en:"Note" text:"lines" max:"500"`
}

// ShipLine is what has left of one line; a line that is not named stayed.
type ShipLine struct {
	Line kernel.Ref[DeliveryLine] `zh:"出库行" en:"Delivery line" is:"required"`
	Qty  kernel.Qty               `zh:"实发数量" en:"Shipped"`
}

var (
	_ = kernel.Fact[Ship]("sales.ship", "出库", "Ship",
		kernel.Moves(Deliveries, kernel.From(Pending, Picking, Void), kernel.To(Shipped)),
		org.For(org.First, org.Storekeeper), org.Duty(org.Storekeeper))

	// The refusals of a form that no truck can match.
	TooManyShipped = kernel.Refuse("sales.ship_too_many", "{product} 应发 {qty}，不能出库 {shipped}", "{product}: {qty} to ship, {shipped} cannot leave")
	NotOnDelivery  = kernel.Refuse("sales.not_on_delivery", "出库单 {number} 没有这一行，或重复填写", "Delivery {number} has no such line, or it is given twice")
	NothingLeft    = kernel.Refuse("sales.nothing", "出库单 {number} 没有实发数量", "Nothing of delivery {number} is shipped")
)

// Predict moves the goods and the progress of order and delivery. The order's
// lines move by deltas, because the warehouse does not see orders.
func (s Ship) Predict(tx *kernel.Tx) error {
	d, err := Deliveries.Need(tx, s.Delivery)
	if err != nil {
		return err
	}
	lines, _ := DeliveryLinesOf.Of(tx, s.Delivery)
	qty, err := s.quantities(d, lines)
	if err != nil {
		return err
	}
	for n, l := range lines {
		if qty[n] == l.Qty {
			continue // as it was ordered
		}
		if err := product.CheckWholeOf(tx, l.Product, qty[n]); err != nil {
			return err
		}
	}
	s.head(tx, d)
	rest := shipment{tx: tx, d: d, when: s.When, close: s.Rest == RestClose, withdrawn: d.State == Void}
	for n, l := range lines {
		if err := rest.line(l, qty[n]); err != nil {
			return err
		}
	}
	return rest.again()
}

// quantities are those of the arguments, in the order of the lines.
func (s Ship) quantities(d *Delivery, lines []*DeliveryLine) ([]kernel.Qty, error) {
	given := map[kernel.ID]kernel.Qty{}
	for _, l := range s.Lines {
		if _, twice := given[l.Line.ID()]; twice {
			return nil, NotOnDelivery.With(kernel.Text("number", d.Number))
		}
		given[l.Line.ID()] = l.Qty
	}
	qty := make([]kernel.Qty, len(lines))
	var sum kernel.Qty
	for n, l := range lines {
		qty[n] = l.Qty
		if len(s.Lines) > 0 {
			qty[n] = given[l.ID]
			delete(given, l.ID)
		}
		if qty[n] > l.Qty {
			return nil, TooManyShipped.With(kernel.Text("product", l.Name), kernel.Quantity("qty", l.Qty, l.Unit), kernel.Quantity("shipped", qty[n], l.Unit))
		}
		sum += qty[n]
	}
	switch {
	case len(given) > 0:
		return nil, NotOnDelivery.With(kernel.Text("number", d.Number))
	case sum == 0:
		return nil, NothingLeft.With(kernel.Text("number", d.Number))
	}
	return qty, nil
}

func (s Ship) head(tx *kernel.Tx, d *Delivery) {
	day := s.Date
	if day == 0 {
		day = tx.Today()
	}
	kernel.Set(tx, d, &d.Left, day)
	kernel.Set(tx, d, &d.LeftAt, tx.At())
	if d.State == Void {
		kernel.Set(tx, d, &d.Overtook, true)
	}
	if s.Carrier != "" {
		kernel.Set(tx, d, &d.Carrier, s.Carrier)
	}
	if s.Waybill != "" {
		kernel.Set(tx, d, &d.Waybill, s.Waybill)
	}
	say(tx, d, s.Note)
}

// shipment carries what a delivery leaves behind from line to line.
type shipment struct {
	tx        *kernel.Tx
	d         *Delivery
	when      kernel.Choice // the goods left, before or after a count of that day
	close     bool
	withdrawn bool // its reservation was given back when it was withdrawn
	rest      []leftover
}

type leftover struct {
	line *DeliveryLine
	qty  kernel.Qty
}

// line moves the goods of one line out.
func (s *shipment) line(l *DeliveryLine, qty kernel.Qty) error {
	rest := l.Qty - qty
	planned := -l.Qty
	switch {
	case s.withdrawn:
		planned, rest = 0, 0
	case rest > 0 && !s.close:
		planned = -qty // the rest stays planned, on a delivery of its own
		s.rest = append(s.rest, leftover{l, rest})
	case rest > 0:
		kernel.Bump(s.tx, OrderLines, l.OrderLine.ID(), func(o *OrderLine) *kernel.Qty { return &o.Closed }, rest)
	}
	if planned != 0 {
		kernel.Bump(s.tx, OrderLines, l.OrderLine.ID(), func(o *OrderLine) *kernel.Qty { return &o.Planned }, planned)
	}
	if !l.Service && planned != 0 {
		if _, err := stock.Unreserve(s.tx, l.OrderLine.ID(), -planned); err != nil {
			return err
		}
	}
	if qty == 0 {
		return nil
	}
	kernel.Set(s.tx, l, &l.Shipped, qty)
	kernel.Bump(s.tx, OrderLines, l.OrderLine.ID(), func(o *OrderLine) *kernel.Qty { return &o.Shipped }, qty)
	if l.Service {
		return nil
	}
	if s.withdrawn {
		if err := s.fromItsOwn(l, qty); err != nil {
			return err
		}
	}
	return goodsOut(s.tx, s.d, l, qty, s.when)
}

// fromItsOwn takes what left and is not free from what the order was promised anew.
func (s *shipment) fromItsOwn(l *DeliveryLine, qty kernel.Qty) error {
	missing := qty - max(stock.AvailableAt(s.tx, l.Product, s.d.From), 0)
	_, err := stock.Unreserve(s.tx, l.OrderLine.ID(), max(missing, 0))
	return err
}

// again makes the delivery of what stayed behind and stays promised.
func (s *shipment) again() error {
	if len(s.rest) == 0 {
		return nil
	}
	next := *s.d
	next.Record, next.Number, next.Serial = kernel.Record{}, "", 0
	next.Left, next.LeftAt, next.Overtook, next.Carrier, next.Waybill = 0, 0, false, "", ""
	d := newDelivery(s.tx, next)
	for n, r := range s.rest {
		copied := *r.line
		copied.Record, copied.Shipped, copied.Returned = kernel.Record{}, 0, 0
		addLine(s.tx, d, n+1, copied, r.qty)
	}
	return born(s.tx, d, Pending)
}
