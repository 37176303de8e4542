package sales_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
)

// A merger that brings two bills to one advance pays both with it.
func TestAMergerBringsTwoBillsToAnAdvance(t *testing.T) {
	s := open(t)
	fund, err := s.Add(trial.System(), "fund", "name", "工行基本户", "account", ledger.AccountRef(ledger.Bank).String(), "active", "true")
	if err != nil {
		t.Fatal(err)
	}
	s.ship(s.place(s.wish(s.chairs(1), s.sofas(1))))
	s.ship(s.place(s.wish(s.chairs(2))))
	owed := s.balance().Receivable
	keep := s.Party(t, "明辉家居")
	s.Must(t, s.finance, &finance.Receive{Customer: keep, Parts: []finance.ReceivePart{{Fund: kernel.Ref[finance.Fund](fund), Amount: owed + 100}}})
	s.Must(t, trial.System(), &party.Merge{Keep: keep, Gone: s.customer})
	stays, _ := party.Balances.Get(s.Tx(), party.BalanceOf(keep))
	if owed == 0 || stays.Receivable != 0 || stays.Prepaid != 100 {
		t.Errorf("of %s the one that stays owes %s and has paid %s in advance", owed, stays.Receivable, stays.Prepaid)
	}
	s.Sound(t)
}
