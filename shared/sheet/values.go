package sheet

import "strings"

// live tells whether a spreadsheet could run the text as a formula. White
// space before the sign does not hide it, and the full-width signs count: some
// programs fold them on input.
func live(s string) bool {
	s = strings.TrimLeft(s, "\x00 \n\u00a0\u3000")
	for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, sign) {
			return true
		}
	}
	return false
}

// serialOf is the day number of a spreadsheet for a date yyyymmdd of 1900-03-01
// or later: below lies the leap day that never was.
func serialOf(ymd int64) (int, bool) {
	y, m, d := int(ymd/10000), int(ymd/100%100), int(ymd%100)
	if ymd < 19000301 || ymd > 99991231 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	// Whole years and their leap days, then the months of this one.
	before := y - 1
	days := before*365 + before/4 - before/100 + before/400 + d
	for month := 1; month < m; month++ {
		days += daysIn(y, month)
	}
	return days - 693594, true // days from 0001-01-01 to 1899-12-30, counted from 1
}

func daysIn(year, month int) int {
	switch {
	case month == 2 && (year%4 != 0 || (year%100 == 0 && year%400 != 0)):
		return 28
	case month == 2:
		return 29
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}
