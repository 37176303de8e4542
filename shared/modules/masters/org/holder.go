package org

import "heyi/shared/kernel"

// The shipped roles hold what names them where it is declared:
//
//	kernel.Fact[Ship]("sales.ship", "出库", "Ship", org.For(org.First, org.Storekeeper))
//
// So do the commands of an entity ([ForRows]) and of an area ([ForArea]), a right within
// a command ([Right.For]), a sight ([See]), the fields for an audience ([ForAudience])
// and what somebody may hand out without having it ([ToHandOut]). New companies start
// with what was declared up to their time; old ones get it by the step with the number,
// see [UpgradeRoles]. The owner may do and see everything and is named nowhere.

// First is the number of what roles have had since the first release.
const First = 0

// For gives a command to shipped roles.
func For(number int, roles ...string) kernel.CommandOption {
	return func(c *kernel.CommandSpec) { may(number, c.Name, roles) }
}

// ForArea gives shipped roles all commands whose names begin with an area, "ledger" or
// "sales.order", also those that are still to come.
func ForArea(number int, area string, roles ...string) struct{} {
	return may(number, area+".*", roles)
}

// ForRows gives shipped roles commands of an entity: "add", "edit", "remove", "*" for all.
func ForRows[T any](number int, e *kernel.Entity[T], verb string, roles ...string) struct{} {
	return may(number, e.Name()+"."+verb, roles)
}

// For gives the right to shipped roles.
func (r *Right) For(number int, roles ...string) *Right {
	may(number, r.Name, roles)
	return r
}

// ForAudience gives shipped roles the sight of the fields that are declared for an
// audience.
func ForAudience(number int, audience string, roles ...string) struct{} {
	for _, role := range roles {
		hold(number, RoleChange{Role: role, Sees: []string{audience}})
	}
	return struct{}{}
}

// ToHandOut lets a shipped role hand out to others what patterns cover, without having
// it.
func ToHandOut(number int, role string, patterns ...string) struct{} {
	for _, pattern := range patterns {
		may(number, handsOut+pattern, []string{role})
	}
	return struct{}{}
}

func may(number int, right string, roles []string) struct{} {
	for _, role := range roles {
		hold(number, RoleChange{Role: role, Grants: []string{right}})
	}
	return struct{}{}
}

// Duty makes those who may give the command, by name, the ones of whom a shipped role is
// asked: tasks and decisions that are for finance are for everybody who may confirm
// receipts, whatever his role is called. Of several commands one must have all.
func Duty(role string) kernel.CommandOption {
	return func(c *kernel.CommandSpec) { duties[role] = append(duties[role], c.Name) }
}

// DutyOfRows is [Duty] for a command of an entity.
func DutyOfRows[T any](role string, e *kernel.Entity[T], verb string) struct{} {
	duties[role] = append(duties[role], e.Name()+"."+verb)
	return struct{}{}
}
