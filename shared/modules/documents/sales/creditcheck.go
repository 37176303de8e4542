package sales

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// CreditCheck is the sum behind a credit check in an order's trail. It tells what the
// customer owes, so it stands apart from the trail: its id is the event's.
type CreditCheck struct {
	kernel.Record
	Order kernel.Ref[Order] `zh:"销售订单" en:"Sales order" is:"required,settled"`
	Sum   string            `zh:"信用算式" en:"Sum" text:"raw" is:"listed,settled" max:"500"` // as Standing.Sum writes it
}

// CreditChecks is the table of the sums.
var CreditChecks = kernel.Define[CreditCheck]("sales_credit_check", kernel.Spec{
	Zh: "信用检查", En: "Credit check", Kept: true, Once: true,
	Scope: kernel.Scope{kernel.Follows(func(c *CreditCheck) *kernel.Ref[Order] { return &c.Order }).If(kernel.Audience(org.SeesDebt).Tag)},
})

// keepSums writes the sums of the credit checks that this command made of an order,
// on the day of which it judged; only Settle may call it. What the command itself has
// done to the customer's balance is not in them.
func keepSums(tx *kernel.Tx, ref kernel.Ref[Order], day kernel.Date) error {
	for _, w := range tx.Writes() {
		e, ok := w.After.(*flow.ProcessEvent)
		if !ok || w.Before != nil || e.Node != string(NodeCredit) || e.Root != ref.ID() {
			continue
		}
		d, err := dealOf(tx, ref)
		if err != nil {
			return err
		}
		s := d.standing(day)
		for _, w := range tx.Writes() {
			if b, ok := w.Before.(*party.Balance); ok && b.Party == d.order.Customer {
				s.owes(b)
			}
		}
		CreditChecks.Insert(tx, &CreditCheck{Record: kernel.Record{ID: e.ID}, Order: ref, Sum: s.Sum()})
	}
	return nil
}

// Trails of earlier releases told everybody who saw the order what its customer owes.
func init() {
	kernel.UpgradeRows(48, "sales.credit_sums", "信用检查的往来数据单独授权", "What a credit check says of debts has a right of its own", flow.ProcessEvents,
		func(e *flow.ProcessEvent) bool {
			return e.Node == string(NodeCredit) && e.RootEntity == Orders.Name() && strings.Contains(e.Note, " = ") &&
				(e.Result == passed || e.Result == warned || e.Result == held)
		},
		func(tx *kernel.Tx, e *flow.ProcessEvent) error {
			CreditChecks.Insert(tx, &CreditCheck{Record: kernel.Record{ID: e.ID}, Order: kernel.Ref[Order](e.Root), Sum: e.Note})
			kernel.Set(tx, e, &e.Note, "")
			return nil
		})
}
