package i18n

import (
	"strconv"
	"strings"
)

// Scales of the integers that this package reads and writes, as decimals.
const (
	MoneyDecimals    = 2 // 123456 is 1,234.56
	QuantityDecimals = 6 // 12_500_000 is 12.5
	PriceDecimals    = 6 // as quantities
)

// Money writes minor units as 1,234,567.80 with a leading minus if negative.
func Money(minor int64) string { return decimal(minor, MoneyDecimals, 2) }

// MoneyShort writes minor units for a small card: in Chinese 118.64 万 and
// 1.19 亿 from ten thousand up, in English the whole amount without cents from
// ten thousand up. It rounds half away from zero; show Money on tap.
func MoneyShort(minor int64) string {
	const wan, yi = 10_000_00, 100_000_000_00
	size := magnitude(minor)
	switch {
	case size < wan:
		return Money(minor)
	case Current() == English:
		return decimal(divide(minor, 100), 0, 0)
	case size < yi-wan/200: // what rounds to 10,000.00 万 is 1.00 亿
		return decimal(divide(minor, wan/100), 2, 2) + " 万"
	default:
		return decimal(divide(minor, yi/100), 2, 2) + " 亿"
	}
}

// Quantity writes micro units without trailing zeros: 15, 12.5, 1,200.
func Quantity(micro int64) string { return decimal(micro, QuantityDecimals, 0) }

// Ratio writes millionths of no unit: 9.5 of 折, 0.385 of percent.
func Ratio(micro int64) string { return decimal(micro, QuantityDecimals, 0) }

// QuantityOf writes a quantity with its unit of measure: 15 套, 12.5 米.
func QuantityOf(micro int64, unit string) string {
	if unit == "" {
		return Quantity(micro)
	}
	return Quantity(micro) + " " + unit
}

// Price writes micro units with at least two decimals: 12.50, 0.0035.
func Price(micro int64) string { return decimal(micro, PriceDecimals, 2) }

// Count writes a plain number with separators: 1,234.
func Count(n int64) string { return decimal(n, 0, 0) }

// Percent writes hundredths of a percent: 1230 is 12.3%, 9000 is 90%.
func Percent(basisPoints int64) string { return decimal(basisPoints, 2, 0) + "%" }

// Change describes now against before (same scale) with an arrow and a word:
// 增 12.3% ↑. It is written in a neutral colour, because red means a rise to
// one reader and an alarm to another.
func Change(now, before int64) string {
	if before == 0 {
		if now == 0 {
			return changeNone.Text()
		}
		return changeNew.Text()
	}
	// Tenths of a percent, of the size of before, so that a smaller loss
	// counts as a rise. Big figures are scaled down instead of overflowing.
	diff, base := now-before, magnitude(before)
	for magnitude(diff) > 1<<50 {
		diff, base = diff/10, base/10
	}
	tenths := divide(diff*1000, max(base, 1))
	switch {
	case tenths > 0:
		return changeUp.Text(Percent(tenths * 10))
	case tenths < 0:
		return changeDown.Text(Percent(-tenths * 10))
	default:
		return changeNone.Text()
	}
}

// decimal writes n, scaled by 10^scale, with separators and no more decimals
// than needed, but at least least.
func decimal(n int64, scale, least int) string {
	digits := strconv.FormatUint(unsigned(n), 10)
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale-len(digits)+1) + digits
	}
	whole, fraction := digits[:len(digits)-scale], digits[len(digits)-scale:]
	for len(fraction) > least && fraction[len(fraction)-1] == '0' {
		fraction = fraction[:len(fraction)-1]
	}
	var b strings.Builder
	if n < 0 {
		b.WriteByte('-')
	}
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(whole[i])
	}
	if fraction != "" {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}

// divide rounds half away from zero.
func divide(n, by int64) int64 {
	q, r := n/by, n%by
	if magnitude(r) >= by-magnitude(r) {
		if n < 0 {
			return q - 1
		}
		return q + 1
	}
	return q
}

func magnitude(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// unsigned is the magnitude that also holds for the smallest int64.
func unsigned(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
