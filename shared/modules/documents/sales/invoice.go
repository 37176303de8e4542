package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Invoice keeps whether the fapiao of a delivery is issued, and its number.
type Invoice struct {
	Delivery kernel.Ref[Delivery] `zh:"出库单" en:"Delivery" is:"required"`
	State    kernel.Choice        `zh:"开票状态" en:"Invoice" of:"invoice_state" is:"required"`
	Number   string               `zh:"发票号码" en:"Invoice number" text:"number" max:"20"`
}

var (
	_ = kernel.Intent[Invoice]("sales.delivery.invoice", "登记发票", "Record invoice",
		kernel.During(Deliveries, Shipped, Signed), org.For(org.First, org.Finance))

	// InvoiceNumber refuses what is no number of a fapiao.
	InvoiceNumber = kernel.Refuse("sales.invoice_number", "发票号码应为 8 位或 20 位数字", "An invoice number has 8 or 20 digits")
)

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
