package org_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// What the company has entered goes before the public notice, and the notice before
// the week; what was taken out again counts no more.
func TestTheCompanysDaysGoBeforeThePublicOnes(t *testing.T) {
	b := founded(t)
	check := func(when string, want map[int64]bool) {
		t.Helper()
		works := org.Workdays(kernel.NewTx(b.c, b, nil, &kernel.Call{}, system))
		for day, is := range want {
			if works(day) != is {
				t.Errorf("%s: %d worked: %v", when, day, works(day))
			}
		}
	}
	check("as founded", map[int64]bool{20260214: true, 20260216: false, 20260224: true, 20280103: true, 20281231: false, 20290101: true})
	enter := func(kind kernel.Choice, from, to kernel.Date) error {
		return b.run(system, "org.calendar.enter", &org.EnterCalendar{Lines: []org.CalendarSpan{{From: from, To: to, Kind: kind, Name: "元旦"}}})
	}
	for _, err := range []error{enter(org.DayOff, 20281230, 20290101), enter(org.Workday, 20260216, 0), enter(org.DayOff, 20260214, 0)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	check("entered", map[int64]bool{20260214: false, 20260216: true, 20260224: true, 20281231: false, 20290101: false, 20290102: true})
	day, _ := org.CalendarDayOn.Find(kernel.NewTx(b.c, b, nil, &kernel.Call{}, system), 20290101)
	if err := b.run(system, "calendar_day.retire", &kernel.RetireRow{Row: day.ID}); err != nil {
		t.Fatal(err)
	}
	check("retired", map[int64]bool{20281231: false, 20290101: true})
	if err := enter(org.DayOff, 20290101, 20290101); err != nil {
		t.Fatal(err)
	}
	check("entered again", map[int64]bool{20290101: false})
	if err := enter(org.DayOff, 20280101, 20280131); err != nil {
		t.Errorf("31 days: %v", err)
	}
	if err := enter(org.DayOff, 20280101, 20280201); !errors.Is(err, org.SpanTooLong.With()) {
		t.Errorf("32 days: %v", err)
	}
}
