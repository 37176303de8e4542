package kernel_test

import (
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/drawn"
)

const minute = kernel.Time(60_000)

// Whatever the rhythm, the zone and the calendar: run for when it is due, again and
// again, a timer comes to every moment once and in order, or to the last one where one
// run makes up for all; it never runs ahead of its time, and nothing is due before it
// says so.
func TestRhythmsComeRound(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		rhythm := rapid.SampledFrom([]kernel.Rhythm{
			kernel.Daily(0), kernel.Daily(6), kernel.Daily(23), kernel.Workdays(9), kernel.Minutes(5), kernel.Minutes(720),
		}).Draw(t, "rhythm")
		each := rapid.Bool().Draw(t, "each")
		if each {
			rhythm = rhythm.EachMissed()
		}
		off := rapid.SliceOfN(rapid.Bool(), 7, 7).Draw(t, "off")
		off[0] = false // some day is worked
		days := kernel.Days{
			Zone:  rapid.SampledFrom([]int{-720, -210, 0, 345, 480, 840}).Draw(t, "zone"),
			Works: func(d kernel.Date) bool { return !off[d.Weekday()-1] },
		}
		last := kernel.Time(1_763_700_000_000) + kernel.Time(rapid.Int64Range(0, 400*24*60).Draw(t, "minutes"))*minute
		now := last
		for range 20 {
			now += kernel.Time(rapid.Int64Range(1, 4*24*60).Draw(t, "pass")) * minute
			for {
				due, wake := rhythm.Due(last, now, days)
				if due == 0 {
					if wake <= now {
						t.Fatalf("nothing is due at %s, and it wakes at %s", now, wake)
					}
					if early, _ := rhythm.Due(last, wake-1, days); early != 0 {
						t.Fatalf("it wakes at %s and was due at %s", wake, early)
					}
					if then, _ := rhythm.Due(last, wake, days); then != wake {
						t.Fatalf("it wakes at %s and runs for %s", wake, then)
					}
					break
				}
				if due <= last || due > now {
					t.Fatalf("after %s it runs at %s for %s", last, now, due)
				}
				if between, _ := rhythm.EachMissed().Due(last, due-1, days); each && between != 0 {
					t.Fatalf("%s was left out before %s", between, due)
				}
				if behind, _ := rhythm.EachMissed().Due(due, now, days); !each && behind != 0 {
					t.Fatalf("%s does not make up for %s", due, behind)
				}
				last = due
			}
		}
	})
}

// A company that never works is not waited for.
func TestARhythmWithoutWork(t *testing.T) {
	days := kernel.Days{Zone: 480, Works: func(kernel.Date) bool { return false }}
	if due, wake := kernel.Workdays(9).Due(1, 1_763_700_000_000, days); due != 0 || wake != 0 {
		t.Errorf("due %s, wake %s", due, wake)
	}
}
