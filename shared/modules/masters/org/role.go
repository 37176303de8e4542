package org

import (
	"strings"

	"heyi/shared/kernel"
)

// Role is what a seat may do and see.
type Role struct {
	kernel.Record
	Code      string `zh:"编码" en:"Code" text:"word" is:"required,fixed" max:"40"`
	Name      string `zh:"名称" en:"Name" is:"title,required" max:"40"`
	Grants    string `zh:"可用操作" en:"May do" text:"word" max:"4000" clash:"ask" hint_zh:"操作名，以空格分隔，* 代表其余部分" hint_en:"Command names, separated by blanks; * stands for the rest"`
	Sees      string `zh:"可见范围" en:"Sees" text:"word" max:"4000" clash:"ask" hint_zh:"自己、本部门和所在仓库以外可见的单据和受控字段，以空格分隔，* 代表其余部分" hint_en:"Documents beside one's own and guarded fields, separated by blanks; * stands for the rest"`
	WholeDept bool   `zh:"可见本部门" en:"Sees the department"`
}

// Roles and their unique code.
var (
	Roles = kernel.Define[Role]("role", kernel.Spec{
		Zh: "角色", En: "Role", Scope: kernel.Scope{kernel.Everyone},
	})
	RoleByCode = kernel.Unique(Roles, func(r *Role) *string { return &r.Code })

	_ = ForRows(First, Roles, "*", Admin)
	_ = DutyOfRows(Admin, Roles, "edit")
)

// RoleRef is the row of a shipped role. Rows meant for holders of a role refer
// to it and take kernel.By("as", …) into their scope.
func RoleRef(code string) kernel.Ref[Role] { return kernel.Ref[Role](kernel.DeriveID("role", code)) }

func words(s string) []string { return strings.Fields(s) }

func init() {
	// Without the boss's role nobody could give it back.
	Roles.GuardRow(Needed, func(_ *kernel.Tx, r *Role) error {
		lost := r.Code == Boss && (r.Removed || r.Grants != everything)
		return keep(lost, r.Name)
	})
}
