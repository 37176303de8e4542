package debt_test

import (
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
	"heyi/shared/rigs/trial/drawn"
)

// owe is a bill, or a credit note below zero, without the document that makes one.
type owe struct {
	Party  kernel.Ref[party.Party] `is:"required"`
	Date   kernel.Date             `is:"required" day:"any"`
	Amount kernel.Money            `is:"required,negative"`
}

var _ = kernel.Intent[owe]("debt_test.owe", "测试挂账", "Owe for a test")

func (o owe) Predict(*kernel.Tx) error { return nil }

func (o owe) Settle(tx *kernel.Tx) error {
	by := debt.Doc{Entity: debt.Items.Name(), ID: tx.Call.ID, Date: o.Date}
	item, err := debt.Owe(tx, debt.Owing{Doc: by, Party: o.Party, Kind: debt.Receivable, Due: o.Date.AddDays(10), Amount: o.Amount})
	if err != nil || o.Amount > 0 {
		return err
	}
	return debt.UseCredit(tx, item, o.Date)
}

// Whatever comes first, credit notes and bills pay each other as far as they reach:
// what is left is all on one side and is what the customer's balance says, and
// nothing is settled before it was owed.
func TestCreditNotesAndBillsMeet(t *testing.T) {
	company := trial.Company(t, org.VatGeneral)
	a := customer(t, company, "甲")
	drawn.Check(t, func(t *rapid.T) {
		w := company.Fork()
		var left kernel.Money
		for n := range rapid.IntRange(1, 9).Draw(t, "documents") {
			amount := kernel.Money(rapid.Int64Range(-400, 400).Draw(t, "amount"))
			if amount == 0 {
				amount = 1
			}
			date := kernel.DateOf(2026, 11, rapid.IntRange(1, 20).Draw(t, "day"))
			if _, err := w.Do(trial.System(), &owe{Party: a, Date: date, Amount: amount}); err != nil {
				t.Fatal(err)
			}
			left += amount
			var bills, credits kernel.Money
			open, _ := debt.OpenItems(w.Tx(), a)
			for _, i := range open {
				if i.Rest() > 0 {
					bills += i.Rest()
				} else {
					credits -= i.Rest()
				}
			}
			b, _ := party.Balances.Get(w.Tx(), party.BalanceOf(a))
			if bills != max(left, 0) || credits != max(-left, 0) || b.Receivable != left || b.Credit != credits {
				t.Fatalf("after %d documents %s is left: open bills %s, open credits %s, balance %+v", n+1, left, bills, credits, b)
			}
		}
		for _, paid := range trial.All(w, debt.Allocations) {
			if i, _ := debt.Items.Get(w.Tx(), paid.Item); paid.Date < i.Date {
				t.Fatalf("an item of %s is settled on %s", i.Date, paid.Date)
			}
		}
	})
}
