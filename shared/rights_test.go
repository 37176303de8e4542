package shared_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
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
			if (strings.HasPrefix(tag, "as:") || strings.HasPrefix(tag, "asked:")) && !got.Viewer.Tags[tag] {
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
	everybodys := []string{"flow.task.done", "flow.task.deliver", "flow.comment", "flow.comment.withdraw"} // what is his own, and what he says
	for _, c := range catalog.Commands {
		exports := c.Name == "report.export" // and what he takes out is recorded
		if auditor.May(c.Needs()) && !exports || c.Open && !slices.Contains(everybodys, c.Name) {
			t.Errorf("the auditor may %s", c.Name)
		}
	}
	tx := w.Tx()
	task := flow.OpenTask(tx, flow.TaskRoleKept, mustRole(t, w), flow.To{}, kernel.Text("role", "x"), kernel.Text("differs", "y"))
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

// A task reaches somebody: the rights by which its kind asks are there, somebody holds
// them in a company as it is shipped, and an own role that is given them is asked, too.
func TestEveryKindOfTaskAsksSomebody(t *testing.T) {
	known := func(right string) bool {
		return right == "*" || catalog.Command(right) != nil || slices.ContainsFunc(org.Rights(), func(r *org.Right) bool { return r.Name == right })
	}
	for _, kind := range flow.TaskKinds() {
		for _, right := range kind.Asks.Rights() {
			if !known(right) {
				t.Errorf("%s asks those who may %s, which nobody can", kind.Name, right)
			}
		}
		if !slices.ContainsFunc(org.ShippedRoles(), func(s org.Shipped) bool { return kind.Asks.Holds(s.Grants) }) {
			t.Errorf("%s asks nobody: no shipped role has %q", kind.Name, kind.Asks.Rights())
		}
		own := &org.Role{Grants: strings.Join(kind.Asks.Rights(), " ")}
		if !kind.Asks.By(own) || kind.Asks.By(&org.Role{Grants: "product_unit.add"}) {
			t.Errorf("%s asks by more than its rights", kind.Name)
		}
	}
}

// An edited role that a release would have changed takes that over by one command, and
// the question ends with it, also where somebody edits the role by hand.
func TestARoleTakesWhatAReleaseBrings(t *testing.T) {
	for _, byHand := range []bool{false, true} {
		w := trial.Company(t, org.VatGeneral)
		w.Now += 1000
		admin := w.As(t, org.Admin)
		role, _ := org.RoleByCode.Find(w.Tx(), org.Storekeeper)
		w.Must(t, w.As(t, org.Boss), &keepRole{kernel.Ref[org.Role](role.ID)})
		asked := func() bool {
			tasks, _ := flow.TasksAbout.Of(w.Tx(), role.ID)
			return tasks[0].State == flow.TaskOpen
		}
		if !asked() {
			t.Fatal("nobody is asked")
		}
		if byHand {
			for field, words := range map[string][2]string{"grants": {role.Grants, " stock.open"}, "sees": {role.Sees, " debt"}} {
				if err := w.Edit(w.As(t, org.Boss), "role", role.ID, field, words[0], words[0]+words[1]); err != nil {
					t.Fatal(err)
				}
			}
		} else {
			w.Must(t, admin, &flow.AdoptRole{Role: kernel.Ref[org.Role](role.ID)})
		}
		now, _ := org.RoleByCode.Find(w.Tx(), org.Storekeeper)
		if asked() || !strings.HasSuffix(now.Grants, " stock.open") || !strings.HasSuffix(now.Sees, " debt") {
			t.Errorf("by hand %v: asked %v, has %q, sees %q", byHand, asked(), now.Grants, now.Sees)
		}
		if _, err := w.Do(admin, &flow.AdoptRole{Role: kernel.Ref[org.Role](role.ID)}); !errors.Is(err, flow.NothingToAdopt.With()) {
			t.Errorf("adopted twice: %v", err)
		}
	}
}

// keepRole stands for a release that finds a role edited.
type keepRole struct {
	Role kernel.Ref[org.Role] `zh:"角色" en:"Role" is:"required"`
}

var _ = kernel.Intent[keepRole]("rights_test.keep", "保留", "Keep", kernel.ForAll())

func (k keepRole) Predict(tx *kernel.Tx) error {
	role, err := org.Roles.Need(tx, k.Role)
	if err != nil {
		return err
	}
	return org.OnRoleKept.Emit(tx, org.RoleKept{Role: role, Differs: []string{"+stock.open", "+debt", "-never.had"}})
}

// Tasks of the release before ask a role by its name; the step has them ask those who
// hold the right, and leaves alone what is done and what was given to others.
func TestOpenTasksAskByRightAfterTheStep(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	step := w.Catalog.UpgradeNamed(org.AskedByRight)
	for name, c := range map[string]struct {
		kind    *flow.TaskKind
		role    string
		state   kernel.State
		becomes bool
	}{
		"open":            {flow.TaskBackup, org.Admin, flow.TaskOpen, true},
		"done":            {flow.TaskBackup, org.Admin, flow.TaskDone, false},
		"given to others": {flow.TaskBackup, org.Finance, flow.TaskOpen, false},
	} {
		row := &flow.Task{Record: kernel.Record{ID: kernel.DeriveID("task", name)}, Kind: c.kind.Name, Role: org.RoleRef(c.role), State: c.state}
		flow.Tasks.In(w.Catalog).Adopt(row)
		w.Put(row)
		tx := w.Tx()
		if err := step.Run(tx, []kernel.ID{row.ID}); err != nil {
			t.Fatal(err)
		}
		now, _ := flow.Tasks.Get(tx, kernel.Ref[flow.Task](row.ID))
		if asks := now.Asked == c.kind.Asks.Ref() && now.Role.IsZero(); asks != c.becomes || !asks && (now.Role != org.RoleRef(c.role) || !now.Asked.IsZero()) {
			t.Errorf("%s: asks %v, %v", name, now.Asked, now.Role)
		}
	}
}
