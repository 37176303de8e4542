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

func init() {
	Users.OnSave(func(tx *kernel.Tx, u *User) error { return normalPhone(tx, u, &u.Mobile) })
}
