package org

import (
	"slices"

	"heyi/shared/kernel"
)

// LastHead is the refusal to let go of the last person who could let others in.
var LastHead = kernel.Refuse("org.last_head", "「{name}」是最后能管理角色、岗位和用户的，改动后公司就没有人能再授权；请先把这些权限交给另一位在用的人员",
	"{name} is the last who can manage roles, seats and users, and nobody could let others in afterwards; give these rights to somebody else who works here first")

var heads = kernel.Find(Seats, func(s *Seat) *bool { return &s.Heads })

// letsIn are the rights of whoever can let others in.
var letsIn = []string{"role.edit", "seat.edit", "user.edit"}

// heads tells whether holders of the role can let others in.
func (r *Role) heads() bool {
	grants := words(r.Grants)
	return !r.Removed && !slices.ContainsFunc(letsIn, func(right string) bool { return !covered(grants, right) })
}

// headed tells whether one of the roles does that.
func headed(tx *kernel.Tx, roles []string) bool {
	return slices.ContainsFunc(roles, func(code string) bool {
		r, p := RoleByCode.Find(tx, code)
		return p == kernel.Found && r.heads()
	})
}

func init() {
	Users.GuardRow(LastHead, func(tx *kernel.Tx, u *User) error {
		if u.Active && !u.Removed && !u.Retired {
			return nil
		}
		return someoneHeads(tx, u.Name)
	})
	Seats.GuardRow(LastHead, func(tx *kernel.Tx, s *Seat) error { return someoneHeads(tx, s.Name) })
	Roles.GuardRow(LastHead, func(tx *kernel.Tx, r *Role) error {
		if was := kernel.Earlier(tx, r); was == nil || !was.heads() || r.heads() {
			return nil
		}
		return someoneHeads(tx, r.Name)
	})
}

// someoneHeads refuses a company in which nobody who works there can let others in:
// nobody could mend that. What a seat says of itself is as old as its last change, so
// its roles are asked, and the others, too, when none of those is left.
func someoneHeads(tx *kernel.Tx, name string) error {
	for _, likely := range []bool{true, false} {
		seats, _ := heads.Of(tx, likely)
		for _, s := range seats {
			if s.Removed || !headed(tx, words(s.Roles)) {
				continue
			}
			u, p := Users.Get(tx, s.Holder)
			if p == kernel.Unknown || p == kernel.Found && u.Active && !u.Removed && !u.Retired {
				return nil
			}
		}
	}
	return LastHead.With(kernel.Text("name", name))
}

// HeadOf is the seat that looks after a department: one that sees all of it and whose
// holder works here; false for none.
func HeadOf(tx *kernel.Tx, dept kernel.Ref[Department]) (kernel.Ref[Seat], bool) {
	if dept.IsZero() {
		return kernel.Ref[Seat]{}, false
	}
	seats, _ := seatsIn.Of(tx, dept)
	for _, s := range seats {
		u, p := Users.Get(tx, s.Holder)
		if p == kernel.Found && u.Active && !u.Retired && !s.Removed && covered(s.rightsOf(tx), wholeDept) {
			return kernel.Ref[Seat](s.ID), true
		}
	}
	return kernel.Ref[Seat]{}, false
}
