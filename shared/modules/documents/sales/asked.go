package sales

import "heyi/shared/modules/masters/org"

// Who is asked about orders.
var (
	deciders = org.Ask(org.Finance, "sales.order.release", "finance.receipt.approve") // about money: who may release an order and knows what came in
	leaders  = org.Ask("", "sales.order.place", "party.merge")                        // in the place of a seat that nobody has
)
