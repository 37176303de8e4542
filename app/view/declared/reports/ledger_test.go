package reports

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/engines/ledger"
)

// The ledger of every account of the trial balance is what its line says: the entries
// make up the turnover, and the balance after the last one is the closing balance.
func TestLedgersMakeUpTheTrialBalance(t *testing.T) {
	shop := viewtest.Trading(t)
	entries := 0
	for _, month := range []int64{202610, 202611} {
		if err := shop.Desk(viewtest.Finance).Read(func(r *view.Reader) error {
			b := books(r)
			trial, err := analytics.TrialBalance(b, month)
			if err != nil {
				return err
			}
			for n, row := range trial.Rows {
				cell := func(name string) kernel.Money { return kernel.Money(trial.Cell(n, name).Int) }
				l, err := analytics.LedgerOf(b, kernel.Ref[ledger.Account](row.ID), month)
				if err != nil {
					return err
				}
				var debit, credit kernel.Money
				balance := l.Opening
				for i := range l.Lines.Rows {
					debit += kernel.Money(l.Lines.Cell(i, "debit").Int)
					credit += kernel.Money(l.Lines.Cell(i, "credit").Int)
					balance = kernel.Money(l.Lines.Cell(i, "balance").Int)
					entries++
				}
				if debit != cell("debit") || credit != cell("credit") || balance != l.Closing || l.Closing != cell("closing_debit")-cell("closing_credit") {
					t.Errorf("%d %s: %v %v and %v at the end, the trial balance says %v %v", month, l.Account.Code, debit, credit, balance, cell("debit"), cell("credit"))
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if entries < 60 {
		t.Errorf("only %d entries: the test looks at nothing", entries)
	}
}
