package habit

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Ymd joins year, month and day to yyyymmdd; ok is false when there is no such
// day. Years run from 1 to 9999.
func Ymd(year, month, day int) (ymd int64, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) {
		return 0, false
	}
	return int64(year)*10000 + int64(month)*100 + int64(day), true
}

// Split is the inverse of Ymd.
func Split(ymd int64) (year, month, day int) {
	return int(ymd / 10000), int(ymd / 100 % 100), int(ymd % 100)
}

// DaysIn is the number of days of a month.
func DaysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// AddDays moves a date by n days.
func AddDays(ymd int64, n int) int64 { return fromDays(toDays(ymd) + n) }

// DaysBetween is the number of days from one date to another, negative when
// to lies before from.
func DaysBetween(from, to int64) int { return toDays(to) - toDays(from) }

// Weekday is 1 for Monday to 7 for Sunday.
func Weekday(ymd int64) int { return ((toDays(ymd)+3)%7+7)%7 + 1 }

// toDays counts days since 1970-01-01 in the Gregorian calendar, in years that
// begin in March so that the leap day is the last.
func toDays(ymd int64) int {
	y, m, d := Split(ymd)
	if m <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	yearOfEra := y - era*400
	dayOfYear := (153*((m+9)%12)+2)/5 + d - 1
	return era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468
}

func fromDays(days int) int64 {
	days += 719468
	era := floorDiv(days, 146097)
	dayOfEra := days - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	shifted := (5*dayOfYear + 2) / 153
	d := dayOfYear - (153*shifted+2)/5 + 1
	m := (shifted+2)%12 + 1
	y := yearOfEra + era*400
	if m <= 2 {
		y++
	}
	return int64(y)*10000 + int64(m)*100 + int64(d)
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Serial turns the whole part of a spreadsheet serial into a date. base1904
// is the date system of old Macintosh files. Serial 60 of the 1900 system is
// 1900-02-29, a day that never was: ok is false, as for anything outside
// 1900–9999.
func Serial(serial int, base1904 bool) (ymd int64, ok bool) {
	epoch := int64(18991230)
	switch {
	case base1904:
		epoch = 19040101
	case serial < 60:
		epoch = 18991231
	case serial == 60:
		return 0, false
	}
	if serial < 0 || (serial == 0 && !base1904) || serial > 2958465 {
		return 0, false
	}
	ymd = AddDays(epoch, serial)
	return ymd, ymd <= 99991231
}

// Date reads a typed or imported date: 2026-11-3, 2026.11.3, 2026/11/3,
// 20261103, 2026年11月3日, 3 Nov 2026, Nov 3, 2026, each with or without a time
// behind it, and spreadsheet serials of five digits (1927–2173). It refuses what
// puts numbers in another order, which [DateIn] reads.
func Date(s string) (int64, error) {
	text := plainDate(s)
	if text == "" {
		return 0, refuse(DateEmpty, s)
	}
	if ymd, ok := bareDigits(text); ok {
		return checkDay(ymd, s)
	}
	if y, m, d, ok := spelledMonth(text); ok {
		return checkParts(y, m, d, s)
	}
	first, m, d, long, ok := threeParts(text)
	if !ok {
		return 0, refuse(DateForm, s)
	}
	if !long {
		return 0, refuse(DateOrder, s)
	}
	return checkParts(first, m, d, s)
}

func checkParts(y, m, d int, s string) (int64, error) {
	if ymd, ok := Ymd(y, m, d); ok {
		return ymd, nil
	}
	return 0, refuse(DateNone, s)
}

var dateMarks = strings.NewReplacer("。", ".", "−", "-", "–", "-", "—", "-")

func plainDate(s string) string {
	text := strings.TrimSpace(norm.NFKC.String(strings.ToValidUTF8(s, "?")))
	return dateMarks.Replace(strings.TrimSpace(strings.TrimPrefix(text, "'")))
}

// threeParts reads three numbers and perhaps a time. long tells whether the first
// has four digits, so that it is the year; the last then has at most two.
func threeParts(text string) (a, b, c int, long, ok bool) {
	a, rest, ok := takeNumber(text, 4)
	if !ok {
		return 0, 0, 0, false, false
	}
	long = len(text)-len(rest) == 4
	b, rest, ok1 := takePart(rest, "年", 2)
	digits := 4
	if long {
		digits = 2
	}
	c, rest, ok2 := takePart(rest, "月", digits)
	if !ok1 || !ok2 || (rest != "" && isDigit(rune(rest[0]))) {
		return 0, 0, 0, false, false
	}
	rest = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(rest), "日"), "号")
	return a, b, c, long, isTime(strings.TrimSpace(rest))
}

// bareDigits reads yyyymmdd and serials; a fraction (the time) is ignored.
func bareDigits(text string) (int64, bool) {
	whole, fraction, hasFraction := strings.Cut(text, ".")
	if !allDigits(whole) || (hasFraction && !allDigits(fraction)) {
		return 0, false
	}
	n, err := strconv.Atoi(whole)
	switch {
	case err != nil:
		return 0, false
	case len(whole) == 8 && (!hasFraction || strings.Trim(fraction, "0") == ""):
		return int64(n), true
	case len(whole) == 5:
		return Serial(n, false)
	}
	return 0, false
}

func checkDay(ymd int64, s string) (int64, error) {
	y, m, d := Split(ymd)
	if ymd, ok := Ymd(y, m, d); ok {
		return ymd, nil
	}
	return 0, refuse(DateNone, s)
}

// takePart takes a separator (- / . or the given word) and a number of up to
// so many digits.
func takePart(s, word string, digits int) (int, string, bool) {
	s = strings.TrimSpace(s)
	rest, found := strings.CutPrefix(s, word)
	if !found {
		if s == "" || !strings.ContainsRune("-/.", rune(s[0])) {
			return 0, "", false
		}
		rest = s[1:]
	}
	return takeNumber(strings.TrimSpace(rest), digits)
}

func takeNumber(s string, digits int) (int, string, bool) {
	i := 0
	for i < len(s) && i < digits && isDigit(rune(s[i])) {
		i++
	}
	if i == 0 {
		return 0, "", false
	}
	n, err := strconv.Atoi(s[:i])
	return n, s[i:], err == nil
}
