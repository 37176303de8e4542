package ledger

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// TaskOpenings tells finance that the opening balances differ, before the first month
// has to be closed.
var TaskOpenings = flow.DeclareTask("ledger.opening_open", "期初借贷不平，差额 {amount} 元，首月结账前请在「期初 · 科目」录入",
	"Opening balances differ by {amount}; please enter it before the first month is closed", flow.Kind{
		Title: flow.Words{Zh: "期初不平", En: "Openings unbalanced"}, Asks: org.Ask(org.Finance, "ledger.open"), Urgency: flow.Urgent,
		Opens: flow.Words{Zh: "期初借贷不平", En: "Opening balances differ"},
		Ends:  flow.Words{Zh: "期初平了", En: "They are equal"},
	}, flow.AskAgain(3),
	flow.UntilOf(Balances, func(b *Balance) kernel.ID {
		if b.Period != openings {
			return kernel.ID{}
		}
		return org.TheCompany.ID()
	}, func(tx *kernel.Tx, _ *Balance) bool { return OpeningDifference(tx) == 0 }))

var _ = kernel.Every(kernel.Workdays(9), "ledger.opening_open", "检查期初是否平衡", "Look whether opening balances agree", func(tx *kernel.Tx, at kernel.Moment) error {
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	left := OpeningDifference(tx)
	if left == 0 || at.Date < company.Start || !TaskOpenings.Wanted(at, company.ID) {
		return nil
	}
	flow.OpenTask(tx, TaskOpenings, company, flow.To{}, kernel.Figure("amount", left))
	return nil
})
