package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// PasswordReset is the record that somebody gave a user a password for his next
// sign-in. The server sends it before it does so; no password is ever in a command.
type PasswordReset struct {
	User kernel.Ref[org.User] `zh:"用户" en:"User" is:"required"`
	By   kernel.Ref[org.User] `zh:"操作人" en:"By" is:"required"`
}

var _ = kernel.Intent[PasswordReset]("org.user.password", "重置密码", "Reset password", kernel.OfSystem())

// Predict notes it in the user's trail, under the name of who did it.
func (p PasswordReset) Predict(tx *kernel.Tx) error {
	user, err := org.Users.Need(tx, p.User)
	if err != nil {
		return err
	}
	by, err := org.Users.Need(tx, p.By)
	if err != nil {
		return err
	}
	ProcessEvents.Insert(tx, &ProcessEvent{
		RootEntity: entityOf(user), Root: user.ID, Node: tx.Call.Name, Author: p.By, AuthorName: by.Name, Origin: tx.Call.Origin, At: tx.At(),
	}, user.ID, nth(tx, ProcessEvents))
	return nil
}
