package kernel

import (
	"errors"
	"fmt"
	"time" // only time.Date arithmetic; the clock is banned here (shared/arch_test.go)
)

// Date is a civil date as the number yyyymmdd; zero is no date.
type Date int64

// Time is an instant in milliseconds since 1970-01-01 UTC; zero is no time.
type Time int64

// ErrDate is wrapped by errors of ParseDate and ParseTime.
var ErrDate = errors.New("kernel: not a date")

// DateOf builds a date; months and days overflow as in the time package.
func DateOf(year, month, day int) Date {
	return dateOf(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC))
}

func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date(y*10000 + int(m)*100 + d)
}

func (d Date) time() time.Time {
	return time.Date(d.Year(), time.Month(d.Month()), d.Day(), 0, 0, 0, 0, time.UTC)
}

// Year is the date's year.
func (d Date) Year() int { return int(d / 10000) }

// Month is 1 for January to 12.
func (d Date) Month() int { return int(d / 100 % 100) }

// Day is the day of the month.
func (d Date) Day() int { return int(d % 100) }

// MonthText is a month, yyyymm, as people read it: 2026-11. It is "" for none.
func MonthText(month int64) string {
	if month == 0 {
		return ""
	}
	return Date(month*100 + 1).String()[:len("2026-11")]
}

// YearMonth is the number yyyymm, the accounting period of the date.
func (d Date) YearMonth() int64 { return int64(d / 100) }

// AddDays moves the date by n days.
func (d Date) AddDays(n int) Date { return dateOf(d.time().AddDate(0, 0, n)) }

// AddMonths moves the date by n months, clipped to the month's end.
func (d Date) AddMonths(n int) Date {
	first := DateOf(d.Year(), d.Month()+n, 1)
	return DateOf(first.Year(), first.Month(), min(d.Day(), first.MonthEnd().Day()))
}

// MonthStart is the first day of the date's month.
func (d Date) MonthStart() Date { return DateOf(d.Year(), d.Month(), 1) }

// MonthEnd is the last day of the date's month.
func (d Date) MonthEnd() Date { return DateOf(d.Year(), d.Month()+1, 0) }

// DaysSince counts the days from an earlier date to this one.
func (d Date) DaysSince(earlier Date) int {
	return int(d.time().Sub(earlier.time()) / (24 * time.Hour))
}

// Begins is the first instant of the date, offset minutes east of UTC.
func (d Date) Begins(offset int) Time {
	return Time(d.time().UnixMilli() - int64(offset)*60_000)
}

// Weekday is 1 for Monday to 7 for Sunday.
func (d Date) Weekday() int { return (int(d.time().Weekday())+6)%7 + 1 }

// Valid tells whether the number is a day of the calendar between 1900 and 2999.
func (d Date) Valid() bool { return d >= 19000101 && d <= 29991231 && dateOf(d.time()) == d }

func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year(), d.Month(), d.Day())
}

// ParseDate reads "2006-01-02"; the empty string is no date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%w: %q", ErrDate, s)
	}
	if d := dateOf(t); d.Valid() {
		return d, nil
	}
	return 0, fmt.Errorf("%w: %q", ErrDate, s)
}

// Date is the civil date of the instant, offset minutes east of UTC.
func (t Time) Date(offset int) Date {
	return dateOf(time.UnixMilli(int64(t) + int64(offset)*60_000).UTC())
}

// String is the instant in RFC 3339 with milliseconds, in UTC.
func (t Time) String() string {
	if t == 0 {
		return ""
	}
	return time.UnixMilli(int64(t)).UTC().Format("2006-01-02T15:04:05.000Z")
}

// Clock is the wall clock "15:04" of the instant, offset minutes east of UTC.
func (t Time) Clock(offset int) string {
	return time.UnixMilli(int64(t) + int64(offset)*60_000).UTC().Format("15:04")
}

// ParseTime reads RFC 3339; the empty string is no time.
func ParseTime(s string) (Time, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return 0, fmt.Errorf("%w: %q", ErrDate, s)
	}
	return Time(t.UnixMilli()), nil
}

func (d Date) MarshalText() ([]byte, error)        { return []byte(d.String()), nil }
func (t Time) MarshalText() ([]byte, error)        { return []byte(t.String()), nil }
func (d *Date) UnmarshalText(b []byte) (err error) { *d, err = ParseDate(string(b)); return err }
func (t *Time) UnmarshalText(b []byte) (err error) { *t, err = ParseTime(string(b)); return err }
