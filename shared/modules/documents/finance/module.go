package finance

import (
	"heyi/shared/module"
	"heyi/shared/modules/engines/ledger"
)

var _ = module.Declare(module.Module{
	Zh: "资金", En: "Money",
	Masters: []module.Shelved{ledger.Shelf.Holds(10, Funds.Name())},
})
