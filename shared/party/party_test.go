package party_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/party"
)

func TestDueDatesFollowTheTerms(t *testing.T) {
	for _, c := range []struct {
		terms kernel.Choice
		days  int64
		due   kernel.Date
	}{
		{party.Cash, 0, 20261119},
		{party.Prepaid, 0, 20261119},
		{party.Days, 30, 20261219},
		{party.Monthly, 25, 20261225},
		{party.Monthly, 31, 20261231},
		{"", 0, 20261119},
	} {
		p := &party.Party{Terms: c.terms, TermDays: c.days}
		if due := p.Due(20261119); due != c.due {
			t.Errorf("%s %d: due %s, want %s", c.terms, c.days, due, c.due)
		}
	}
}

func TestTermsThatMakeNoSense(t *testing.T) {
	for _, p := range []party.Party{
		{Terms: party.Days, TermDays: 366},
		{Terms: party.Days, TermDays: -1},
		{Terms: party.Monthly, TermDays: 0},
		{Terms: party.Monthly, TermDays: 32},
	} {
		if _, err := p.SettleTerms(); !errors.Is(err, party.BadTerms.With()) {
			t.Errorf("%s %d passed: %v", p.Terms, p.TermDays, err)
		}
	}
}
