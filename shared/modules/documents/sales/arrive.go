package sales

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/product"
)

var (
	// NodeArrived stands in the order's trail when what it waited for has come.
	NodeArrived = flow.DeclareNode("sales.arrived", "到货配货", "Goods arrived, allocated")

	// TaskArrived tells the salesperson.
	TaskArrived = flow.DeclareTask("sales.arrived", "{customer} 的订单 {number} 等的货到了：{goods}，出库单 {delivery} 已下达仓库",
		"What order {number} of {customer} waited for has come: {goods}; delivery {delivery} is with the warehouse", flow.Kind{
			Title: flow.Words{Zh: "等的货到了", En: "Goods arrived"}, Asks: leaders, Urgency: flow.Normal,
			Opens: flow.Words{Zh: "订单等的货到了，出库单已下达", En: "What an order waited for has come"},
		})
)

// What an order that gets goods makes a command write: rows for the order itself
// and rows for each line.
const (
	rowsOfOrder = 20
	rowsOfLine  = 6
)

func init() { stock.OnArrived.On("sales", allot) }

// allotment is what an order gets of goods that have come.
type allotment struct {
	deal *deal
	list []covered
}

// allot shares what has come out to those who wait for it, the urgent first, then
// by the day of the promise, then by age; each order gets one delivery. Goods that
// have come are never refused because too many wait for them: who does not fit
// into the command waits on, for the next arrival or for 配货.
func allot(tx *kernel.Tx, arrived stock.Arrived) error {
	gets := map[kernel.Ref[Order]]*allotment{}
	var orders []kernel.Ref[Order]
	for _, ref := range arrived.Balances {
		b, p := stock.Balances.Get(tx, ref)
		if p != kernel.Found {
			continue
		}
		queue, _ := WaitingFor.Of(tx, kernel.Key2[kernel.ID, kernel.State]{A: ref.ID(), B: StillWaiting})
		free := max(stock.Available(b), 0)
		for _, w := range queue {
			if free == 0 {
				break
			}
			if gets[w.Order] == nil {
				d, err := dealOf(tx, w.Order)
				if err != nil {
					return err
				}
				gets[w.Order] = &allotment{deal: d}
				orders = append(orders, w.Order)
			}
			free -= gets[w.Order].take(w, free)
		}
	}
	queued := 0 // rows of the queue and requests to buy, which are renewed at the end
	for _, ref := range orders {
		lines := len(gets[ref].list)
		if tx.Weight()+queued+rowsOfOrder+rowsOfLine*lines > kernel.MaxWrites {
			break
		}
		queued += 2 * lines
		if err := gets[ref].deliver(); err != nil {
			return err
		}
	}
	return coverDrafts(tx, arrived)
}

// take gives a waiting line as much as there is and returns how much that was.
func (a *allotment) take(w *Waiting, free kernel.Qty) kernel.Qty {
	for _, l := range a.deal.lines {
		if l.ID != w.Line.ID() {
			continue
		}
		want := waits(a.deal.order, l)
		now := min(want, free)
		a.list = append(a.list, covered{line: l, want: want, now: now})
		return now
	}
	return 0
}

// deliver makes the delivery of what an order gets and tells who waits for it.
func (a *allotment) deliver() error {
	d, o := a.deal, a.deal.order
	var goods []string
	for _, c := range a.list {
		if c.now == 0 {
			continue
		}
		p, err := product.Products.Need(d.tx, c.line.Product)
		if err != nil {
			return err
		}
		goods = append(goods, strings.TrimSpace(c.line.Name+" "+c.line.Spec)+" × "+c.now.String()+" "+p.Unit)
		if c.now == c.want { // the rest is promised for when it was
			kernel.Set(d.tx, c.line, &c.line.Promise, max(o.Due, d.tx.Today()))
		}
	}
	delivery, err := d.deliver(a.list)
	if err != nil || delivery == nil {
		return err
	}
	text := clip(strings.Join(goods, "; "))
	flow.Note(d.tx, o, NodeArrived, delivery.Number, text)
	flow.OpenTask(d.tx, TaskArrived, o, flow.To{Seat: o.Owner}, kernel.Text("customer", o.Name), kernel.Text("number", o.Number),
		kernel.Text("goods", text), kernel.Text("delivery", delivery.Number))
	return nil
}
