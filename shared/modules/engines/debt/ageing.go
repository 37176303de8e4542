package debt

import "heyi/shared/kernel"

// AgeLimits are the last days late of each class but the last, which is open.
var AgeLimits = [...]int64{0, 30, 60, 90}

// Age is an amount by how late it is: not due, up to 30, 60, 90 days, later.
type Age [len(AgeLimits) + 1]kernel.Money

// Total is the sum over the classes.
func (a Age) Total() kernel.Money {
	var sum kernel.Money
	for _, m := range a {
		sum += m
	}
	return sum
}

// AgeOf classes what a customer owes by the days it is late on a day. What he has in
// credit stands among what is not due, below zero, so that the classes add up to
// receivable less prepaid.
func AgeOf(items []*Item, today kernel.Date) Age {
	var age Age
	claims, credit := Claims(items)
	age[0] = -credit
	for _, c := range claims {
		age[ageClass(DaysLate(c.Due, today))] += c.Left
	}
	return age
}

func ageClass(days int64) int {
	for class, limit := range AgeLimits {
		if days <= limit {
			return class
		}
	}
	return len(AgeLimits)
}
