package ledger

import "heyi/shared/figures"

// Balanced is what stands on the accounts.
var Balanced = figures.DeclareFact(figures.Fact{
	Name: "balanced", Zh: "科目余额", En: "Balances of accounts",
	Grain: figures.Words{Zh: "每个科目、期间和往来单位的借贷发生额", En: "the debit and credit of each account, period and partner"},
	Parts: []figures.Part{{Entity: "ledger_balance", Zh: "余额", En: "Balance"}},
	Dimensions: []figures.Dimension{
		{Name: "account", Zh: "科目", En: "Account", Path: "account"},
		{Name: "period", Zh: "会计期间", En: "Period", Path: "period"},
		{Name: "party", Zh: "往来单位", En: "Party", Path: "party"},
	},
	Measures: []figures.Measure{
		{Name: "balance", Zh: "余额", En: "Balance", Of: []string{"debit", "-credit"}, Means: figures.Words{Zh: "借方减贷方", En: "debit less credit"}},
		{Name: "debit", Zh: "借方", En: "Debit", Of: []string{"debit"}, Means: figures.Words{Zh: "借方发生额", En: "the debit side"}},
		{Name: "credit", Zh: "贷方", En: "Credit", Of: []string{"credit"}, Means: figures.Words{Zh: "贷方发生额", En: "the credit side"}},
	},
})
