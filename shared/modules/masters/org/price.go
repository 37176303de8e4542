package org

// What customers pay, and what anybody owes, stands apart from goods and names: the
// warehouse ships, receives and finds suppliers without it. Who has always seen it
// goes on doing so.
func init() {
	ForAudience(First, SeesCost, Boss, Finance, Purchase)
	keeps := func(audience string, roles ...string) (changes []RoleChange) {
		for _, role := range roles {
			changes = append(changes, RoleChange{Role: role, Keeps: []string{audience}})
		}
		return changes
	}
	UpgradeRoles(1, "org.price_apart", "发货与退货金额单独授权", "Amounts of deliveries and returns have a right of their own",
		keeps(SeesPrice, Boss, Sales, SalesManager, Finance, OwnRoles)...)
	UpgradeRoles(2, "org.debt_apart", "往来账款单独授权", "What partners owe has a right of its own",
		keeps(SeesDebt, Boss, Sales, SalesManager, Finance, Purchase, Admin, OwnRoles)...)
}
