package finance_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
)

// A receipt that paid before the merger is reversed after it: what that opens again is
// owed by the party that stays, as if it had never been paid.
func TestAReceiptOfBeforeAMergerIsReversed(t *testing.T) {
	for what, pay := range map[string]func(s *till) *finance.Receive{
		"paid in full": func(s *till) *finance.Receive { return s.pays(80000, 0) },
		"one of two":   func(s *till) *finance.Receive { return s.pays(30000, 0, debt.Share{Item: s.old, Amount: 30000}) },
		"in advance":   func(s *till) *finance.Receive { return s.pays(90000, 0) },
	} {
		s := open(t)
		r := s.receipt(s.Must(t, s.finance, pay(s)))
		keep := s.Party(t, "明辉家居")
		s.Must(t, trial.System(), &party.Merge{Keep: keep, Gone: s.customer})
		s.Must(t, s.finance, &finance.Cancel{Receipt: kernel.Ref[finance.Receipt](r.ID), Note: "支票退回"})
		gone := s.balance()
		stays, _ := party.Balances.Get(s.Tx(), party.BalanceOf(keep))
		if gone.Receivable != 0 || gone.Prepaid != 0 || stays.Receivable != 80000 || stays.Prepaid != 0 || stays.OldestDue != 20260901 {
			t.Errorf("%s: the one that went owes %s and has paid %s, the one that stays %s and %s since %s",
				what, gone.Receivable, gone.Prepaid, stays.Receivable, stays.Prepaid, stays.OldestDue)
		}
		s.Sound(t)
	}
}
