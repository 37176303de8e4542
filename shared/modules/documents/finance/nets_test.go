package finance_test

import (
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
	"heyi/shared/rigs/trial/drawn"
)

// owe makes a bill or, below zero, a credit note, as a delivery and a return do.
type owe struct {
	Party  kernel.Ref[party.Party] `is:"required"`
	Amount kernel.Money            `is:"required,negative"`
	Due    kernel.Date             `day:"any"`
}

var _ = kernel.Intent[owe]("finance_test.owe", "测试欠款", "Owe for a test")

func (o owe) Predict(*kernel.Tx) error { return nil }

func (o owe) Settle(tx *kernel.Tx) error {
	by := debt.Doc{ID: tx.Call.ID, Date: tx.Today()}
	item, err := debt.Owe(tx, debt.Owing{Doc: by, Party: o.Party, Kind: debt.Receivable, Number: "X", Due: o.Due, Amount: o.Amount})
	if err != nil {
		return err
	}
	p := &ledger.Posting{Src: tx.Call.ID, Date: tx.Today(), Summary: "测试"}
	p.Pair(ledger.Receivable, ledger.Revenue, o.Amount, ledger.Aux{Party: o.Party})
	if _, err := ledger.Post(tx, p); err != nil || o.Amount > 0 {
		return err
	}
	return debt.UseCredit(tx, item, by.Date)
}

// Bills, credit notes, receipts, refunds, write-offs and their corrections in any order: books,
// items and balances agree, credit notes and bills never stand open together, what is
// given back was owed, and nobody is overdue who owes nothing in all.
func TestWhatAPartyOwesNets(t *testing.T) {
	base := trial.Company(t, org.VatGeneral)
	id, err := base.Add(trial.System(), "fund", "name", "工行", "account", ledger.AccountRef(ledger.Bank).String(), "active", "true")
	if err != nil {
		t.Fatal(err)
	}
	fund, who := kernel.Ref[finance.Fund](id), base.Party(t, "甲")
	author := trial.System()
	done := map[string]int{}
	drawn.Check(t, func(t *rapid.T) {
		w := base.Fork()
		refunded, before := kernel.Money(0), kernel.Money(0)
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			b := balanceOf(w, who)
			before = debt.CreditOf(b)
			command := draw(t, w, who, fund)
			name := w.Catalog.CommandFor(command).Name
			if _, err := w.Do(author, command); err == nil {
				done[name]++
				if p, ok := command.(*finance.PayBack); ok && p.Amount > before {
					t.Fatalf("%s given back of a credit of %s", p.Amount, before)
				}
			} else if _, refused := kernel.AsRefusal(err); !refused {
				t.Fatalf("%s: %v", name, err)
			}
		}
		findings, err := kernel.Verify(w.Catalog, w)
		if err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		for _, r := range trial.All(w, finance.Refunds) {
			if r.State == finance.Approved {
				refunded += r.Total
			}
		}
		today := w.Tx().Today()
		b := balanceOf(w, who)
		open, _ := debt.OpenItems(w.Tx(), who)
		if late := debt.Overdue(open, today); late.Days != debt.DaysLateOf(b, today) || late.Amount > max(b.Receivable-b.Prepaid, 0) {
			t.Fatalf("%+v late of %+v", late, b)
		}
		if got := -ledger.BalanceOf(w.Tx(), ledger.Bank, kernel.Ref[party.Party]{}) + received(w); got != refunded {
			t.Fatalf("%s went out, refunds are %s", got, refunded)
		}
	})
	for _, name := range []string{"finance_test.owe", "finance.receive", "finance.receipt.cancel", "finance.receipt.reallocate", "finance.refund", "finance.refund.cancel", "finance.prepaid.apply", "finance.write_off", "finance.write_off.cancel"} {
		if done[name] == 0 && !testing.Short() { // which draws too little for all of them
			t.Errorf("%s was never accepted: %v", name, done)
		}
	}
}

func balanceOf(w *trial.World, who kernel.Ref[party.Party]) *party.Balance {
	b, p := party.Balances.Get(w.Tx(), party.BalanceOf(who))
	if p != kernel.Found {
		return &party.Balance{}
	}
	return b
}

func received(w *trial.World) (sum kernel.Money) {
	for _, r := range trial.All(w, finance.Receipts) {
		if r.State == finance.Approved {
			sum += r.Total
		}
	}
	return sum
}

// draw makes a command that may well be refused.
func draw(t *rapid.T, w *trial.World, who kernel.Ref[party.Party], fund kernel.Ref[finance.Fund]) kernel.Command {
	amount := kernel.Money(rapid.Int64Range(1, 100).Draw(t, "amount"))
	switch rapid.IntRange(0, 11).Draw(t, "what") {
	case 0, 1:
		return &owe{who, amount, w.Tx().Today().AddDays(rapid.IntRange(-60, 30).Draw(t, "due"))}
	case 2, 3:
		return &owe{who, -amount, w.Tx().Today()}
	case 4, 5:
		return &finance.PayBack{Customer: who, Fund: fund, Amount: amount}
	case 6:
		if list := trial.All(w, finance.Refunds); len(list) > 0 {
			r := rapid.SampledFrom(list).Draw(t, "refund")
			return &finance.CancelRefund{Refund: kernel.Ref[finance.Refund](r.ID), Note: "退回"}
		}
	case 7:
		if list := trial.All(w, finance.Receipts); len(list) > 0 {
			r := kernel.Ref[finance.Receipt](rapid.SampledFrom(list).Draw(t, "receipt").ID)
			if rapid.Bool().Draw(t, "cancel") {
				return &finance.Cancel{Receipt: r, Note: "退票"}
			}
			re := &finance.Reallocate{Receipt: r}
			if items, _ := debt.OpenItems(w.Tx(), who); len(items) > 0 && rapid.Bool().Draw(t, "choose") {
				i := rapid.SampledFrom(items).Draw(t, "item")
				re.Shares = []debt.Share{{Item: kernel.Ref[debt.Item](i.ID), Amount: i.Rest()}}
			}
			return re
		}
	case 10:
		if items, _ := debt.OpenItems(w.Tx(), who); len(items) > 0 {
			i := rapid.SampledFrom(items).Draw(t, "item")
			return &finance.Waive{Item: kernel.Ref[debt.Item](i.ID), Amount: amount, Reason: finance.SmallRest}
		}
	case 11:
		if list := trial.All(w, finance.WriteOffs); len(list) > 0 {
			r := rapid.SampledFrom(list).Draw(t, "write-off")
			return &finance.CancelWriteOff{WriteOff: kernel.Ref[finance.WriteOff](r.ID), Note: "又来了"}
		}
	case 8:
		return &finance.Apply{Customer: who, Most: amount}
	}
	return &finance.Receive{Customer: who, Discount: amount % 3, Parts: []finance.ReceivePart{{Fund: fund, Amount: amount}}}
}
