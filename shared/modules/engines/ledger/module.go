package ledger

import (
	_ "embed" // the pages of help

	"heyi/shared/ask"
	"heyi/shared/module"
)

// Shelf is where the company's money and its books stand.
var Shelf = module.NewShelf(50, "资金与账", "Money and books")

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{
	Zh: "总账", En: "Books",
	Help:    module.Help{Zh: helpZh, En: helpEn},
	Masters: []module.Shelved{Shelf.Holds(20, Accounts.Name())},
	Lists:   []module.List{{Of: Vouchers.Name(), Sort: []ask.Order{{Field: "period", Desc: true}, {Field: "no", Desc: true}}}},
})
