package habit

import "fmt"

type termsKind uint8

const (
	cash termsKind = iota
	prepaid
	afterDelivery
	nextMonth
)

// Terms are settlement terms, a closed set: the zero value is 现结, the others
// come from the constructors.
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
