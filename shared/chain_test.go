package shared_test

import (
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rigs/trial"
)

// follow walks the chain from a row, forwards or backwards, and lists the kinds of
// rows that it meets.
func (c *chain) follow(row kernel.Row, forwards bool) []string {
	tx := c.Tx()
	met := map[kernel.ID]bool{row.Base().ID: true}
	var kinds []string
	for queue := []kernel.Row{row}; len(queue) > 0; queue = queue[1:] {
		into, out := flow.ChainOf(tx, queue[0])
		for _, h := range into {
			c.step(&queue, &kinds, met, !forwards, h.SrcEntity, h.Src)
		}
		for _, h := range out {
			c.step(&queue, &kinds, met, forwards, h.DstEntity, h.Dst)
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

func (c *chain) step(queue *[]kernel.Row, kinds *[]string, met map[kernel.ID]bool, wanted bool, entity string, id kernel.ID) {
	if !wanted || met[id] {
		return
	}
	met[id] = true
	row := c.Get(c.Catalog.Schema(entity), id)
	if row == nil {
		c.t.Errorf("a hop leads to %s %s, which is not there", entity, id)
		return
	}
	*kinds = append(*kinds, entity)
	*queue = append(*queue, row)
}

// R34: where a document comes from and what became of it, in goods and in money,
// from the order to the voucher and from the money back to the order.
func TestTheChainIsWhole(t *testing.T) {
	c := run(t)
	order := trial.All(c.World, sales.Orders)[0]
	if got := c.follow(order, true); !slices.Equal(got, []string{"debt_item", "ledger_voucher", "sales_delivery", "sales_return"}) {
		t.Errorf("out of the order came %v", got)
	}
	line := trial.All(c.World, sales.OrderLines)[0]
	if got := c.follow(line, true); !slices.Equal(got, []string{"sales_delivery_line", "sales_return_line", "stock_move"}) {
		t.Errorf("out of its line came %v", got)
	}
	for _, m := range trial.All(c.World, stock.Movements) {
		l, _ := sales.ReturnLines.Get(c.Tx(), kernel.Ref[sales.ReturnLine](m.SrcLine))
		if back := c.follow(m, false); l != nil && !l.DeliveryLine.IsZero() && !slices.Equal(back, []string{"sales_delivery_line", "sales_order_line", "sales_return_line"}) {
			t.Errorf("what came back came from %v", back)
		}
	}
	receipt := trial.All(c.World, finance.Receipts)[0]
	_, settles := flow.ChainOf(c.Tx(), receipt)
	var sum kernel.Money
	orders := false
	for _, h := range settles {
		if h.DstEntity != "debt_item" {
			continue
		}
		item := c.Get(c.Catalog.Schema("debt_item"), h.Dst)
		orders = orders || slices.Contains(c.follow(item, false), "sales_order")
		sum += h.Amount
	}
	if sum != receipt.Allocated+receipt.Prepaid || !orders {
		t.Errorf("the receipt over %s settles %s; the order is found: %v", receipt.Total, sum, orders)
	}
}

// What one row sends out the other takes in, and no line gives more than it has (G7).
func TestTheChainIsTheSameFromBothEnds(t *testing.T) {
	c := run(t)
	tx := c.Tx()
	n := 0
	for _, s := range c.Catalog.Schemas {
		_ = c.Scan(s, func(row kernel.Row) error {
			_, out := flow.ChainOf(tx, row)
			for _, h := range out {
				n++
				end := c.Get(c.Catalog.Schema(h.DstEntity), h.Dst)
				if end == nil {
					t.Fatalf("%+v ends nowhere", h)
				}
				if into, _ := flow.ChainOf(tx, end); !slices.Contains(into, h) {
					t.Errorf("%s %s sends %+v, %s does not take it", s.Name, row.Base().ID, h, h.DstEntity)
				}
			}
			return nil
		})
	}
	if n < 20 {
		t.Errorf("only %d hops", n)
	}
	for _, l := range trial.All(c.World, sales.OrderLines) {
		_, out := flow.ChainOf(tx, l)
		var sum kernel.Qty
		for _, h := range out {
			sum += h.Qty
		}
		if sum > l.BaseQty || sum != l.Shipped+l.Planned {
			t.Errorf("line %d of %s gave %s of %s", l.Line, l.Name, sum, l.BaseQty)
		}
	}
}
