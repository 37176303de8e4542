package sales

import (
	"fmt"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// The refusal of an order that stock does not cover, with its lines, and what the
// salesperson can do about it.
var (
	Short = kernel.Refuse("sales.short", "{place} 库存不足：{lines} 行缺货", "{place} is short of stock; lines: {lines}",
		// the first is the one that is proposed: nothing of the order is lost by it
		kernel.Repair{Name: "wait", Zh: "先发现货，其余等货", En: "Ship what is there, wait for the rest", Command: "sales.order.place", Answers: kernel.Answers{"allow": string(Backorder)}},
		kernel.Repair{Name: "buy", Zh: "请采购补货", En: "Ask purchasing to buy", Command: "sales.order.want"},
		kernel.Repair{Name: "ship_rest", Zh: "先发现货，其余不要", En: "Ship what is there, drop the rest", Command: "sales.order.place", Answers: kernel.Answers{"allow": string(OrLess)}})
	ShortLine = kernel.Refuse("sales.short_line",
		"第 {line} 行 {product}：订 {ordered}，可售 {available}，缺 {short}；供货 {lead} 天，预计 {promise} 有货；建议采购 {suggest}",
		"Line {line}, {product}: {ordered} ordered, {available} available, {short} short; lead time (days): {lead}, expected {promise}; suggested purchase {suggest}")

	// TaskBuy asks purchasing for what orders wait for.
	TaskBuy = flow.DeclareTask("sales.buy", "{product} 缺 {short}（{customer} {number}），建议采购 {suggest}，{promise} 前需到货",
		"{product} is {short} short for {customer} {number}: buy {suggest}, needed by {promise}", flow.Kind{
			Title: flow.Words{Zh: "待采购", En: "To buy"}, Asks: org.Ask(org.Purchase, "product__cost.edit"), Urgency: flow.Normal,
			Opens: flow.Words{Zh: "订单缺货", En: "An order is short of goods"},
			Ends:  flow.Words{Zh: "货够了，或订单取消", En: "There are enough, or the order is given up"},
		})
)

// BuyGoods is the argument of TaskBuy that says which product it is, for those who
// gather what is to be bought.
const BuyGoods = "goods"

// covered is what the stock has for one line now.
type covered struct {
	line      *OrderLine
	want      kernel.Qty // not yet on a delivery
	now       kernel.Qty
	available kernel.Qty // of the product, for all lines together
	shortage  *shortage  // nil when nothing is missing
}

// shortage is what is missing of a line and how it could be had.
type shortage struct {
	product *product.Product
	short   kernel.Qty
	promise kernel.Date
}

// look asks the stock of the order's place for every line.
func (d *deal) look() ([]covered, error) {
	needs := make([]Need, 0, len(d.lines))
	list := make([]covered, 0, len(d.lines))
	for _, l := range d.lines {
		c := covered{line: l, want: l.Rest() - l.Planned}
		if !l.Service {
			c.available = max(d.available(l.Product), 0)
			needs = append(needs, Need{l.Product.ID(), c.want})
		}
		list = append(list, c)
	}
	taken := Cover(needs, func(id kernel.ID) kernel.Qty { return d.available(kernel.Ref[product.Product](id)) })
	for n := range list {
		c := &list[n]
		if c.line.Service {
			c.now = c.want
			continue
		}
		c.now, taken = taken[0], taken[1:]
		if c.now < c.want {
			if err := d.missing(c); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// available is what may be promised of a product; a company that lets stock fall
// below zero promises whatever is asked.
func (d *deal) available(p kernel.Ref[product.Product]) kernel.Qty {
	if stock.MayRunShort.Of(d.company) {
		return kernel.MaxQty
	}
	return stock.AvailableAt(d.tx, p, d.order.From)
}

// missing works out how the rest of a line could be had.
func (d *deal) missing(c *covered) error {
	p, err := product.Products.Need(d.tx, c.line.Product)
	if err != nil {
		return err
	}
	s := &shortage{product: p, short: c.want - c.now}
	today := d.tx.Today()
	s.promise, _ = stock.Promise(today, c.now, nil, c.want, d.lead(today, p.LeadDays))
	c.shortage = s
	return nil
}

// suggest works out what should be bought because so much is asked for and so
// much of it is missing. Demand is known by days of the calendar, so the lead time
// counts in them, too.
func suggest(tx *kernel.Tx, p *product.Product, lead leadTime, asked, missing kernel.Qty) stock.Suggestion {
	today := tx.Today()
	need := stock.Need{
		Demand: stock.DemandBefore(tx, kernel.Ref[product.Product](p.ID), tx.JudgedDate(), stock.DemandDays),
		Lead:   lead(today, p.LeadDays).DaysSince(today), Review: stock.ReviewDays, Service: stock.Service95,
		Back: asked, Short: missing, Smallest: p.MinOrder, Multiple: p.Multiple,
	}
	balances, _ := stock.BalancesOf.Of(tx, kernel.Ref[product.Product](p.ID))
	for _, b := range balances {
		if at, found := org.Places.Get(tx, b.Place); tx.Since(product.WholeUnits) && (found != kernel.Found || !at.Sells()) {
			continue // defective goods cover no order, and what is in suspense lies nowhere
		}
		need.OnHand += b.OnHand
		need.Reserved += b.Reserved
	}
	return stock.Suggest(need)
}

// checkStock notes what the stock covers. Where it does not cover the order and
// its author allowed nothing less, the order is refused with its figures.
func (d *deal) checkStock() ([]covered, error) {
	list, err := d.look()
	if err != nil {
		return nil, err
	}
	var missing []kernel.Refusal
	var sums []string
	var now kernel.Qty
	for _, c := range list {
		now += c.now
		if c.shortage != nil {
			missing = append(missing, *d.shortLine(c))
			sums = append(sums, fmt.Sprintf("%s %s/%s", c.line.Code, c.now, c.want))
		}
	}
	if len(missing) == 0 {
		flow.Note(d.tx, d.order, NodeStock, passed, "")
		return list, nil
	}
	nothing := now == 0 && d.order.Allow == OrLess
	if d.order.Allow == Whole || d.order.Allow == "" || nothing {
		return nil, d.refuseShort(missing)
	}
	flow.Note(d.tx, d.order, NodeStock, short, clip(strings.Join(sums, "; ")))
	return list, nil
}

func (d *deal) refuseShort(missing []kernel.Refusal) error {
	name := ""
	if place, p := org.Places.Get(d.tx, d.order.From); p == kernel.Found {
		name = place.Name
	}
	r := Short.With(kernel.Text("place", name), kernel.Int("lines", int64(len(missing))))
	r.Details = missing
	return r
}

func (d *deal) shortLine(c covered) *kernel.Refusal {
	p, today := c.shortage.product, d.tx.Today()
	buy := suggest(d.tx, p, d.lead, c.want, c.shortage.short)
	return ShortLine.With(kernel.Int("line", c.line.Line), kernel.Text("product", productName(p)),
		kernel.Quantity("ordered", c.want, p.Unit), kernel.Quantity("available", c.available, p.Unit),
		kernel.Quantity("short", c.shortage.short, p.Unit), kernel.Int("lead", int64(d.lead(today, p.LeadDays).DaysSince(today))), kernel.Figure("promise", c.shortage.promise),
		kernel.Quantity("suggest", buy.Qty, p.Unit), kernel.Quantity("least", p.MinOrder, p.Unit), kernel.Quantity("multiple", p.Multiple, p.Unit))
}

func productName(p *product.Product) string { return strings.TrimSpace(p.Name + " " + p.Spec) }

// clip keeps a note within what the trail holds.
func clip(s string) string {
	const most = 500
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
