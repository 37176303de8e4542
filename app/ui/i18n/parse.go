package i18n

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Refusals of what a user typed. Explain turns them into a sentence.
var (
	ErrNotANumber   = errors.New("not a number")
	ErrDecimals     = errors.New("too many decimals")
	ErrNumberTooBig = errors.New("number too big")
	ErrNotADate     = errors.New("not a date")
	ErrNotAMonth    = errors.New("not a month")
)

// Largest values a person may type: amounts up to 10^15 minor units, and
// quantities and prices that still leave room to be multiplied.
const (
	maxMoney    = 1_000_000_000_000_000
	maxQuantity = 1_000_000_000_000_000_000
)

// Explain returns the sentence for a refusal of this package in the current
// language, and "" for any other error.
func Explain(err error) string {
	switch {
	case errors.Is(err, ErrNotANumber):
		return notANumber.Text()
	case errors.Is(err, ErrDecimals):
		return tooManyDecimals.Text()
	case errors.Is(err, ErrNumberTooBig):
		return numberTooBig.Text()
	case errors.Is(err, ErrNotADate):
		return notADate.Text()
	case errors.Is(err, ErrNotAMonth):
		return notAMonth.Text()
	}
	return ""
}

// ParseMoney reads an amount as people type it (1,234.5 · １２．５ · 12。5 ·
// ¥12 · 12元) into minor units.
func ParseMoney(s string) (int64, error) {
	return parseDecimal(trimMoney(s), MoneyDecimals, maxMoney)
}

// ParseQuantity reads a quantity into micro units.
func ParseQuantity(s string) (int64, error) {
	return parseDecimal(narrow(s), QuantityDecimals, maxQuantity)
}

// ParsePrice reads a unit price, like an amount, into micro units.
func ParsePrice(s string) (int64, error) {
	return parseDecimal(trimMoney(s), PriceDecimals, maxQuantity)
}

func trimMoney(s string) string {
	s = narrow(s)
	for _, sign := range []string{"¥", "￥", "元"} {
		s = strings.TrimSuffix(strings.TrimPrefix(s, sign), sign)
	}
	return s
}

// narrow turns full-width forms into ASCII and drops blanks. A Chinese input
// method writes 。for the point and ，or 、 for the comma.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '。' || r == '．' || r == '｡':
			return '.'
		case r == '，' || r == '、':
			return ','
		case r == '－' || r == '−' || r == '–':
			return '-'
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == ' ' || r == '\u3000' || r == '\u00a0' || r == '\t':
			return -1
		}
		return r
	}, s)
}

func parseDecimal(s string, scale int, limit int64) (int64, error) {
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	whole, fraction, _ := strings.Cut(s, ".")
	if !grouped(whole) || whole+fraction == "" {
		return 0, ErrNotANumber
	}
	whole = strings.ReplaceAll(whole, ",", "")
	if !digitsOnly(whole) || !digitsOnly(fraction) {
		return 0, ErrNotANumber
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > scale {
		return 0, ErrDecimals
	}
	var n int64
	for _, digit := range whole + fraction + strings.Repeat("0", scale-len(fraction)) {
		if n > limit/10 {
			return 0, ErrNumberTooBig
		}
		n = n*10 + int64(digit-'0')
	}
	if n > limit {
		return 0, ErrNumberTooBig
	}
	if negative {
		n = -n
	}
	return n, nil
}

// grouped accepts no commas at all or one before every three digits, so that
// 12,5 is refused and not read as 125.
func grouped(whole string) bool {
	parts := strings.Split(whole, ",")
	for i, part := range parts {
		if i > 0 && len(part) != 3 || i == 0 && len(parts) > 1 && (part == "" || len(part) > 3) {
			return false
		}
	}
	return true
}

func digitsOnly(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// ParseDate reads 2026-11-03, 2026-11-3, 2026.11.3, 2026/11/3, 20261103 and
// 2026年11月3日, in full-width digits too, as midnight UTC of that day.
func ParseDate(s string) (time.Time, error) {
	s = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", "").Replace(narrow(s))
	for _, layout := range []string{"2006-1-2", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Year() < 1900 || t.Year() > 2199 {
				return time.Time{}, ErrNotADate
			}
			return t, nil
		}
	}
	return time.Time{}, ErrNotADate
}

// ParseMonth reads 2026-11, 2026.11, 2026/11, 2026年11月 and 202611, in full-width digits
// too, as yyyymm.
func ParseMonth(s string) (int64, error) {
	s = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "").Replace(narrow(s))
	for _, layout := range []string{"2006-1", "200601"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1900 && t.Year() <= 2199 {
			return int64(t.Year())*100 + int64(t.Month()), nil
		}
	}
	return 0, ErrNotAMonth
}

// Toward says which of several days is meant by one that is typed without its year or
// month.
type Toward int

// What a day is asked for.
const (
	Nearest Toward = iota
	Past           // it has come: the last such day up to today
	Ahead          // it is to come: the first from today on
)

// ParseDay reads what ParseDate reads, and what is short for a day: 12-5 and 12月5日 for
// that of one year, 5日 and 5号 for that of one month, +5 and -5 for so many days from
// today. 12/5 and 12.5 are read in Chinese only: elsewhere they may be the twelfth of May.
func ParseDay(s string, today time.Time, toward Toward) (time.Time, error) {
	if t, err := ParseDate(s); err == nil {
		return t, nil
	}
	today = time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC)
	s = narrow(s)
	if days, found := shift(s); found {
		return today.AddDate(0, 0, days), nil
	}
	if day, ok := strings.CutSuffix(strings.ReplaceAll(s, "号", "日"), "日"); ok && twoDigits(day) {
		return nearest(today, toward, func(n int) (time.Time, error) {
			return time.Parse("2006-01-2", today.AddDate(0, n, 1-today.Day()).Format("2006-01-")+day)
		})
	}
	if Current() == Chinese {
		s = strings.NewReplacer("/", "-", ".", "-").Replace(s)
	}
	s = strings.NewReplacer("月", "-", "日", "", "号", "").Replace(s)
	if month, day, ok := strings.Cut(s, "-"); ok && twoDigits(month) && twoDigits(day) {
		return nearest(today, toward, func(n int) (time.Time, error) {
			return time.Parse("2006-1-2", strconv.Itoa(today.Year()+n)+"-"+month+"-"+day)
		})
	}
	return time.Time{}, ErrNotADate
}

// shift reads +5 and -5.
func shift(s string) (days int, ok bool) {
	if len(s) < 2 || len(s) > 4 || s[0] != '+' && s[0] != '-' || !digitsOnly(s[1:]) {
		return 0, false
	}
	days, err := strconv.Atoi(s)
	return days, err == nil
}

func twoDigits(s string) bool { return len(s) > 0 && len(s) <= 2 && digitsOnly(s) }

// nearest is the one of the days of the last, this and the next year or month that is
// meant; a month without such a day has none.
func nearest(today time.Time, toward Toward, of func(n int) (time.Time, error)) (found time.Time, err error) {
	err = ErrNotADate
	for _, n := range []int{0, -1, 1} {
		day, wrong := of(n)
		if wrong != nil || toward == Past && day.After(today) || toward == Ahead && day.Before(today) {
			continue
		}
		if err != nil || day.Sub(today).Abs() < found.Sub(today).Abs() {
			found, err = day, nil
		}
	}
	return found, err
}
