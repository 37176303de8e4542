package tabular

import (
	"strconv"
	"strings"

	"heyi/shared/habit"
)

// number keeps the digits of the file; only the exponent is written out.
func number(value string, serial, base1904 bool) Cell {
	text := strings.TrimSpace(value)
	if strings.ContainsAny(text, "eE+") {
		if f, err := habit.Number(text); err == nil && f.Unit == "" {
			text = f.Dec
		}
	}
	if serial {
		if date, ok := moment(text, base1904); ok {
			return Cell{Text: date, Kind: Date}
		}
	}
	return Cell{Text: text, Kind: Number}
}

// moment turns a serial into date and time, without floats: the fraction is
// taken to nine digits, which is finer than a second.
func moment(serial string, base1904 bool) (string, bool) {
	whole, fraction, _ := strings.Cut(serial, ".")
	days, err := strconv.Atoi(whole)
	if err != nil || days < 0 {
		return "", false
	}
	billionths, err := strconv.ParseInt((fraction + "000000000")[:9], 10, 64)
	if err != nil {
		return "", false
	}
	seconds := (billionths*86400 + 500_000_000) / 1_000_000_000
	if seconds >= 86400 {
		days, seconds = days+1, 0
	}
	clock := two(seconds/3600) + ":" + two(seconds/60%60) + ":" + two(seconds%60)
	if days == 0 && !base1904 {
		return clock, true
	}
	ymd, ok := habit.Serial(days, base1904)
	if !ok {
		return "", false
	}
	y, m, d := habit.Split(ymd)
	date := strconv.Itoa(y) + "-" + two(int64(m)) + "-" + two(int64(d))
	if seconds == 0 {
		return date, true
	}
	return date + " " + clock, true
}

func two(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}
