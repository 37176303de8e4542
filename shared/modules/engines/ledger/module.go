package ledger

import "heyi/shared/module"

// Shelf is where the company's money and its books stand.
var Shelf = module.NewShelf(50, "资金与账", "Money and books")

var _ = module.Declare(module.Module{
	Zh: "总账", En: "Books",
	Masters: []module.Shelved{Shelf.Holds(20, Accounts.Name())},
})
