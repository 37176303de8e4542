package party_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
)

func TestDueDatesFollowTheTerms(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	if _, err := w.Add(trial.System(), "calendar_day", "day", "2026-11-23", "kind", "off", "name", "盘点停业"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		terms kernel.Choice
		days  int64
		roll  kernel.Choice
		left  kernel.Date
		due   kernel.Date
	}{
		{party.Cash, 0, "", 20261119, 20261119},
		{party.Prepaid, 0, "", 20261119, 20261119},
		{party.Days, 30, "", 20261119, 20261219},
		{party.Monthly, 25, "", 20261119, 20261225},
		{party.Monthly, 31, "", 20261119, 20261231},
		{"", 0, "", 20261119, 20261119},
		// 2026-12-19 is a Saturday.
		{party.Days, 30, party.Unadjusted, 20261119, 20261219},
		{party.Days, 30, party.Following, 20261119, 20261221},
		{party.Days, 30, party.Preceding, 20261119, 20261218},
		// What is due with the delivery stays, though it is a Saturday.
		{party.Cash, 0, party.Following, 20261121, 20261121},
		{party.Prepaid, 0, party.Preceding, 20261121, 20261121},
		{party.Days, 0, party.Preceding, 20261121, 20261121},
		// The weekend before the company's own day off, and nothing before the delivery.
		{party.Days, 2, party.Following, 20261119, 20261124},
		{party.Days, 1, party.Preceding, 20261121, 20261121},
	} {
		p := &party.Party{Terms: c.terms, TermDays: c.days, OnDayOff: c.roll}
		if due := p.Due(w.Tx(), c.left); due != c.due {
			t.Errorf("%s %d %s from %s: due %s, want %s", c.terms, c.days, c.roll, c.left, due, c.due)
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
