package party

import (
	_ "embed" // the pages of help

	"heyi/shared/module"
)

// Shelf is where those stand with whom the company trades.
var Shelf = module.NewShelf(40, "客户与供应商", "Customers and suppliers")

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{
	Zh: "客户与供应商", En: "Partners",
	Help:    module.Help{Zh: helpZh, En: helpEn},
	Masters: []module.Shelved{Shelf.Holds(10, Parties.Name(), Contacts.Name(), SalesAreas.Name())},
})
