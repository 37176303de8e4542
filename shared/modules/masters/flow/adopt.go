package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// AdoptRole takes over what a release would have changed of a role that the company has
// edited. The rest of the role stays as the company has it.
type AdoptRole struct {
	Role kernel.Ref[org.Role] `zh:"角色" en:"Role" is:"required"`
}

var (
	_ = Answers(TaskRoleKept, kernel.Intent[AdoptRole]("flow.role.adopt", "采用新版本的权限", "Take what the release brings",
		kernel.If(hasToAdopt), org.For(58, org.Admin)))

	// NothingToAdopt refuses a role that no release would change.
	NothingToAdopt = kernel.Refuse("flow.nothing_to_adopt", "角色「{role}」没有等待采用的权限调整", "No release would change the role {role}")
)

func hasToAdopt(tx *kernel.Tx, id kernel.ID) error {
	role, err := org.Roles.Need(tx, kernel.Ref[org.Role](id))
	if err != nil || len(pendingDiffers(tx, id)) > 0 {
		return err
	}
	return NothingToAdopt.With(kernel.Text("role", role.Name))
}

// Predict changes the role; the tasks end with it.
func (a AdoptRole) Predict(tx *kernel.Tx) error {
	role, err := org.Roles.Need(tx, a.Role)
	if err != nil {
		return err
	}
	role.Adopt(tx, pendingDiffers(tx, role.ID))
	return nil
}
