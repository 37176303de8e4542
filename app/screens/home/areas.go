package home

import (
	// Screens made from declarations.
	_ "heyi/app/screens/declared/record"
	_ "heyi/app/screens/declared/reports"
	_ "heyi/app/screens/declared/tasks"

	// Screens made by hand; each says itself who goes there.
	_ "heyi/app/screens/modules/boss"
	_ "heyi/app/screens/modules/customers"
	_ "heyi/app/screens/modules/finance"
	_ "heyi/app/screens/modules/products"
	_ "heyi/app/screens/modules/purchase"
	_ "heyi/app/screens/modules/sales"
	_ "heyi/app/screens/modules/warehouse"
)
