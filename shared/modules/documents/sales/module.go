package sales

import "heyi/shared/module"

var _ = module.Declare(module.Module{Zh: "销售", En: "Sales"})
