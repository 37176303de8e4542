package tax

import (
	"heyi/shared/module"
	"heyi/shared/modules/masters/product"
)

var _ = module.Declare(module.Module{
	Zh: "税", En: "Tax",
	Masters: []module.Shelved{product.Shelf.Holds(20, Rates.Name())},
})
