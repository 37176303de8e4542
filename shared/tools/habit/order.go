package habit

import (
	"regexp"
	"strconv"
	"strings"
)

// Order is how the numbers of a date follow each other.
type Order string

// The orders in use. A year of two digits is 1970 to 2069.
const (
	YearFirst  Order = "ymd" // 24-01-05
	DayFirst   Order = "dmy" // 5.1.2024
	MonthFirst Order = "mdy" // 01/05/24
)

// Orders are all of them.
var Orders = []Order{YearFirst, DayFirst, MonthFirst}

// DateIn reads what [Date] reads, and dates whose numbers follow the order.
func DateIn(s string, o Order) (int64, error) {
	text := plainDate(s)
	a, b, c, long, ok := threeParts(text)
	if !ok || long || o == "" {
		return Date(s)
	}
	short := c < 100
	switch {
	case o == DayFirst:
		a, c = c, a
	case o == MonthFirst:
		a, b, c = c, a, b
	case !short:
		return 0, refuse(DateOrder, s) // the year stands at the end
	}
	if a < 100 {
		if a += 2000; a > 2069 {
			a -= 100
		}
	}
	return checkParts(a, b, c, s)
}

// DateAt is DateIn at a place so many minutes east of Greenwich: an instant that
// says where it was, such as 2026-05-31T16:30:00Z, is the day that it was there.
func DateAt(s string, o Order, zone int) (int64, error) {
	ymd, err := DateIn(s, o)
	if err != nil {
		return 0, err
	}
	text := plainDate(s)
	if at := clockIn.FindStringIndex(text); at != nil {
		if off := daysOff(text[at[0]:], zone); off != 0 {
			return AddDays(ymd, off), nil
		}
	}
	return ymd, nil
}

// clockIn is where the clock begins behind a date.
var clockIn = regexp.MustCompile(`[Tt ,]\s*\d{1,2}:\d{2}`)

// Ordered tells whether a text is a date whose meaning depends on the order.
func Ordered(s string) bool {
	_, _, _, long, ok := threeParts(plainDate(s))
	return ok && !long
}

const months = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`

// A month that is spelled out needs no order.
var (
	dayMonthYear = regexp.MustCompile(`^(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[-/ .]+` + months + `[-/ ,.]+(\d{4}|\d{2})\b(.*)$`)
	monthDayYear = regexp.MustCompile(`^(?:[a-z]+,? )?` + months + `[-/ .]+(\d{1,2})(?:st|nd|rd|th)?,?[-/ ]+(\d{4}|\d{2})\b(.*)$`)
	monthNames   = "janfebmaraprmayjunjulaugsepoctnovdec"
)

func spelledMonth(text string) (y, m, d int, ok bool) {
	text = strings.ToLower(text)
	day, month := 1, 2
	found := dayMonthYear.FindStringSubmatch(text)
	if found == nil {
		if found, day, month = monthDayYear.FindStringSubmatch(text), 2, 1; found == nil {
			return 0, 0, 0, false
		}
	}
	y, err1 := strconv.Atoi(found[3])
	d, err2 := strconv.Atoi(found[day])
	if err1 != nil || err2 != nil || !isTime(strings.TrimSpace(found[4])) {
		return 0, 0, 0, false
	}
	if y < 100 {
		if y += 2000; y > 2069 {
			y -= 100
		}
	}
	return y, strings.Index(monthNames, found[month])/3 + 1, d, true
}
