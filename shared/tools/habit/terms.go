package habit

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

type termsKind uint8

const (
	cash termsKind = iota
	prepaid
	afterDelivery
	nextMonth
)

// Terms are settlement terms, a closed set: the zero value is 现结, the others
// come from the constructors and ParseTerms.
type Terms struct {
	kind termsKind
	n    int
}

// Cash is 现结: due on delivery.
func Cash() Terms { return Terms{} }

// Prepaid is 款到发货: the money comes before the goods, so it is due on the
// day of delivery at the latest.
func Prepaid() Terms { return Terms{kind: prepaid} }

// AfterDelivery is 货到 n 天, 0–365 days; ok is false outside of that.
func AfterDelivery(days int) (t Terms, ok bool) {
	return Terms{kind: afterDelivery, n: days}, days >= 0 && days <= 365
}

// NextMonth is 月结次月 n 日, day 1–31; in a shorter month it is the last day.
func NextMonth(day int) (t Terms, ok bool) {
	return Terms{kind: nextMonth, n: day}, day >= 1 && day <= 31
}

// Prepaid tells whether goods may leave only after the money has come.
func (t Terms) Prepaid() bool { return t.kind == prepaid }

// HasTerm tells whether the money is due some time after the delivery, not with it.
func (t Terms) HasTerm() bool { return t.kind == afterDelivery && t.n > 0 || t.kind == nextMonth }

// Due is the date on which a delivery must be paid, both yyyymmdd.
func (t Terms) Due(delivered int64) int64 {
	switch t.kind {
	case afterDelivery:
		return AddDays(delivered, t.n)
	case nextMonth:
		y, m, _ := Split(delivered)
		y, m = y+m/12, m%12+1
		return int64(y)*10000 + int64(m)*100 + int64(min(t.n, DaysIn(y, m)))
	}
	return delivered
}

// DueOn is Due by a business day convention. What is due with the delivery stays, and
// nothing is due before it.
func (t Terms) DueOn(delivered int64, by Roll, works Works) int64 {
	due := t.Due(delivered)
	if !t.HasTerm() {
		return due
	}
	return max(works.Roll(due, by), delivered)
}

// Code is the stored form: cash, prepaid, days:30, month:25.
func (t Terms) Code() string {
	switch t.kind {
	case prepaid:
		return "prepaid"
	case afterDelivery:
		return "days:" + strconv.Itoa(t.n)
	case nextMonth:
		return "month:" + strconv.Itoa(t.n)
	}
	return "cash"
}

// Zh is the Chinese label.
func (t Terms) Zh() string {
	switch t.kind {
	case prepaid:
		return "款到发货"
	case afterDelivery:
		return fmt.Sprintf("货到 %d 天", t.n)
	case nextMonth:
		return fmt.Sprintf("月结次月 %d 日", t.n)
	}
	return "现结"
}

// En is the English label.
func (t Terms) En() string {
	switch t.kind {
	case prepaid:
		return "Paid before delivery"
	case afterDelivery:
		return fmt.Sprintf("%d days after delivery", t.n)
	case nextMonth:
		return fmt.Sprintf("Day %d of next month", t.n)
	}
	return "Cash on delivery"
}

// ParseTerms reads the stored form and what people write: 现结, 现款, 款到发货,
// 货到30天, 货到付款, 月结次月25日, 次月25号, 次月月底.
func ParseTerms(s string) (Terms, error) {
	text := strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(s, "?")))
	text = strings.ReplaceAll(strings.TrimSpace(text), " ", "")
	switch text {
	case "cash", "现结", "现款", "现金结算", "货到付款":
		return Cash(), nil
	case "prepaid", "款到发货", "先款后货", "预付":
		return Prepaid(), nil
	}
	if n, ok := between(text, []string{"days:", "货到"}, []string{"天", "日", ""}); ok {
		if t, ok := AfterDelivery(n); ok {
			return t, nil
		}
	}
	text = strings.Replace(strings.Replace(text, "月底", "31日", 1), "月末", "31日", 1)
	text = strings.Replace(text, "次31日", "次月31日", 1)
	if n, ok := between(text, []string{"month:", "月结次月", "月结,次月", "次月"}, []string{"日", "号", ""}); ok {
		if t, ok := NextMonth(n); ok {
			return t, nil
		}
	}
	return Terms{}, refuse(TermsForm, s)
}

// between reads the number between one of the heads and one of the tails.
func between(s string, heads, tails []string) (int, bool) {
	for _, head := range heads {
		rest, found := strings.CutPrefix(s, head)
		if !found {
			continue
		}
		for _, tail := range tails {
			digits, found := strings.CutSuffix(rest, tail)
			if found && allDigits(digits) && len(digits) <= 3 {
				n, err := strconv.Atoi(digits)
				return n, err == nil
			}
		}
	}
	return 0, false
}
