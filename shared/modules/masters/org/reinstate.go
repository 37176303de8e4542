package org

import "heyi/shared/kernel"

// Reinstate takes somebody back who has left. He gets a new password and signs in on
// his devices anew; his seats stay whose they are now.
type Reinstate struct {
	User kernel.Ref[User] `zh:"人员" en:"Person" is:"required"`
	Note string           `zh:"说明" en:"Note" text:"lines" max:"500"`
}

var (
	_ = kernel.Intent[Reinstate]("org.user.reinstate", "恢复在职", "Take back", kernel.If(hasLeft), For(resigns, Admin))

	// OnReinstated is emitted by the server when somebody has been taken back, with what
	// was said about it.
	OnReinstated = kernel.NewEvent[Reinstated]("org.reinstated")

	// StillHere refuses to take back who has not left.
	StillHere = kernel.Refuse("org.still_here", "「{name}」没有离职，不用恢复", "{name} has not left; there is nothing to take back")
)

// Reinstated tells who was taken back.
type Reinstated struct {
	User *User
	Note string
}

// hasLeft refuses somebody who works here.
func hasLeft(tx *kernel.Tx, id kernel.ID) error {
	u, err := Users.Need(tx, kernel.Ref[User](id))
	if err == nil && !u.Gone() {
		err = StillHere.With(kernel.Text("name", u.Name))
	}
	return err
}

// Predict lets the person in again.
func (r Reinstate) Predict(tx *kernel.Tx) error {
	u, err := Users.Need(tx, r.User)
	if err != nil {
		return err
	}
	kernel.Set(tx, u, &u.Active, true)
	kernel.Set(tx, u, &u.Retired, false)
	return nil
}

// Settle tells what followed.
func (r Reinstate) Settle(tx *kernel.Tx) error {
	u, err := Users.Need(tx, r.User)
	if err != nil {
		return err
	}
	return OnReinstated.Emit(tx, Reinstated{u, r.Note})
}
