package shared_test

import (
	"slices"
	"strings"
	"testing"

	"heyi/shared/flow"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/trial"
)

// equals fails unless somebody may do, sees and is asked all that another is, by name.
func equals(t *testing.T, who string, got, want *kernel.Author) {
	t.Helper()
	for _, c := range catalog.Commands {
		if got.May(c.Name) != want.May(c.Name) {
			t.Errorf("%s: may %s %v", who, c.Name, got.May(c.Name))
		}
	}
	for _, r := range org.Rights() {
		if got.May(r.Name) != want.May(r.Name) {
			t.Errorf("%s: may %s %v", who, r.Name, got.May(r.Name))
		}
	}
	for _, s := range catalog.Schemas {
		ways := func(a *kernel.Author) []kernel.Way { // to rows by every ground that a scope knows, but for the role's own row
			return slices.DeleteFunc(a.Viewer.WaysTo(s), func(w kernel.Way) bool {
				return catalog.Schema("role") == catalog.TargetOf(fieldOf(w)) && !shippedRow(w.ID)
			})
		}
		if !slices.Equal(ways(got), ways(want)) || got.Viewer.Whole(s) != want.Viewer.Whole(s) || got.Viewer.Total(s) != want.Viewer.Total(s) ||
			got.Viewer.Follows(s) != want.Viewer.Follows(s) {
			t.Errorf("%s: sees other rows of %s", who, s.Name)
		}
	}
	for _, audience := range catalog.Audiences() {
		if tag := kernel.Audience(audience).Tag; got.Viewer.Tags[tag] != want.Viewer.Tags[tag] {
			t.Errorf("%s: sees %s %v", who, audience, got.Viewer.Tags[tag])
		}
	}
}

func fieldOf(w kernel.Way) *kernel.Field {
	if w.Field == nil {
		return &kernel.Field{}
	}
	return w.Field
}

func shippedRow(id kernel.ID) bool {
	return slices.ContainsFunc(org.ShippedRoles(), func(s org.Shipped) bool { return org.RoleRef(s.Code).ID() == id })
}

// A role of the company's own that is given everything a shipped role has is its equal,
// over all that is declared: what it is called opens nothing.
func TestAnOwnRoleEqualsAShippedOne(t *testing.T) {
	for _, role := range org.ShippedRoles() {
		w := trial.Company(t, org.VatGeneral)
		want := w.As(t, role.Code)
		shipped, _ := org.RoleByCode.Find(w.Tx(), role.Code)
		whole := "false"
		if shipped.WholeDept {
			whole = "true"
		}
		if _, err := w.Add(trial.System(), "role", "code", "own", "name", "自建", "grants", shipped.Grants, "sees", shipped.Sees, "whole_dept", whole); err != nil {
			t.Fatal(err)
		}
		if err := w.Edit(trial.System(), "seat", want.Seat, "roles", role.Code, "own"); err != nil {
			t.Fatal(err)
		}
		got := w.As(t, role.Code) // by the person
		if !slices.Equal(got.Roles, []string{"own"}) {
			t.Fatalf("the person is %q", got.Roles)
		}
		equals(t, role.Code, got, want)
		for tag := range want.Viewer.Tags {
			if strings.HasPrefix(tag, "as:") && !got.Viewer.Tags[tag] {
				t.Errorf("%s: is not asked what %s is", role.Code, tag)
			}
		}
	}
}

// Whoever begins with a template has a role that may be given by those whom it is
// offered; the auditor sees what the owner sees, and whatever he tries changes nothing.
func TestTemplatesOfJobs(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	admin, boss := w.As(t, org.Admin), w.As(t, org.Boss)
	names := []string{}
	for _, job := range org.Templates() {
		names = append(names, job.Zh)
		texts := job.Texts("zh")
		by := boss
		if tx := kernel.NewTx(w.Catalog, w, admin.Viewer, &kernel.Call{}, admin); job.Offered(tx) {
			by = admin
		} else if job.Zh != "老板" {
			t.Errorf("an administrator is not offered %s", job.Zh)
		}
		_, err := w.Add(by, "role", "code", "job"+texts["name"], "name", texts["name"], "grants", texts["grants"], "sees", texts["sees"], "whole_dept", texts["whole_dept"])
		if err != nil {
			t.Errorf("%s: %v", job.Zh, err)
		}
		for _, pattern := range job.Grants {
			if handed := org.HandedOut(pattern); handed == "" && !slices.ContainsFunc(catalog.Commands, func(c *kernel.CommandSpec) bool {
				return (&kernel.Author{Grants: []string{pattern}}).May(c.Name)
			}) && !slices.ContainsFunc(org.Rights(), func(r *org.Right) bool { return (&kernel.Author{Grants: []string{pattern}}).May(r.Name) }) {
				t.Errorf("%s: no command matches %q", job.Zh, pattern)
			}
		}
		for _, pattern := range job.Sees {
			known := append(catalog.Audiences(), "*")
			for _, s := range org.Sights() {
				known = append(known, s.Name)
			}
			if !slices.Contains(known, pattern) {
				t.Errorf("%s: nothing is called %q", job.Zh, pattern)
			}
		}
	}
	for _, want := range []string{"老板", "销售经理", "业务员", "仓管", "采购", "会计", "出纳", "系统管理员", "只读审计"} {
		if !slices.Contains(names, want) {
			t.Errorf("there is no template of a %s", want)
		}
	}
	seat := w.As(t, org.Sales).Seat
	if err := w.Edit(trial.System(), "seat", seat, "roles", org.Sales, "job只读审计"); err != nil {
		t.Fatal(err)
	}
	auditor := w.As(t, org.Sales)
	for _, s := range catalog.Schemas {
		if boss.Viewer.Whole(s) && !auditor.Viewer.Whole(s) {
			t.Errorf("the auditor does not see every %s", s.Name)
		}
	}
	for _, c := range catalog.Commands {
		if auditor.May(c.Needs()) || c.Open && c.Name != "flow.task.done" {
			t.Errorf("the auditor may %s", c.Name)
		}
	}
	tx := w.Tx()
	task := flow.OpenTask(tx, flow.TaskRoleKept, mustRole(t, w), flow.To{Role: org.Admin}, kernel.Text("role", "x"), kernel.Text("differs", "y"))
	if task.AskedOf(auditor) || !task.AskedOf(admin) || !task.AskedOf(boss) || task.AskedOf(w.As(t, org.Finance)) {
		t.Error("somebody may mark a task that is not his")
	}
}

func mustRole(t *testing.T, w *trial.World) *org.Role {
	r, p := org.RoleByCode.Find(w.Tx(), org.Admin)
	if p != kernel.Found {
		t.Fatal("no administrator")
	}
	return r
}
