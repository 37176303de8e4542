package reports_test

import (
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view/declared/reports"
	"heyi/shared/kernel"
)

// Receivables by age are of the day that is asked for: before the first sale nobody owed
// anything, and the page says which day it is.
func TestReceivablesAreOfTheDayThatIsAskedFor(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Finance)
	f := reports.ThisMonth(20261119)
	now := load(t, desk, reports.Receivables, f)
	f.To = kernel.Date(20261001)
	then := load(t, desk, reports.Receivables, f)
	if len(now.Rows) == 0 || len(then.Rows) >= len(now.Rows) {
		t.Errorf("%d owe now, %d did then", len(now.Rows), len(then.Rows))
	}
	if !strings.Contains(then.Subject, "2026-10-01") || !strings.Contains(now.Subject, "2026-11-19") {
		t.Errorf("of %q and %q", then.Subject, now.Subject)
	}
}
