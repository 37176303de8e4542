package habit

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed holidays.txt
var holidayTable string

// Holiday is one day that the State Council declared free, or, when Work is
// set, a weekend day worked in exchange.
type Holiday struct {
	Day  int64
	Work bool
	Name string
}

// Calendar knows which days are worked. It never changes; With returns an
// extended one, so a notice that arrives at run time is handed on as data.
type Calendar struct {
	days map[int64]Holiday
	last int
}

// China is the calendar of mainland China with the notices for 2007–2027.
var China = sync.OnceValue(func() *Calendar {
	days, err := parseHolidayTable(holidayTable)
	if err != nil {
		panic(err) // the table is part of the program; a test reads all of it
	}
	return (&Calendar{}).With(2027, days...)
})

// IsWorkday asks the calendar of China built into the program.
func IsWorkday(ymd int64) bool { return China().IsWorkday(ymd) }

// IsWorkday tells whether a day is worked. Days that no notice names, and so
// every day behind the last known year, follow the week: Monday to Friday.
func (c *Calendar) IsWorkday(ymd int64) bool {
	if h, found := c.days[ymd]; found {
		return h.Work
	}
	return Weekday(ymd) <= 5
}

// Holiday is the notice for a day, if there is one.
func (c *Calendar) Holiday(ymd int64) (Holiday, bool) {
	h, found := c.days[ymd]
	return h, found
}

// Known tells whether the notices of the day's year are in the calendar; where
// they are not, a screen should say that the answer only follows the week.
func (c *Calendar) Known(ymd int64) bool {
	year := int(ymd / 10000)
	return 2007 <= year && year <= c.last
}

// With returns a calendar that also holds the given days; the notices are
// complete up to the year through. A day given again replaces the older notice.
func (c *Calendar) With(through int, days ...Holiday) *Calendar {
	longer := &Calendar{days: make(map[int64]Holiday, len(c.days)+len(days)), last: max(c.last, through)}
	for day, h := range c.days {
		longer.days[day] = h
	}
	for _, h := range days {
		longer.days[h.Day] = h
	}
	return longer
}

// parseHolidayTable reads "20250128 8 休 春节": first day, days, kind, name.
func parseHolidayTable(table string) ([]Holiday, error) {
	var days []Holiday
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		var first int64
		var count int
		var kind, name string
		if _, err := fmt.Sscan(line, &first, &count, &kind, &name); err != nil || (kind != "休" && kind != "班") {
			return nil, refuse(HolidayForm, line)
		}
		for i := range count {
			days = append(days, Holiday{Day: AddDays(first, i), Work: kind == "班", Name: name})
		}
	}
	return days, nil
}
