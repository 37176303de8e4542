package debt

import (
	"sort"

	"heyi/shared/kernel"
)

// Exposure is what the company would lose if the customer never paid again:
// what he owes, less what he paid in advance, plus what is promised to him and
// not delivered, plus the order in question. Amounts include tax.
func Exposure(receivable, prepaid, openOrders, order kernel.Money) kernel.Money {
	return receivable - prepaid + openOrders + order
}

// DaysLate counts the days since the due date; zero when it is not over or when
// nothing is due.
func DaysLate(due, today kernel.Date) int64 {
	if due == 0 || today <= due {
		return 0
	}
	return int64(today.DaysSince(due))
}

// Late is what of a customer's items is overdue.
type Late struct {
	Amount kernel.Money
	Days   int64 // of the oldest
	Items  int
}

// Overdue adds up the receivables that are past their due date. What the customer
// has in credit or has paid in advance counts against the oldest first, so nobody is
// overdue who owes nothing in all.
func Overdue(items []*Item, today kernel.Date) Late {
	var late Late
	var credit kernel.Money
	for _, i := range items {
		switch {
		case i.Kind == Prepaid:
			credit += i.Rest()
		case i.Kind == Receivable && i.Rest() < 0:
			credit -= i.Rest()
		}
	}
	sorted := append([]*Item(nil), items...)
	sort.SliceStable(sorted, func(i, j int) bool { return earlier(sorted[i], sorted[j]) })
	for _, i := range sorted {
		if i.Kind != Receivable || i.Rest() <= 0 {
			continue
		}
		paid := min(credit, i.Rest())
		credit -= paid
		if days := DaysLate(i.Due, today); days > 0 && paid < i.Rest() {
			late.Amount += i.Rest() - paid
			late.Items++
			late.Days = max(late.Days, days)
		}
	}
	return late
}

// OldestDue is the first due date among the receivables still open; no date when
// nothing is owed.
func OldestDue(items []*Item) kernel.Date {
	var oldest kernel.Date
	for _, i := range items {
		if i.Kind == Receivable && i.Rest() > 0 && i.Due != 0 && (oldest == 0 || i.Due < oldest) {
			oldest = i.Due
		}
	}
	return oldest
}
