package org

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// The roles that every company starts with.
const (
	Boss         = "boss"
	Sales        = "sales"
	SalesManager = "sales_manager"
	Storekeeper  = "warehouse"
	Finance      = "finance"
	Purchase     = "purchase"
	Admin        = "admin"
)

// Shipped is a role as it is shipped; companies change theirs afterwards.
type Shipped struct {
	Code, Zh, En string
	Grants       []string // patterns of commands
	Sees         []string // audiences of guarded fields
	WholeDept    bool
}

// duties are the rights by which somebody is one of whom a shipped role is asked:
// tasks and decisions that are for finance are for everybody who may confirm receipts,
// whatever his role is called. Who may do everything has them not by name.
var duties = map[string][]string{Boss: {everything}}

// The owner may do everything.
var _ = may(First, everything, []string{Boss})

// SeesCost is the audience of cost prices and values.
const SeesCost = "cost"

// SeesPrice is the audience of what customers pay for what was delivered and
// returned. Who works in the warehouse has it where the company prints prices on its
// delivery notes.
const SeesPrice = "price"

// SeesDebt is the audience of what partners owe and are owed, of those that one sees.
const SeesDebt = "debt"

// shipped are the roles that every company starts with. What they may do and see stands
// where it is declared, see holder.go.
var shipped = []Shipped{
	{Code: Boss, Zh: "老板", En: "Owner", WholeDept: true},
	{Code: Sales, Zh: "业务员", En: "Salesperson"},
	{Code: SalesManager, Zh: "销售经理", En: "Sales manager", WholeDept: true},
	{Code: Storekeeper, Zh: "仓管", En: "Storekeeper"},
	{Code: Finance, Zh: "财务", En: "Finance"},
	{Code: Purchase, Zh: "采购", En: "Purchasing"},
	{Code: Admin, Zh: "系统管理员", En: "Administrator"},
}

// ShippedRoles lists the roles every company starts with.
func ShippedRoles() []Shipped { return ShippedAsOf(kernel.LastUpgrade()) }

// ShippedName is what a shipped role is called, nothing for a code that no shipped role
// has.
func ShippedName(code string) (zh, en string) {
	for _, s := range shipped {
		if s.Code == code {
			return s.Zh, s.En
		}
	}
	return "", ""
}

// ShippedAsOf lists the roles as they were shipped once a step was there.
func ShippedAsOf(step int) []Shipped {
	return shippedWith(func(c numbered) bool { return c.number <= step })
}

// shippedWith lists the roles as they were shipped with some changes.
func shippedWith(had func(numbered) bool) []Shipped {
	roles := slices.Clone(shipped)
	changes := slices.Clone(roleChanges)
	slices.SortFunc(changes, numbered.compare)
	for _, c := range changes {
		if !had(c) {
			continue
		}
		for i := range roles {
			if roles[i].Code == c.Role {
				roles[i] = roles[i].with(c.RoleChange)
			}
		}
	}
	for i := range roles {
		roles[i].order()
	}
	return roles
}

// Named tells whether grants name a right: who may do everything has all of them, but
// not by name.
func Named(grants []string, right string) bool {
	return slices.ContainsFunc(grants, func(g string) bool {
		return g == right || g != everything && kernel.Covers(g, right)
	})
}

// OnDuty tells whether somebody with the grants is asked what a shipped role is asked.
func OnDuty(grants []string, role string) bool {
	needs := duties[role]
	return len(needs) > 0 && !slices.ContainsFunc(needs, func(right string) bool { return !Named(grants, right) })
}

// row is the role as the company gets it.
func (s Shipped) row() *Role {
	r := &Role{
		Code: s.Code, Name: s.Zh, WholeDept: s.WholeDept,
		Grants: strings.Join(s.Grants, " "), Sees: strings.Join(s.Sees, " "),
	}
	r.ID = RoleRef(s.Code).ID()
	return r
}
