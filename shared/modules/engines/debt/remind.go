package debt

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// TaskOverdue tells whoever looks after a customer that he has not paid in time. How
// much that is stands on the customer's page, for those who may see it.
var TaskOverdue = flow.DeclareTask("debt.overdue", "「{name}」有货款逾期未付（最早到期日 {due}），请催收",
	"{name} has not paid what was due from {due} on: please ask for it", flow.Kind{
		Title: flow.Words{Zh: "货款逾期", En: "Overdue receivables"}, Asks: org.Ask(org.Finance, "finance.receipt.approve"), Urgency: flow.Normal,
		Opens: flow.Words{Zh: "客户的货款到期后超过设定天数没有付清", En: "A customer has not paid what was due for longer than the company allows"},
		Ends:  flow.Words{Zh: "逾期的货款付清", En: "Nothing of the customer is overdue"},
	}, flow.AskAgain(7),
	flow.Until(party.Balances, func(tx *kernel.Tx, b *party.Balance) bool { return DaysLateOf(b, tx.JudgedDate()) == 0 }))

// RemindAfter is how many days a customer may be late before he is brought up.
var RemindAfter = org.Number("debt.remind_after", 0, "货款逾期几天后提醒", "Days late before a receivable is brought up", org.Within(0, 365),
	org.Hint("到期后超过这个天数仍未付款，业务员会收到待办；0 为到期次日", "The salesperson has a task once it is overdue by more; 0 is the day after it was due"))

var _ = kernel.EveryRow(kernel.Daily(6), "debt.overdue", "提醒逾期的货款", "Remind of overdue receivables", party.Balances.All(),
	func(at kernel.Moment, b *party.Balance) bool {
		return DaysLateOf(b, at.Date) > RemindAfter.At(at) && TaskOverdue.Wanted(at, b.Party.ID())
	},
	func(tx *kernel.Tx, b *party.Balance, _ kernel.Moment) error {
		p, presence := party.Parties.Get(tx, b.Party)
		if presence != kernel.Found {
			return nil
		}
		flow.OpenTask(tx, TaskOverdue, p, flow.To{Seat: p.Owner}, kernel.Text("name", p.Name), kernel.Figure("due", b.OldestDue))
		return nil
	})
