package org

import (
	"slices"

	"heyi/shared/kernel"
)

// LastHead is the refusal to let go of the last person who could let others in.
var LastHead = kernel.Refuse("org.last_head", "至少要有一位在用的老板或系统管理员，「{name}」是最后一位",
	"Someone must run the company: {name} is the last active owner or administrator")

var heads = kernel.Find(Seats, func(s *Seat) *bool { return &s.Heads })

func headed(roles []string) bool {
	return slices.Contains(roles, Boss) || slices.Contains(roles, Admin)
}

func init() {
	Users.GuardRow(LastHead, func(tx *kernel.Tx, u *User) error {
		if u.Active && !u.Removed && !u.Retired {
			return nil
		}
		return someoneHeads(tx, u.Name)
	})
	Seats.GuardRow(LastHead, func(tx *kernel.Tx, s *Seat) error { return someoneHeads(tx, s.Name) })
}

// someoneHeads refuses a company in which nobody who works there is an owner or an
// administrator: nobody could mend that.
func someoneHeads(tx *kernel.Tx, name string) error {
	seats, _ := heads.Of(tx, true)
	for _, s := range seats {
		u, p := Users.Get(tx, s.Holder)
		if p == kernel.Unknown || p == kernel.Found && u.Active && !u.Removed && !u.Retired {
			return nil
		}
	}
	return LastHead.With(kernel.Text("name", name))
}
