package demo

import (
	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
)

// Minutes of a working day.
const (
	morning   = 8*60 + 30
	lastToday = 10*60 + 32 // as far as today has got, whatever the clock says
	evening   = 17*60 + 50
)

// at is the instant of a minute of a day. Today's morning is stretched or pressed
// into the hours that have passed, so that today's figures are the same at any
// time of day.
func (f *founder) at(day kernel.Date, minute int) kernel.Time {
	midnight := midnightOf(day)
	if day != f.Today {
		return midnight + kernel.Time(minute)*60_000
	}
	end := f.Now - 60_000
	begin := min(midnight+morning*60_000, midnight+(end-midnight)/2)
	return begin + (end-begin)*kernel.Time(max(minute-morning, 0))/(lastToday-morning)
}

func midnightOf(day kernel.Date) kernel.Time {
	t, err := kernel.ParseTime(day.String() + "T00:00:00Z")
	if err != nil {
		panic(err) // day comes from the calendar
	}
	return t - zone*60_000
}

// isWorkday asks the calendar of China. In years whose notice is not known yet
// the solar holidays are free all the same.
func isWorkday(day kernel.Date) bool {
	china := habit.China()
	if china.Known(int64(day)) {
		return china.IsWorkday(int64(day))
	}
	switch md := int(day % 10000); {
	case md == 101, 501 <= md && md <= 505, 1001 <= md && md <= 1007:
		return false
	}
	return day.Weekday() <= 5
}

// workday is the day itself or the last workday before it.
func workday(day kernel.Date) kernel.Date {
	for !isWorkday(day) {
		day = day.AddDays(-1)
	}
	return day
}

// nextWorkday is the n-th workday after a day.
func nextWorkday(day kernel.Date, n int) kernel.Date {
	for n > 0 {
		day = day.AddDays(1)
		if isWorkday(day) {
			n--
		}
	}
	return day
}

// ordersOn is how many orders a day brings on average: about 14 on a workday,
// more around 双十一, a few on a weekend, when the showroom is open.
func ordersOn(day kernel.Date) int {
	n := 14
	switch md := int(day % 10000); {
	case !isWorkday(day) && day.Weekday() == 6:
		n = 5
	case !isWorkday(day):
		n = 3
	case 1101 <= md && md <= 1108:
		n = 16
	case 1109 <= md && md <= 1112:
		n = 24
	}
	return n
}

// Moment is when the demo company stands: the day of the text at 11:20, for
// pictures and goldens that must not change, or now when there is none.
func Moment(frozen string, now kernel.Time) (kernel.Time, error) {
	day, err := kernel.ParseDate(frozen)
	if err != nil || day == 0 {
		return now, err
	}
	return midnightOf(day) + (11*60+20)*60_000, nil
}
