package tax

import (
	_ "embed" // the pages of help

	"heyi/shared/module"
	"heyi/shared/modules/masters/product"
)

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{
	Zh: "税", En: "Tax",
	Help:    module.Help{Zh: helpZh, En: helpEn},
	Masters: []module.Shelved{product.Shelf.Holds(20, Rates.Name())},
})
