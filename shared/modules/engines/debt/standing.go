package debt

import (
	"sort"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
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

// Claim is a bill with what is left of it once the party's credits are counted.
type Claim struct {
	*Item
	Left kernel.Money // above zero
}

// Claims nets what a customer owes: credit notes and advances count against the
// oldest bills first, also while nobody has settled one with the other. Everything
// that says who is late, and how, is read from here. The claims come first due
// first; credit is what is left over, and then there are no claims.
func Claims(items []*Item) (claims []Claim, credit kernel.Money) {
	var bills []*Item
	for _, i := range items {
		switch rest := i.Rest(); {
		case i.Kind == Prepaid:
			credit += rest
		case i.Kind == Receivable && rest < 0:
			credit -= rest
		case i.Kind == Receivable && rest > 0:
			bills = append(bills, i)
		}
	}
	sort.SliceStable(bills, func(i, j int) bool { return earlier(bills[i], bills[j]) })
	for _, i := range bills {
		paid := min(credit, i.Rest())
		credit -= paid
		if left := i.Rest() - paid; left > 0 {
			claims = append(claims, Claim{i, left})
		}
	}
	return claims, credit
}

// Overdue adds up the claims that are past their due date.
func Overdue(items []*Item, today kernel.Date) Late {
	var late Late
	claims, _ := Claims(items)
	for _, c := range claims {
		if days := DaysLate(c.Due, today); days > 0 {
			late.Amount += c.Left
			late.Items++
			late.Days = max(late.Days, days)
		}
	}
	return late
}

// LateItems tells for how many days each item is overdue; what is not has no entry.
func LateItems(items []*Item, today kernel.Date) map[kernel.ID]int64 {
	late := map[kernel.ID]int64{}
	claims, _ := Claims(items)
	for _, c := range claims {
		if days := DaysLate(c.Due, today); days > 0 {
			late[c.ID] = days
		}
	}
	return late
}

// OldestDue is the first due date among the claims; no date when nothing is owed.
func OldestDue(items []*Item) kernel.Date {
	var oldest kernel.Date
	claims, _ := Claims(items)
	for _, c := range claims {
		if c.Due != 0 && (oldest == 0 || c.Due < oldest) {
			oldest = c.Due
		}
	}
	return oldest
}

// CreditOf is what the company owes a customer in all; zero for one who owes.
func CreditOf(b *party.Balance) kernel.Money { return max(b.Prepaid-b.Receivable, 0) }
