package org

import "heyi/shared/kernel"

// User is a person who signs in with a mobile number.
type User struct {
	kernel.Record
	Name   string           `zh:"姓名" en:"Name" is:"title,required" max:"40"`
	Mobile string           `zh:"手机" en:"Mobile" text:"phone" is:"required,listed,search" max:"20" clash:"ask"`
	Seat   kernel.Ref[Seat] `zh:"主要岗位" en:"Main seat" is:"listed" hint_zh:"新单据归属的岗位" hint_en:"The seat that owns what this person makes"`
	Active bool             `zh:"在用" en:"Active" is:"listed" default:"true"`
	Left   kernel.Time      `zh:"离职时间" en:"Left at" is:"settled"`
}

// Users and their unique mobile number, under which they sign in.
var (
	Users = kernel.Define[User]("user", kernel.Spec{
		Zh: "用户", En: "User", Scope: kernel.Scope{kernel.Everyone},
	})
	UserByMobile = kernel.Unique(Users, func(u *User) *string { return &u.Mobile })
	_            = kernel.Find(Users, func(u *User) *kernel.Ref[Seat] { return &u.Seat }).Holds()

	_ = ForRows(First, Users, "*", Admin)
)

// SeatTaken refuses a main seat that somebody else holds: what its user made would be that
// one's, and he himself could do nothing.
var SeatTaken = kernel.Refuse("org.seat_taken", "「{seat}」由{holder}在岗，不能作{user}的主要岗位：请另选岗位，或先在岗位里把在岗人员改为{user}",
	"{holder} holds {seat}, which cannot be the main seat of {user}: choose another, or put {user} into that seat first")

func init() {
	Users.OnSave(func(tx *kernel.Tx, u *User) error { return normalPhone(tx, u, &u.Mobile) })
	Users.GuardRow(SeatTaken, func(tx *kernel.Tx, u *User) error {
		seat, p := Seats.Get(tx, u.Seat)
		if p != kernel.Found || seat.Holder.IsZero() || seat.Holder.ID() == u.ID || !newSeat(tx, u) {
			return nil
		}
		name := ""
		if holder, p := Users.Get(tx, seat.Holder); p == kernel.Found {
			name = holder.Name
		}
		return SeatTaken.With(kernel.Text("seat", seat.Name), kernel.Text("holder", name), kernel.Text("user", u.Name))
	})
}

// newSeat tells whether this command gives the user his main seat.
func newSeat(tx *kernel.Tx, u *User) bool {
	for _, w := range tx.Writes() {
		if w.After.Base().ID == u.ID {
			was, had := w.Before.(*User)
			return !had || was == nil || was.Seat != u.Seat
		}
	}
	return false
}
