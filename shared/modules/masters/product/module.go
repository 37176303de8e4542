package product

import "heyi/shared/module"

// Shelf is where what is traded stands, with all that says at what price.
var Shelf = module.NewShelf(20, "商品与价格", "Goods and prices")

var _ = module.Declare(module.Module{
	Zh: "商品", En: "Products",
	Masters: []module.Shelved{Shelf.Holds(10, Products.Name(), Units.Name(), CustomerPrices.Name())},
})
