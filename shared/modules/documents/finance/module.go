package finance

import (
	_ "embed" // the pages of help

	"heyi/shared/ask"
	"heyi/shared/module"
	"heyi/shared/modules/engines/ledger"
)

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{
	Zh: "资金", En: "Money",
	Help:    module.Help{Zh: helpZh, En: helpEn},
	Masters: []module.Shelved{ledger.Shelf.Holds(10, Funds.Name())},
	Lists: []module.List{{
		Of: Receipts.Name(), First: string(Pending), Sort: []ask.Order{{Field: "date", Desc: true}, {Field: "at", Desc: true}},
	}},
})
