package party

import "heyi/shared/module"

// Shelf is where those stand with whom the company trades.
var Shelf = module.NewShelf(40, "客户与供应商", "Customers and suppliers")

var _ = module.Declare(module.Module{
	Zh: "客户与供应商", En: "Partners",
	Masters: []module.Shelved{Shelf.Holds(10, Parties.Name(), Contacts.Name(), SalesAreas.Name())},
})
