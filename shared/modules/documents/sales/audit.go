package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
)

func init() {
	kernel.DeclareAudits([]*kernel.Audit{
		{Name: "F4", Zh: "每个订单行：出库、退货与单据一致，退货不超过出库，出库不超过订单", En: "Each order line: shipped and returned agree with the documents, returned ≤ shipped ≤ ordered"},
		{Name: "F4S", Zh: "订单的出库状态由各行出库数量得出", En: "How far an order is shipped follows from its lines"},
		{Name: "F7", Zh: "客户未出库订单 = 各订单未出库金额合计", En: "A customer's open orders are the sum of what his orders still promise"},
		{Name: "F10", Zh: "每张订单的环节按顺序留痕", En: "Each order's steps stand in its trail in their order"},
		{Name: "F11Q", Zh: "等货队列 = 已审核订单行中未配货的数量", En: "The queue of waiting lines is what approved orders have not been allotted"},
		{Name: "F11", Zh: "要求整单发货的订单，未发部分都在出库单上", En: "An order that ships only whole has all its rest on deliveries"},
		{Name: "F2L", Zh: "订单行的占用不超过其待出库数量", En: "What an order line has reserved is at most what it has on deliveries"},
		{Name: "G7", Zh: "订单行的待出库 = 未出库的出库单数量", En: "What an order line has on deliveries is what they are to ship"},
		{Name: "G10", Zh: "单据合计 = 各行合计，价税合计 = 金额 + 税额", En: "Totals of documents are the sums of their lines"},
	}, auditOrders)
	kernel.DeclareAudit("G6", "出库单、退货单与其凭证金额一致", "Deliveries and returns are what their vouchers say", auditPosted)
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
