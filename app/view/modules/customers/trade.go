package customers

import (
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
)

// Trade is what has been done with a customer so far, as far as this device holds it.
type Trade struct {
	Orders  int
	Ordered kernel.Money // of the orders that stand, incl. tax
	Latest  kernel.Date  // of them
	Paid    kernel.Money // the last receipt that finance has confirmed
	PaidOn  kernel.Date
}

var (
	ordered = i18n.DefinePlural("customers.ordered", "{0} 单", "{0} order", "{0} orders")
	latest  = i18n.Define("customers.latest", "最近 {0}", "last on {0}")
)

// Sum is the trade in words: 3 单 · 86,400.00 · 最近 2026-11-12.
func (t Trade) Sum() string {
	if t.Orders == 0 {
		return ""
	}
	return view.Join(ordered.Text(t.Orders), view.Money(t.Ordered), latest.Text(view.Date(t.Latest)))
}

// Payment is the last payment in words.
func (t Trade) Payment() string {
	if t.PaidOn == 0 {
		return ""
	}
	return view.Join(view.Date(t.PaidOn), view.Money(t.Paid))
}

func tradeWith(r *view.Reader, who kernel.Ref[party.Party]) (t Trade) {
	orders, _ := sales.OrdersOf.Of(r.Tx, who)
	for _, o := range orders {
		if o.State != sales.Draft && o.State != sales.Void {
			t.Orders++
			t.Ordered += o.Total
			t.Latest = max(t.Latest, o.Date)
		}
	}
	receipts, _ := finance.ReceiptsOf.Of(r.Tx, who) // by date
	for _, p := range receipts {
		if p.State == finance.Approved {
			t.Paid, t.PaidOn = p.Total, p.Date
		}
	}
	return t
}
