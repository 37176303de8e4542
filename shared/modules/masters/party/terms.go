package party

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/tools/habit"
)

// How a party pays.
const (
	Cash    kernel.Choice = "cash"
	Prepaid kernel.Choice = "prepaid"
	Days    kernel.Choice = "days"
	Monthly kernel.Choice = "monthly"
)

var _ = kernel.Choices("settle_terms",
	kernel.Option{Code: "cash", Zh: "现结", En: "Cash on delivery"},
	kernel.Option{Code: "prepaid", Zh: "款到发货", En: "Paid before delivery"},
	kernel.Option{Code: "days", Zh: "货到 n 天", En: "n days after delivery"},
	kernel.Option{Code: "monthly", Zh: "月结", En: "Monthly, day n of the next month"})

// What becomes of a due date that falls on a day off. Partners of earlier releases
// have none of these, and their dates stay.
const (
	Unadjusted kernel.Choice = "unadjusted"
	Following  kernel.Choice = "following"
	Preceding  kernel.Choice = "preceding"
)

var _ = kernel.Choices("day_roll",
	kernel.Option{Code: string(Unadjusted), Zh: "不调整", En: "Stays"},
	kernel.Option{Code: string(Following), Zh: "顺延到下一工作日", En: "Next working day"},
	kernel.Option{Code: string(Preceding), Zh: "提前到上一工作日", En: "Working day before"})

var rolls = map[kernel.Choice]habit.Roll{Following: habit.Following, Preceding: habit.Preceding}

// BadTerms is the refusal of terms whose days make no sense.
var BadTerms = kernel.Refuse("party.terms", "结算方式的天数 {days} 不对：货到 n 天为 0–365，月结为次月 1–31 日",
	"Terms with {days} make no sense: 0–365 days after delivery, or day 1–31 of the next month")

// SettleTerms are the party's terms as habit computes with them.
func (p *Party) SettleTerms() (habit.Terms, error) {
	t, ok := habit.Cash(), true
	switch p.Terms {
	case Prepaid:
		t = habit.Prepaid()
	case Days:
		t, ok = habit.AfterDelivery(int(p.TermDays))
	case Monthly:
		t, ok = habit.NextMonth(int(p.TermDays))
	}
	if !ok {
		return t, BadTerms.With(kernel.Int("days", p.TermDays))
	}
	return t, nil
}

// Due is the day by which a delivery of a day must be paid, by the company's working
// calendar. Terms are checked when they are saved; broken ones count as cash.
func (p *Party) Due(tx *kernel.Tx, delivered kernel.Date) kernel.Date {
	t, err := p.SettleTerms()
	if err != nil {
		return delivered
	}
	return kernel.Date(t.DueOn(int64(delivered), rolls[p.OnDayOff], org.Workdays(tx)))
}
