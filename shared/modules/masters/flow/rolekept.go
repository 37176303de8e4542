package flow

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// TaskRoleKept asks an administrator about a role that the company has edited and
// that a new release would have changed.
var TaskRoleKept = DeclareTask("org.role_kept", "新版本建议调整角色「{role}」的权限：{differs}。这个角色由贵公司修改过，系统没有改动，请决定是否采用",
	"The new release would change what {role} may do: {differs}. Your company has edited this role, so it was left as it is; please decide", Kind{
		Title: Words{Zh: "角色权限待决定", En: "Roles to decide on"}, Asks: org.Ask(org.Admin, "role.edit"), Urgency: Normal,
		Opens: Words{Zh: "新版本增减了权限，而公司改过这个角色", En: "A release changes a role that the company has edited"},
		Ends:  Words{Zh: "角色已按新版本调整", En: "The role has what the release brings"},
	})

func init() {
	org.OnRoleKept.On("flow", func(tx *kernel.Tx, k org.RoleKept) error {
		OpenTask(tx, TaskRoleKept, k.Role, To{}, kernel.Text("role", k.Role.Name), kernel.Text("differs", strings.Join(k.Differs, " ")))
		return nil
	})
	kernel.AfterSettle(adopted)
}

// pendingDiffers are what releases would change of a role and nobody has decided on.
func pendingDiffers(tx *kernel.Tx, role kernel.ID) (differs []string) {
	open, _ := tasksIn.Of(tx, kernel.Key2[kernel.ID, kernel.State]{A: role, B: TaskOpen})
	for _, t := range open {
		if t.Kind == TaskRoleKept.Name {
			differs = append(differs, differsOf(t)...)
		}
	}
	return differs
}

func differsOf(t *Task) []string { return strings.Fields(t.Arg("differs").Value.Str) }

// adopted ends the question about a role that has by now what the release brings,
// whoever gave it that.
func adopted(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		if role, ok := w.After.(*org.Role); ok && w.Before != nil && tx.Since(org.AskedByRight) {
			CloseTasksIf(tx, TaskRoleKept, role.ID, func(t *Task) bool { return role.Adopted(differsOf(t)) })
		}
	}
	return nil
}
