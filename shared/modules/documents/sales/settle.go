package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// NodeShipped, NodeSigned and NodePaid stand in the order's trail, because those
// who do them do not see orders.
var (
	NodeShipped = flow.DeclareNode("sales.shipped", "发货", "Shipped")
	NodeSigned  = flow.DeclareNode("sales.signed", "签收", "Signed for")
	NodePaid    = flow.DeclareNode("sales.paid", "回款", "Paid", paying, flow.Says(sayPaid))
)

// Settle books everything a shipment means, in one transaction.
func (s Ship) Settle(tx *kernel.Tx) error {
	d, err := Deliveries.Need(tx, s.Delivery)
	if err != nil {
		return err
	}
	return settleShipment(tx, d)
}

// settleShipment books cost, revenue, tax and the receivable of a delivery that
// has just left, and moves its order on.
func settleShipment(tx *kernel.Tx, d *Delivery) error {
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	b := &booking{tx: tx, vat: ledger.VatAccount(company.Vat), customer: d.Customer}
	b.posting = ledger.NewPosting(Deliveries.Name(), &d.Doc, "销售出库")
	b.posting.Date = d.Left
	lines, _ := DeliveryLinesOf.Of(tx, kernel.Ref[Delivery](d.ID))
	for _, l := range lines {
		if err := b.shipped(l); err != nil {
			return err
		}
	}
	kernel.Set(tx, d, &d.Serial, org.NextSerial(tx, Deliveries.Name()))
	sum := deliveryAmounts.Companion(tx, d.ID)
	kernel.Set(tx, sum, &sum.Total, b.total.Gross)
	kernel.Set(tx, sum, &sum.Net, b.total.Net)
	kernel.Set(tx, sum, &sum.Vat, b.total.Vat)
	if _, err := ledger.Post(tx, b.posting); err != nil {
		return err
	}
	if err := moveOn(tx, d); err != nil {
		return err
	}
	return oweFor(tx, d, sum.Total)
}

func oweFor(tx *kernel.Tx, d *Delivery, total kernel.Money) error {
	if total == 0 {
		return nil
	}
	customer, err := party.Parties.Need(tx, d.Customer)
	if err != nil {
		return err
	}
	_, err = debt.Owe(tx, debt.Owing{
		Doc:   debt.Doc{Entity: Deliveries.Name(), ID: d.ID, Date: d.Left},
		Party: d.Customer, Kind: debt.Receivable, Number: d.Number, Due: customer.Due(tx, d.Left), Amount: total, For: d.Order.ID(),
	})
	return err
}

// moveOn renews the order that a delivery belongs to.
func moveOn(tx *kernel.Tx, d *Delivery) error {
	o, err := Orders.Need(tx, d.Order)
	if err != nil {
		return err
	}
	lines, _ := LinesOf.Of(tx, d.Order)
	flow.Note(tx, o, NodeShipped, d.Number, "")
	if d.Overtook {
		if err := overtaken(tx, d, o, lines); err != nil {
			return err
		}
	}
	if o.State != Closed {
		if err := moveTo(tx, o, progress(lines)); err != nil {
			return err
		}
	}
	renew(tx, o, lines)
	return nil
}

// booking gathers the voucher of a shipment or a return.
type booking struct {
	tx       *kernel.Tx
	posting  *ledger.Posting
	vat      string // account of the tax on sales
	customer kernel.Ref[party.Party]
	total    Figures
}

// shipped books one line of a delivery.
func (b *booking) shipped(l *DeliveryLine) error {
	if l.Shipped == 0 {
		return nil
	}
	o, err := OrderLines.Need(b.tx, l.OrderLine)
	if err != nil {
		return err
	}
	f, err := o.portion(o.Shipped-l.Shipped, l.Shipped)
	if err != nil {
		return err
	}
	sum := deliveryLineAmount.Companion(b.tx, l.ID)
	kernel.Set(b.tx, sum, &sum.Gross, f.Gross)
	kernel.Set(b.tx, sum, &sum.Net, f.Net)
	kernel.Set(b.tx, sum, &sum.Vat, f.Vat)
	cost, err := b.costOf(l.ID, l.Service, l.Gift, 0)
	if err != nil {
		return err
	}
	guarded := deliveryCosts.Companion(b.tx, l.ID)
	kernel.Set(b.tx, guarded, &guarded.Cost, cost)
	b.post(l.Gift, f)
	return nil
}

// portion is the part of a line's figures that belongs to a quantity. The tax of
// a gift is that of its deemed sale at the line's price.
func (l *OrderLine) portion(done, qty kernel.Qty) (Figures, error) {
	if !l.Gift {
		f := Figures{Gross: stock.Portion(l.Gross, l.BaseQty, done, qty), Vat: stock.Portion(l.Vat, l.BaseQty, done, qty)}
		f.Net = f.Gross - f.Vat
		return f, nil
	}
	worth, err := l.priced(0).list()
	if err != nil {
		return Figures{}, err
	}
	_, vat := tax.SplitGross(worth, l.TaxRate)
	return Figures{Vat: stock.Portion(vat, l.BaseQty, done, qty)}, nil
}

// post adds the money side of one line; a return posts negative figures, so reds
// stand on the sides of what they take back.
func (b *booking) post(gift bool, f Figures) {
	b.posting.Credit(b.vat, f.Vat, ledger.Aux{})
	if gift {
		b.posting.Debit(ledger.Gifts, f.Vat, ledger.Aux{})
		return
	}
	b.posting.Debit(ledger.Receivable, f.Gross, ledger.Aux{Party: b.customer})
	b.posting.Credit(ledger.Revenue, f.Net, ledger.Aux{})
	b.total.Gross += f.Gross
	b.total.Net += f.Net
	b.total.Vat += f.Vat
}

// Items of earlier releases do not know the order of their delivery.
func init() {
	kernel.UpgradeRows(62, debt.KnowsOrder, "往来明细记住所属订单，订单收款先核销本单", "Open items know their order, whose money settles them first", debt.Items,
		func(i *debt.Item) bool { return i.SrcEntity == Deliveries.Name() && i.For.IsZero() },
		func(tx *kernel.Tx, i *debt.Item) error {
			if d, found := Deliveries.Get(tx, kernel.Ref[Delivery](i.Src)); found == kernel.Found {
				kernel.Set(tx, i, &i.For, d.Order.ID())
			}
			return nil
		})
}
