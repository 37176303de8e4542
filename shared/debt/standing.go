package debt

import "heyi/shared/kernel"

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

// Overdue adds up the receivables that are past their due date.
func Overdue(items []*Item, today kernel.Date) Late {
	var late Late
	for _, i := range items {
		if i.Kind != Receivable || i.Rest() == 0 {
			continue
		}
		if days := DaysLate(i.Due, today); days > 0 {
			late.Amount += i.Rest()
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
