package sales

import (
	_ "embed" // the pages of help

	"heyi/shared/kernel"
	"heyi/shared/module"
)

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{
	Zh: "销售", En: "Sales", Help: module.Help{Zh: helpZh, En: helpEn}, Lists: lists,
	Said: []module.Said{
		{Entity: Orders.Name(), Field: "held_for", Codes: holds, Many: true},
		{Entity: Orders.Name(), Field: "serial", Programs: true}, // an order keeps the number of its device
		{Entity: Orders.Name(), Field: "rating", Open: true},
		{Entity: CreditChecks.Name(), Field: "sum", Words: func(tx *kernel.Tx, row kernel.Row) []kernel.Saying {
			return saySum(tx, row.(*CreditCheck).Sum)
		}},
	},
})
