package stock

import "heyi/shared/module"

var _ = module.Declare(module.Module{Zh: "库存", En: "Stock"})
