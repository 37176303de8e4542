package party

import "heyi/shared/figures"

// Owed is what partners owe and are owed now; Late those of them with something due, by
// the day on which the oldest was.
var (
	Owed = figures.DeclareFact(figures.Fact{
		Name: "owed", Zh: "往来余额", En: "Partner balances",
		Grain:      figures.Words{Zh: "每个往来单位现在的余额", En: "the present balance of each partner"},
		Parts:      []figures.Part{{Entity: "party_balance", Zh: "余额", En: "Balance"}},
		Dimensions: []figures.Dimension{{Name: "party", Zh: "往来单位", En: "Partner", Path: "party"}},
		Measures:   balances,
	})
	Late = figures.DeclareFact(figures.Fact{
		Name: "late", Zh: "到期往来", En: "Due balances",
		Grain:      figures.Words{Zh: "有到期款的往来单位，按最早到期日", En: "partners with something due, by the oldest due date"},
		Parts:      []figures.Part{{Entity: "party_balance", Zh: "余额", En: "Balance", Date: "oldest_due"}},
		Dimensions: []figures.Dimension{{Name: "party", Zh: "往来单位", En: "Partner", Path: "party"}},
		Measures:   balances,
	})
)

var balances = []figures.Measure{
	{Name: "receivable", Zh: "应收", En: "Receivable", Of: []string{"receivable"}, Means: figures.Words{Zh: "应收未核销余额", En: "what is owed and not settled"}},
	{Name: "prepaid", Zh: "预收", En: "Paid in advance", Of: []string{"prepaid"}, Means: figures.Words{Zh: "预收未使用余额", En: "what was paid in advance and is not used"}},
	{Name: "payable", Zh: "应付", En: "Payable", Of: []string{"payable"}, Means: figures.Words{Zh: "应付未付余额", En: "what we owe and have not paid"}},
}
