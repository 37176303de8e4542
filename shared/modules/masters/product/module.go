package product

import (
	_ "embed" // the pages of help

	"heyi/shared/module"
)

// Shelf is where what is traded stands, with all that says at what price.
var Shelf = module.NewShelf(20, "商品与价格", "Goods and prices")

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{
	Zh: "商品", En: "Products",
	Help:    module.Help{Zh: helpZh, En: helpEn},
	Masters: []module.Shelved{Shelf.Holds(10, Products.Name(), Units.Name(), CustomerPrices.Name())},
})
