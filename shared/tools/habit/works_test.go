package habit_test

import (
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/rigs/trial/drawn"
	"heyi/shared/tools/habit"
)

// Some company's calendar: the public one, with days of its own.
func drawWorks(t *rapid.T) habit.Works {
	own := map[int64]bool{}
	for day, works := range rapid.MapOfN(rapid.IntRange(0, 800), rapid.Bool(), 0, 40).Draw(t, "own") {
		own[habit.AddDays(20260101, day)] = works
	}
	return func(ymd int64) bool {
		if works, entered := own[ymd]; entered {
			return works
		}
		return habit.IsWorkday(ymd)
	}
}

// A rolled date is worked and no other worked day lies between; the order of dates
// stays; whole working days are counted one by one.
func TestWorkingDaysKeepTheOrderOfDates(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		works := drawWorks(t)
		a := habit.AddDays(20260101, rapid.IntRange(0, 700).Draw(t, "a"))
		b := habit.AddDays(a, rapid.IntRange(0, 40).Draw(t, "b"))
		n := rapid.IntRange(1, 40).Draw(t, "n")
		for _, by := range []habit.Roll{habit.Following, habit.Preceding} {
			got := works.Roll(a, by)
			if !works(got) {
				t.Fatalf("%d rolled to %d, which is not worked", a, got)
			}
			for d := min(a, got); d <= max(a, got); d = habit.AddDays(d, 1) {
				if d != got && works(d) {
					t.Fatalf("%d rolled to %d over %d, which is worked", a, got, d)
				}
			}
			if by == habit.Following && got < a || by == habit.Preceding && got > a {
				t.Fatalf("%d rolled to %d, the wrong way", a, got)
			}
			if works.Roll(b, by) < got {
				t.Fatalf("%d rolled behind the later %d", a, b)
			}
		}
		if works.Roll(a, habit.Unadjusted) != a || works.Add(a, 0) != a {
			t.Fatalf("%d moved", a)
		}
		got := works.Add(a, n)
		counted := 0
		for d := habit.AddDays(a, 1); d <= got; d = habit.AddDays(d, 1) {
			if works(d) {
				counted++
			}
		}
		if counted != n || !works(got) {
			t.Fatalf("%d working days after %d is %d: %d are between", n, a, got, counted)
		}
		if works.Add(b, n) < got || works.Add(a, n+1) <= got {
			t.Fatalf("lead times from %d are not in order", a)
		}
		if back := works.Add(got, -n); works(a) && back != a {
			t.Fatalf("%d working days before %d is %d, not %d", n, got, back, a)
		}
	})
}

func TestDueDatesKeepTheOrderOfDeliveries(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		works := drawWorks(t)
		terms, ok := habit.AfterDelivery(rapid.IntRange(0, 60).Draw(t, "days"))
		if rapid.Bool().Draw(t, "monthly") {
			terms, ok = habit.NextMonth(rapid.IntRange(1, 31).Draw(t, "day"))
		}
		if !ok {
			t.Fatal("no such terms")
		}
		by := rapid.SampledFrom([]habit.Roll{habit.Unadjusted, habit.Following, habit.Preceding}).Draw(t, "by")
		a := habit.AddDays(20260101, rapid.IntRange(0, 600).Draw(t, "a"))
		b := habit.AddDays(a, rapid.IntRange(0, 40).Draw(t, "b"))
		due := terms.DueOn(a, by, works)
		if due < a || terms.DueOn(b, by, works) < due {
			t.Fatalf("%s: %d is due %d, the later %d is due %d", terms.Zh(), a, due, b, terms.DueOn(b, by, works))
		}
		if terms.HasTerm() && by != habit.Unadjusted && due > a && !works(due) {
			t.Fatalf("%s: %d is due %d, which is not worked", terms.Zh(), a, due)
		}
	})
}
