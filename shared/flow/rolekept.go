package flow

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/org"
)

// TaskRoleKept asks an administrator about a role that the company has edited and
// that a new release would have changed.
var TaskRoleKept = DeclareTask("org.role_kept", "新版本建议调整角色「{role}」的权限：{differs}。这个角色由贵公司修改过，系统没有改动，请决定是否采用",
	"The new release would change what {role} may do: {differs}. Your company has edited this role, so it was left as it is; please decide")

func init() {
	org.OnRoleKept.On("flow", func(tx *kernel.Tx, k org.RoleKept) error {
		OpenTask(tx, TaskRoleKept, k.Role, To{Role: org.Admin}, kernel.Text("role", k.Role.Name), kernel.Text("differs", strings.Join(k.Differs, " ")))
		return nil
	})
}
