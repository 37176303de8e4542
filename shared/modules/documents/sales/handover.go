package sales

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Handover says that goods were sold and handed over on the spot: order, delivery
// and shipment in one. From a van of the author's seat, or where the company allows
// it, that has happened when it is written: credit, lowest prices and stock stop
// nothing, and what does not fit opens a task. From any other place it is written
// before the goods leave, so it passes the checks of an order or is refused.
type Handover struct {
	Wish
	When    kernel.Choice `zh:"与盘点先后" en:"Before or after the count" of:"stock_when" is:"answer" hint_zh:"补录盘点当天的单据时填写" hint_en:"For a late document of a day of counting"`
	Assumed string        `zh:"推定说明" en:"Assumed" max:"200"`
}

var (
	_ = kernel.Fact[Handover]("sales.handover", "现场交货", "Hand over on the spot", kernel.Formerly[fromAnyVan](1), kernel.Formerly[handedUnsigned](2), org.For(org.First, org.Sales, org.SalesManager))

	// NotOnTheSpot refuses what an order would have been held for.
	NotOnTheSpot = kernel.Refuse("sales.not_on_the_spot", "「{place}」不能直接交货给 {customer}：要先放行，请下单提交",
		"Goods cannot be handed to {customer} from {place} without a release: place an order instead",
		kernel.Repair{Name: "order", Zh: "改为提交订单", En: "Place an order instead", Command: "sales.order.place"})

	// TaskHandedOver tells finance of goods given to a customer whom an order would
	// have held.
	TaskHandedOver = flow.DeclareTask("sales.handed_over", "{customer} 已现场交货 {total} 元（单号 {number}），但按信用规则应先放行，请跟进",
		"Goods for {total} were handed over to {customer} (order {number}) that credit rules would have held: please follow up", flow.Kind{
			Title: flow.Words{Zh: "现场交货超信用", En: "Handed over beyond credit"}, Asks: deciders, Urgency: flow.Normal,
			Opens: flow.Words{Zh: "现场交了货，但按信用规则应先放行", En: "Goods were handed over that credit rules would have held"},
		})

	// TaskHandedBelow tells finance of prices for which an order would have waited.
	TaskHandedBelow = flow.DeclareTask("sales.handed_below", "{customer} 已现场交货 {total} 元（单号 {number}），其中 {products} 低于最低售价，共少 {short} 元，按规则应先放行，请跟进",
		"Goods for {total} were handed over to {customer} (order {number}), {products} below the lowest price, by {short} in all: an order would have been held, please follow up", flow.Kind{
			Title: flow.Words{Zh: "现场交货低于最低价", En: "Handed over below the floor"}, Asks: deciders, Urgency: flow.Normal,
			Opens: flow.Words{Zh: "现场交货的价格低于最低售价", En: "Goods were handed over below their lowest price"},
		})
)

// Predict writes what happened.
func (h Handover) Predict(tx *kernel.Tx) error { return h.write(tx, false, Signed) }

// write makes order and delivery; what was handed over is signed for, since the customer
// has it in his hands.
func (h Handover) write(tx *kernel.Tx, anyVan bool, left kernel.State) error {
	o := h.newOrder(tx, h.Assumed)
	lines, err := h.fill(tx, o)
	if err != nil {
		return err
	}
	d, err := newDeal(tx, o, lines)
	if err != nil {
		return err
	}
	d.anyVan = anyVan
	if err := d.mustBePriced(); err != nil {
		return err
	}
	if err := d.onTheSpot(); err != nil {
		return err
	}
	for _, l := range lines {
		kernel.Set(tx, l, &l.Shipped, l.BaseQty)
	}
	kernel.Set(tx, o, &o.State, Shipped)
	if err := born(tx, o, Shipped); err != nil {
		return err
	}
	return d.handOver(h.When, left)
}

// onTheSpot lets goods go that have gone already, and others only as an order would.
func (d *deal) onTheSpot() error {
	from, err := org.Places.Need(d.tx, d.order.From)
	if err != nil {
		return err
	}
	if d.gone(from) {
		flow.Note(d.tx, d.order, NodeStock, passed, "")
		d.noteCredit()
		return d.noteFloor()
	}
	return foreign(from, d.overTheCounter(from))
}

// overTheCounter refuses what an order would wait for.
func (d *deal) overTheCounter(from *org.Place) error {
	reasons := d.checkCredit("")
	floor, err := d.belowFloor()
	if err != nil {
		return err
	}
	if reasons = append(reasons, floor...); len(reasons) > 0 {
		r := NotOnTheSpot.With(kernel.Text("place", from.Name), kernel.Text("customer", d.order.Name))
		for _, reason := range reasons {
			r.Details = append(r.Details, *reason)
		}
		return r
	}
	kernel.Set(d.tx, d.order, &d.order.Allow, Whole)
	_, err = d.checkStock()
	return err
}

// noteCredit judges the customer for those who read the trail; it stops nothing.
func (d *deal) noteCredit() {
	reasons := d.standing(d.order.Date).Reasons()
	d.report(NodeCredit, reasons, true)
	if len(reasons) > 0 {
		d.tellFinance(TaskHandedOver)
	}
}

// noteFloor tells who would have had to release the prices; it stops nothing.
func (d *deal) noteFloor() error {
	var products []string
	var short kernel.Money
	reasons, err := d.belowFloor()
	if err != nil {
		return err
	}
	for _, r := range reasons {
		products = append(products, r.Arg("product").Str)
		short += kernel.Money(r.Arg("least").Int - r.Arg("amount").Int)
	}
	d.report(NodeFloor, reasons, true)
	if len(reasons) > 0 {
		d.tellFinance(TaskHandedBelow, kernel.Text("products", strings.Join(products, ", ")), kernel.Figure("short", short))
	}
	return nil
}

// tellFinance, whom an order would have waited for; the boss sees every task.
func (d *deal) tellFinance(kind *flow.TaskKind, more ...kernel.Arg) {
	args := append([]kernel.Arg{
		kernel.Text("customer", d.order.Name), kernel.Text("number", d.order.Number), kernel.Figure("total", d.order.Total),
	}, more...)
	flow.OpenTask(d.tx, kind, d.order, flow.To{}, args...)
}

// handOver makes the delivery that has left already, into the customer's hands.
func (d *deal) handOver(when kernel.Choice, left kernel.State) error {
	delivery := newDelivery(d.tx, deliveryOf(d.order))
	kernel.Set(d.tx, delivery, &delivery.State, left)
	kernel.Set(d.tx, delivery, &delivery.Left, d.order.Date)
	kernel.Set(d.tx, delivery, &delivery.LeftAt, d.tx.At())
	if left == Signed {
		kernel.Set(d.tx, delivery, &delivery.SignedBy, d.order.Contact)
		kernel.Set(d.tx, delivery, &delivery.SignedAt, d.tx.At())
	}
	for n, l := range d.lines {
		row := addLine(d.tx, delivery, n+1, lineOf(d.tx, l), l.BaseQty)
		kernel.Set(d.tx, row, &row.Shipped, l.BaseQty)
		if l.Service {
			continue
		}
		if err := goodsOut(d.tx, delivery, row, l.BaseQty, when); err != nil {
			return err
		}
	}
	return born(d.tx, delivery, left)
}

// Settle books it like any shipment.
func (h Handover) Settle(tx *kernel.Tx) error {
	d, err := Deliveries.Need(tx, Deliveries.Born(tx))
	if err != nil {
		return err
	}
	o, err := Orders.Need(tx, d.Order)
	if err != nil {
		return err
	}
	if err := keepSums(tx, d.Order, o.Date); err != nil {
		return err
	}
	if err := settleShipment(tx, d); err != nil {
		return err
	}
	if d.State == Signed { // not so in earlier versions
		flow.Note(tx, o, NodeSigned, d.Number, d.SignedBy)
	}
	return nil
}
