package kernel

import (
	"fmt"
	"sort"
)

// Rhythm is when something happens by itself, by the company's own time.
type Rhythm struct {
	each    Time // so many milliseconds, from midnight in UTC on; 0 for days
	hour    int  // of the day
	working bool // on days that the company works
	all     bool // every moment counts by itself, also those that were missed
}

const hourMs = Time(3600_000)

// Daily is every day at an hour of the company's clock, from 0 to 23.
func Daily(hour int) Rhythm {
	if hour < 0 || hour > 23 {
		panic(fmt.Sprintf("kernel: a day has no hour %d", hour))
	}
	return Rhythm{hour: hour}
}

// Workdays is every day that the company works, at an hour of its clock.
func Workdays(hour int) Rhythm {
	r := Daily(hour)
	r.working = true
	return r
}

// Minutes is every so many minutes; a day is a multiple of them.
func Minutes(n int) Rhythm {
	if n < 1 || 24*60%n != 0 {
		panic(fmt.Sprintf("kernel: a day is no multiple of %d minutes", n))
	}
	return Rhythm{each: Time(n) * 60_000}
}

// EachMissed has every moment that was missed made up by itself, in order, for what
// belongs to its day. Otherwise one run makes up for all of them.
func (r Rhythm) EachMissed() Rhythm {
	r.all = true
	return r
}

// Each tells whether every moment counts by itself, see [Rhythm.EachMissed].
func (r Rhythm) Each() bool { return r.all }

// Days is the calendar by which days begin and are worked.
type Days struct {
	Zone  int // minutes east of UTC
	Works func(Date) bool
}

// workMost is within how many days a company is taken to work once.
const workMost = 366

// after is the first moment later than t; 0 where the company never works.
func (r Rhythm) after(t Time, days Days) Time {
	if r.each != 0 {
		return (t/r.each + 1) * r.each
	}
	d := t.Date(days.Zone)
	if r.on(d, days) <= t {
		d = d.AddDays(1)
	}
	for range workMost {
		if !r.working || days.Works(d) {
			return r.on(d, days)
		}
		d = d.AddDays(1)
	}
	return 0
}

// upTo is the last moment that is not later than t.
func (r Rhythm) upTo(t Time, days Days) Time {
	if r.each != 0 {
		return t / r.each * r.each
	}
	d := t.Date(days.Zone)
	if r.on(d, days) > t {
		d = d.AddDays(-1)
	}
	for range workMost {
		if !r.working || days.Works(d) {
			return r.on(d, days)
		}
		d = d.AddDays(-1)
	}
	return 0
}

func (r Rhythm) on(d Date, days Days) Time { return d.Begins(days.Zone) + Time(r.hour)*hourMs }

// Due is the moment to run for next, when the last one run for was last; 0 while
// none has come. wake is when the next one comes then, 0 for never.
func (r Rhythm) Due(last, now Time, days Days) (due, wake Time) {
	first := r.after(last, days)
	switch {
	case first == 0 || first > now:
		return 0, first
	case r.all:
		return first, 0
	}
	return max(first, r.upTo(now, days)), 0
}

// Timer is something that the company does by itself: marks what is overdue, asks for
// what is missing. The server that judges runs it as commands of its own, so what it
// does stands in the operation log, reaches every device, and is never done twice.
type Timer struct {
	Chain
	Home   // whose it is
	Rhythm Rhythm
}

var timers []*Timer

// TimerChoices are the timers as words that a field may hold.
const TimerChoices = "timer"

// Every declares what is done by itself at every moment of a rhythm, on what it reads
// itself: fewer rows than one command may write.
//
//	kernel.Every(kernel.Workdays(8), "org.holidays", "检查放假通知", "Look for the notice of holidays", ask)
func Every(r Rhythm, name, zh, en string, act func(tx *Tx, at Moment) error) *Timer {
	return declareTimer(&Timer{Home: DeclaredIn(0), Rhythm: r, Chain: Chain{
		Name: name, Zh: zh, En: en, act: func(tx *Tx, _ Row, at Moment) error { return act(tx, at) },
	}})
}

// EveryRow declares what is done by itself with those of the rows for which todo
// holds. act may write settled fields and few rows for each; todo must not hold for a
// row that has what act brings.
func EveryRow[T any](r Rhythm, name, zh, en string, rows Rows[T], todo func(at Moment, row *T) bool, act func(tx *Tx, row *T, at Moment) error) *Timer {
	return declareTimer(&Timer{Home: DeclaredIn(0), Rhythm: r, Chain: Chain{
		Name: name, Zh: zh, En: en, decl: rows.entity.decl, keys: rows.keys,
		todo: func(at Moment, row Row) bool { return todo(at, any(row).(*T)) },
		act:  func(tx *Tx, row Row, at Moment) error { return act(tx, any(row).(*T), at) },
	}})
}

func declareTimer(t *Timer) *Timer {
	if t.Zh == "" || t.En == "" {
		panic("kernel: timer " + t.Name + " needs both languages")
	}
	for _, other := range timers {
		if other.Name == t.Name {
			panic("kernel: timer " + t.Name + " is declared twice")
		}
	}
	timers = append(timers, t)
	sort.Slice(timers, func(i, j int) bool { return timers[i].Name < timers[j].Name })
	options := make([]Option, len(timers))
	for i, t := range timers {
		options[i] = Option{Code: t.Name, Zh: t.Zh, En: t.En}
	}
	choiceSets[TimerChoices] = options
	return t
}

// Timers lists what is done by itself, by name.
func (c *Catalog) Timers() []*Timer {
	var list []*Timer
	for _, t := range timers {
		if t.decl == nil || c.byOrder[t.decl.order] != nil {
			list = append(list, t)
		}
	}
	return list
}

// TimerNamed finds a timer; nil when this program has none of the name.
func (c *Catalog) TimerNamed(name string) *Timer {
	for _, t := range c.Timers() {
		if t.Name == name {
			return t
		}
	}
	return nil
}
