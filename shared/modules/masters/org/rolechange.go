package org

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"heyi/shared/kernel"
)

// OwnRoles stands for every role that a company has made itself, in the changes that
// keep what roles have always seen.
const OwnRoles = ""

// everything is the pattern of all commands, and of all that can be seen.
const everything = "*"

// RoleChange is what a release does to a shipped role. Companies whose role is as
// it was shipped get it; a role that somebody has edited is left alone, and an
// administrator is asked.
type RoleChange struct {
	Role   string
	Grants []string // patterns of commands that come to it
	Loses  []string // that go
	Sees   []string // audiences of guarded fields that come to it
	Keeps  []string // audiences split off what the role has always seen: edited roles get them too
}

type numbered struct {
	RoleChange
	number int
	name   string
}

var roleChanges []numbered

// compare orders changes by their steps, and those of a step by what they say: the order
// in which packages come to be does not matter.
func (c numbered) compare(o numbered) int {
	return cmp.Or(cmp.Compare(c.number, o.number), slices.Compare(c.Grants, o.Grants), slices.Compare(c.Sees, o.Sees), slices.Compare(c.Keeps, o.Keeps))
}

// UpgradeRoles declares the step by which old companies get what a release grants to
// shipped roles, and returns its number for the declarations of what that is, as in
// [For]. Most steps need no name of their own and are made by the first declaration that
// takes their number. changes are what no declaration of a holder can say: what roles
// lose, and what goes to edited ones, too.
func UpgradeRoles(number int, name, zh, en string, changes ...RoleChange) int {
	ownSteps[number] = name
	for _, c := range changes {
		hold(number, c)
	}
	kernel.UpgradeRows(number, name, zh, en, Roles, func(*Role) bool { return true }, func(tx *kernel.Tx, role *Role) error {
		var all RoleChange
		for _, c := range roleChanges {
			if c.number == number && (c.Role == role.Code || c.Role == OwnRoles && !isShipped(role.Code)) {
				all = all.and(c.RoleChange)
			}
		}
		return all.apply(tx, number, role)
	})
	return number
}

// hold notes what the step with a number does to a role.
func hold(number int, c RoleChange) {
	if c.Role != OwnRoles && !isShipped(c.Role) {
		panic("org: " + c.Role + " holds something and is no shipped role")
	}
	roleChanges = append(roleChanges, numbered{c, number, ownStep(number)})
}

var ownSteps = map[int]string{} // by number

// ownStep is the step with a number by which declarations reach the roles of old
// companies, "" for what they had at first. It makes itself with the first of them.
func ownStep(number int) string {
	if number != First && ownSteps[number] == "" {
		UpgradeRoles(number, "org.rights_"+strconv.Itoa(number), "新版本中各角色的权限", "What roles have with the new release")
	}
	return ownSteps[number]
}

// and is both changes of one role.
func (c RoleChange) and(o RoleChange) RoleChange {
	return RoleChange{
		Role: o.Role, Grants: slices.Concat(c.Grants, o.Grants), Loses: slices.Concat(c.Loses, o.Loses),
		Sees: slices.Concat(c.Sees, o.Sees), Keeps: slices.Concat(c.Keeps, o.Keeps),
	}
}

func isShipped(code string) bool {
	return slices.ContainsFunc(shipped, func(s Shipped) bool { return s.Code == code })
}

func (s Shipped) with(c RoleChange) Shipped {
	gone := func(grant string) bool { return slices.Contains(c.Loses, grant) }
	s.Grants = append(slices.DeleteFunc(slices.Clone(s.Grants), gone), c.Grants...)
	s.Sees = slices.Concat(s.Sees, c.Sees, c.Keeps)
	if slices.Contains(s.Sees, everything) {
		s.Sees = []string{everything} // which needs no other word
	}
	return s
}

// RoleKept says that a release would have changed a role that the company has
// edited. Differs is the difference: "+" before what it adds, "-" before what it
// takes away.
type RoleKept struct {
	Role    *Role
	Differs []string
}

// OnRoleKept lets the modules above ask an administrator.
var OnRoleKept = kernel.NewEvent[RoleKept]("org.role_kept")

// apply changes the role of a company.
func (c RoleChange) apply(tx *kernel.Tx, number int, role *Role) error {
	before, after := shippedRole(c.Role, number-1), shippedRole(c.Role, number)
	if role.is(before) {
		kernel.Set(tx, role, &role.Grants, strings.Join(after.Grants, " "))
		kernel.Set(tx, role, &role.Sees, strings.Join(after.Sees, " "))
		return nil
	}
	if role.is(after) {
		return nil
	}
	for _, audience := range c.Keeps {
		if !covered(words(role.Sees), audience) {
			kernel.Set(tx, role, &role.Sees, strings.TrimSpace(role.Sees+" "+audience))
		}
	}
	if differs := c.differs(role); len(differs) > 0 && !role.Removed {
		return OnRoleKept.Emit(tx, RoleKept{Role: role, Differs: differs})
	}
	return nil
}

// differs lists what of the change the role lacks.
func (c RoleChange) differs(role *Role) (list []string) {
	has := kernel.Author{Grants: words(role.Grants)}
	for _, grant := range c.Grants {
		if !has.May(grant) {
			list = append(list, "+"+grant)
		}
	}
	for _, grant := range c.Loses {
		if slices.Contains(has.Grants, grant) {
			list = append(list, "-"+grant)
		}
	}
	for _, audience := range c.Sees {
		if !covered(words(role.Sees), audience) {
			list = append(list, "+"+audience)
		}
	}
	return list
}

func shippedRole(code string, step int) Shipped {
	for _, s := range ShippedAsOf(step) {
		if s.Code == code {
			return s
		}
	}
	return Shipped{}
}

// is tells whether a role grants exactly what it was shipped with.
func (r *Role) is(s Shipped) bool {
	return sameWords(words(r.Grants), s.Grants) && sameWords(words(r.Sees), s.Sees) && r.WholeDept == s.WholeDept
}

func sameWords(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// Held is what a release gives a shipped role, or takes from it.
type Held struct {
	Step int // by which old companies get it, [First] for none
	Role string
	What string // "+finance.refund", "-sales.order.rate", "+sees:cost", with "keeps:" for edited roles, too
}

// Holdings lists all that shipped roles hold, step by step.
func Holdings() (list []Held) {
	changes := slices.Clone(roleChanges)
	slices.SortFunc(changes, numbered.compare)
	for _, c := range changes {
		for _, words := range []struct {
			sign string
			list []string
		}{{"+", c.Grants}, {"-", c.Loses}, {"+" + sees, c.Sees}, {"+keeps:" + sees, c.Keeps}} {
			for _, word := range words.list {
				list = append(list, Held{c.number, c.Role, words.sign + word})
			}
		}
	}
	return list
}

// lacks tells whether a role has not one of the differences of [RoleKept].
func (r *Role) lacks(differs string) bool {
	word := differs[1:]
	if differs[0] == '-' {
		return slices.Contains(words(r.Grants), word)
	}
	has := kernel.Author{Grants: words(r.Grants)}
	return !has.May(word) && !covered(words(r.Sees), word)
}

// Adopted tells whether a role has all of the differences.
func (r *Role) Adopted(differs []string) bool { return !slices.ContainsFunc(differs, r.lacks) }

// Adopt gives a role the differences.
func (r *Role) Adopt(tx *kernel.Tx, differs []string) {
	grants, sees := words(r.Grants), words(r.Sees)
	for _, d := range slices.DeleteFunc(slices.Clone(differs), func(d string) bool { return !r.lacks(d) }) {
		word := d[1:]
		_, seen := sights[word]
		switch {
		case d[0] == '-':
			grants = slices.DeleteFunc(grants, func(g string) bool { return g == word })
		case seen || slices.Contains(tx.Catalog.Audiences(), word):
			sees = append(sees, word)
		default:
			grants = append(grants, word)
		}
	}
	kernel.Set(tx, r, &r.Grants, strings.Join(grants, " "))
	kernel.Set(tx, r, &r.Sees, strings.Join(sees, " "))
}
