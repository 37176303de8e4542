package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Pick says that the warehouse has begun to pick a delivery.
type Pick struct {
	Delivery kernel.Ref[Delivery] `zh:"出库单" en:"Delivery" is:"required"`
}

// Sign says that the customer has the goods.
type Sign struct {
	kernel.Own[Delivery]
	Delivery kernel.Ref[Delivery] `zh:"出库单" en:"Delivery" is:"required"`
	By       string               `zh:"签收人" en:"Signed by" is:"required" max:"40"`
	At       kernel.Time          `zh:"签收时间" en:"Signed at" hint_zh:"不填为现在" hint_en:"Now unless given" day:"done" after:"delivery.left"`
	Note     string               `zh:"备注" en:"Note" text:"lines" max:"500"`
}

// Invoice keeps whether the fapiao of a delivery is issued, and its number.
type Invoice struct {
	Delivery kernel.Ref[Delivery] `zh:"出库单" en:"Delivery" is:"required"`
	State    kernel.Choice        `zh:"开票状态" en:"Invoice" of:"invoice_state" is:"required"`
	Number   string               `zh:"发票号码" en:"Invoice number" text:"number" max:"20"`
}

var (
	_ = kernel.Fact[Pick]("sales.delivery.pick", "开始拣货", "Start picking",
		kernel.Moves(Deliveries, kernel.From(Pending), kernel.To(Picking)), org.For(org.First, org.Storekeeper))
	_ = kernel.Fact[Sign]("sales.delivery.sign", "签收", "Sign for delivery",
		kernel.Moves(Deliveries, kernel.From(Shipped), kernel.To(Signed)), org.For(org.First, org.Storekeeper))
	_ = kernel.Intent[Invoice]("sales.delivery.invoice", "登记发票", "Record invoice",
		kernel.During(Deliveries, Shipped, Signed), org.For(org.First, org.Finance))

	// InvoiceNumber refuses what is no number of a fapiao.
	InvoiceNumber = kernel.Refuse("sales.invoice_number", "发票号码应为 8 位或 20 位数字", "An invoice number has 8 or 20 digits")
)

// Predict has nothing to add: the state says it.
func (p Pick) Predict(*kernel.Tx) error { return nil }

// Predict notes who signed.
func (s Sign) Predict(tx *kernel.Tx) error {
	d, err := Deliveries.Need(tx, s.Delivery)
	if err != nil {
		return err
	}
	at := s.At
	if at == 0 {
		at = tx.At()
	}
	kernel.Set(tx, d, &d.SignedBy, s.By)
	kernel.Set(tx, d, &d.SignedAt, at)
	say(tx, d, s.Note)
	return nil
}

// Settle puts the signature into the order's trail.
func (s Sign) Settle(tx *kernel.Tx) error {
	d, err := Deliveries.Need(tx, s.Delivery)
	if err != nil {
		return err
	}
	o, err := Orders.Need(tx, d.Order)
	if err != nil {
		return err
	}
	flow.Note(tx, o, NodeSigned, d.Number, s.By)
	return nil
}

// Predict writes state and number.
func (i Invoice) Predict(tx *kernel.Tx) error {
	d, err := Deliveries.Need(tx, i.Delivery)
	if err != nil {
		return err
	}
	if i.State == Invoiced && !isInvoiceNumber(i.Number) {
		return InvoiceNumber.With()
	}
	kernel.Set(tx, d, &d.Invoice, i.State)
	kernel.Set(tx, d, &d.InvoiceNo, i.Number)
	flow.Note(tx, d, flow.Node(tx.Call.Name), string(i.State), i.Number)
	return nil
}

// isInvoiceNumber accepts the numbers of paper (8) and of fully digital fapiao (20).
func isInvoiceNumber(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) == 8 || len(s) == 20
}
