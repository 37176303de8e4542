package org

import "heyi/shared/kernel"

// MayReset is the right to give another person a password for his next sign-in.
var MayReset = DeclareRight("auth.password.reset", "重置他人密码", "Reset another person's password").
	For(UpgradeRoles(49, "auth.password.reset", "系统管理员可以重置他人密码", "Administrators may reset passwords"), Admin)

// Refusals of a password for somebody.
var (
	NotYours = kernel.Refuse("auth.not_yours", "你没有重置他人密码的权限，请找老板或系统管理员",
		"You may not reset another person's password; please ask the owner or an administrator")
	OwnPassword = kernel.Refuse("auth.password.own", "自己的密码不能由自己重置：请用旧密码修改，忘记了请找老板或其他管理员",
		"Nobody resets his own password: change it with the old one, or ask the owner or another administrator")
	NotInUse = kernel.Refuse("auth.password.not_in_use", "「{name}」已停用，不能登录；请先恢复启用，再重置密码",
		"{name} is out of use and cannot sign in; bring the user back first, then reset the password")
)

// CheckReset refuses an author who may not give a user a password: without the right,
// for himself, for somebody out of use, or for who may do more than he may hand out.
func CheckReset(tx *kernel.Tx, ref kernel.Ref[User]) (*User, error) {
	if !tx.Author.System && !tx.Author.May(MayReset.Name) {
		return nil, NotYours.With()
	}
	user, err := Users.Need(tx, ref)
	switch {
	case err != nil:
		return nil, err
	case user.ID == tx.Author.User:
		return nil, OwnPassword.With()
	case !user.Active || user.Retired:
		return nil, NotInUse.With(kernel.Text("name", user.Name))
	}
	return user, MayChange(tx, ref)
}
