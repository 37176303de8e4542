package sales

import (
	"fmt"

	"heyi/shared/flow"
	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/party"
)

func init() {
	kernel.DeclareAudit("F4", "每个订单行：出库、退货与单据一致，退货不超过出库，出库不超过订单", "Each order line: shipped and returned agree with the documents, returned ≤ shipped ≤ ordered", auditLines)
	kernel.DeclareAudit("F4S", "订单的出库状态由各行出库数量得出", "How far an order is shipped follows from its lines", auditProgress)
	kernel.DeclareAudit("F7", "客户未出库订单 = 各订单未出库金额合计", "A customer's open orders are the sum of what his orders still promise", auditOpen)
	kernel.DeclareAudit("F10", "每张订单的环节按顺序留痕", "Each order's steps stand in its trail in their order", auditTrail)
	kernel.DeclareAudit("F11Q", "等货队列 = 已审核订单行中未配货的数量", "The queue of waiting lines is what approved orders have not been allotted", auditWaiting)
	kernel.DeclareAudit("F11", "要求整单发货的订单，未发部分都在出库单上", "An order that ships only whole has all its rest on deliveries", auditWhole)
	kernel.DeclareAudit("G6", "出库单、退货单与其凭证金额一致", "Deliveries and returns are what their vouchers say", auditPosted)
	kernel.DeclareAudit("G7", "订单行的待出库 = 未出库的出库单数量", "What an order line has on deliveries is what they are to ship", auditPlanned)
	kernel.DeclareAudit("G10", "单据合计 = 各行合计，价税合计 = 金额 + 税额", "Totals of documents are the sums of their lines", auditTotals)
}

// lineSums are what the documents say of an order line.
type lineSums struct {
	shipped, returned, planned kernel.Qty
	overtook                   bool
}

func sumLines(c *kernel.Catalog, all kernel.Scanner) (map[kernel.Ref[OrderLine]]lineSums, error) {
	deliveries := map[kernel.Ref[Delivery]]*Delivery{}
	err := kernel.Each(c, all, Deliveries, func(d *Delivery) error {
		deliveries[kernel.Ref[Delivery](d.ID)] = d
		return nil
	})
	if err != nil {
		return nil, err
	}
	sums := map[kernel.Ref[OrderLine]]lineSums{}
	err = kernel.Each(c, all, DeliveryLines, func(l *DeliveryLine) error {
		s, d := sums[l.OrderLine], deliveries[l.Delivery]
		s.shipped += l.Shipped
		s.returned += l.Returned
		s.overtook = s.overtook || d.Overtook
		if d.State == Pending || d.State == Picking {
			s.planned += l.Qty
		}
		sums[l.OrderLine] = s
		return nil
	})
	return sums, err
}

func auditLines(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	back := map[kernel.Ref[DeliveryLine]]kernel.Qty{}
	err := kernel.Each(c, all, ReturnLines, func(l *ReturnLine) error {
		back[l.DeliveryLine] += l.Qty
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, DeliveryLines, func(l *DeliveryLine) error {
		if l.Returned != back[kernel.Ref[DeliveryLine](l.ID)] || l.Returned > l.Shipped || l.Shipped > l.Qty {
			found("sales_delivery_line " + l.ID.String())
		}
		return nil
	})
	if err != nil {
		return err
	}
	sums, err := sumLines(c, all)
	if err != nil {
		return err
	}
	return kernel.Each(c, all, OrderLines, func(l *OrderLine) error {
		s := sums[kernel.Ref[OrderLine](l.ID)]
		if l.Shipped != s.shipped || l.Returned != s.returned || l.Shipped+l.Closed > l.BaseQty && !s.overtook {
			found("sales_order_line " + l.ID.String())
		}
		return nil
	})
}

func auditPlanned(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	sums, err := sumLines(c, all)
	if err != nil {
		return err
	}
	return kernel.Each(c, all, OrderLines, func(l *OrderLine) error {
		s := sums[kernel.Ref[OrderLine](l.ID)]
		if l.Planned != s.planned || l.Planned > l.Rest() {
			found("sales_order_line " + l.ID.String())
		}
		return nil
	})
}

// linesByOrder are the lines that an order has now.
func linesByOrder(c *kernel.Catalog, all kernel.Scanner) (map[kernel.Ref[Order]][]*OrderLine, error) {
	lines := map[kernel.Ref[Order]][]*OrderLine{}
	return lines, kernel.Each(c, all, OrderLines, func(l *OrderLine) error {
		if !l.Removed {
			lines[l.Order] = append(lines[l.Order], l)
		}
		return nil
	})
}

func auditOpen(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	lines, err := linesByOrder(c, all)
	if err != nil {
		return err
	}
	promised := map[kernel.Ref[party.Party]]kernel.Money{}
	err = kernel.Each(c, all, Orders, func(o *Order) error {
		if open(o, lines[kernel.Ref[Order](o.ID)]) != o.Open {
			found("sales_order " + o.Number)
		}
		promised[o.Customer] += o.Open
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, party.Balances, func(b *party.Balance) error {
		if b.OpenOrders != promised[b.Party] {
			found("party_balance " + b.ID.String())
		}
		return nil
	})
}

func auditWhole(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	lines, err := linesByOrder(c, all)
	if err != nil {
		return err
	}
	return kernel.Each(c, all, Orders, func(o *Order) error {
		if o.Allow != Whole || o.State != Approved && o.State != Partly {
			return nil
		}
		for _, l := range lines[kernel.Ref[Order](o.ID)] {
			if l.Planned != l.Rest() {
				found(fmt.Sprintf("sales_order %s line %d", o.Number, l.Line))
			}
		}
		return nil
	})
}

// auditTrail compares the first effective time of the steps: no order is shipped
// before it was checked, signed or paid before it was shipped.
func auditTrail(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	first := map[kernel.ID]map[int]kernel.Time{}
	err := kernel.Each(c, all, flow.ProcessEvents, func(e *flow.ProcessEvent) error {
		n, known := stepOf[e.Node]
		if e.RootEntity != Orders.Name() || !known {
			return nil
		}
		if first[e.Root] == nil {
			first[e.Root] = map[int]kernel.Time{}
		}
		if at, has := first[e.Root][n]; !has || e.Judged < at {
			first[e.Root][n] = e.Judged
		}
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, Orders, func(o *Order) error {
		if !inOrder(o, first[o.ID]) {
			found("sales_order " + o.Number)
		}
		return nil
	})
}

func inOrder(o *Order, at map[int]kernel.Time) bool {
	if _, made := at[StepOrder]; !made {
		return false
	}
	_, checked := at[StepStock]
	_, left := at[StepShip]
	mustHaveLeft := o.State == Shipped || o.State == Partly
	if (o.State == Approved || o.State == Held) && !checked || mustHaveLeft && !left {
		return false
	}
	before := [...][2]int{{StepOrder, StepStock}, {StepStock, StepShip}, {StepShip, StepSign}, {StepShip, StepPay}}
	for _, pair := range before {
		later, has := at[pair[1]]
		if has && later < at[pair[0]] {
			return false
		}
	}
	return true
}

func auditPosted(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	source := map[kernel.Ref[ledger.Voucher]]kernel.ID{}
	err := kernel.Each(c, all, ledger.Vouchers, func(v *ledger.Voucher) error {
		source[kernel.Ref[ledger.Voucher](v.ID)] = v.Src
		return nil
	})
	if err != nil {
		return err
	}
	posted := map[kernel.ID]kernel.Money{}
	err = kernel.Each(c, all, ledger.Entries, func(e *ledger.Entry) error {
		if e.Account == ledger.AccountRef(ledger.Receivable) {
			posted[source[e.Voucher]] += e.Debit - e.Credit
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, Deliveries, func(d *Delivery) error {
		if posted[d.ID] != Deliveries.Whole(all.Get, d).Total {
			found("sales_delivery " + d.Number)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, Returns, func(r *Return) error {
		if posted[r.ID] != -Returns.Whole(all.Get, r).Total {
			found("sales_return " + r.Number)
		}
		return nil
	})
}
