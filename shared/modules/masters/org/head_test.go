package org_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// The last person who could let others in stays, whichever way he is let go.
func TestTheLastHeadStays(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	user := func(role string) *org.User {
		u, _ := org.Users.Get(w.Tx(), kernel.Ref[org.User](w.As(t, role).User))
		return u
	}
	boss, admin := user(org.Boss), user(org.Admin)
	edit := func(entity string, row kernel.ID, field, was, becomes string) error {
		return w.Edit(trial.System(), entity, row, field, was, becomes)
	}
	if err := edit("user", admin.ID, "active", "true", "false"); err != nil {
		t.Fatal(err) // the boss is still there
	}
	seat := boss.Seat.ID()
	for what, err := range map[string]error{
		"the boss is let go":         edit("user", boss.ID, "active", "true", "false"),
		"his seat is emptied":        edit("seat", seat, "holder", boss.ID.String(), ""),
		"his seat is another's":      edit("seat", seat, "holder", boss.ID.String(), admin.ID.String()),
		"his seat loses its role":    edit("seat", seat, "roles", org.Boss, org.Sales),
		"his row is set aside":       w.Remove(trial.System(), "user", boss.ID),
		"his seat is set aside":      w.Remove(trial.System(), "seat", seat),
		"his role loses its grants":  edit("role", org.RoleRef(org.Boss).ID(), "grants", "*", "party.*"),
		"his role itself is removed": w.Remove(trial.System(), "role", org.RoleRef(org.Boss).ID()),
	} {
		if r, refused := kernel.AsRefusal(err); !refused || r.Code != org.LastHead.Name && r.Code != org.Needed.Name {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := edit("user", admin.ID, "active", "false", "true"); err != nil {
		t.Fatal(err)
	}
	if err := edit("user", boss.ID, "active", "true", "false"); err != nil {
		t.Errorf("with an administrator the boss may go: %v", err)
	}
	w.Sound(t)
}

// Nor may a role lose what its last holder lets others in by, whatever it is called.
func TestNoRoleLocksEverybodyOut(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	if _, err := w.Add(trial.System(), "role", "code", "keeper", "name", "钥匙", "grants", "role.* seat.* user.*"); err != nil {
		t.Fatal(err)
	}
	user := func(role string) *org.User {
		u, _ := org.Users.Get(w.Tx(), kernel.Ref[org.User](w.As(t, role).User))
		return u
	}
	edit := func(entity string, row kernel.ID, field, was, becomes string) error {
		return w.Edit(trial.System(), entity, row, field, was, becomes)
	}
	by := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	own, _ := org.RoleByCode.Find(w.Tx(), "keeper")
	admin := roleOf(w, org.Admin)
	by(edit("seat", user(org.Admin).Seat.ID(), "roles", org.Admin, "keeper"))
	by(edit("user", user(org.Boss).ID, "active", "true", "false"))
	for what, err := range map[string]error{
		"it loses seats":            edit("role", own.ID, "grants", own.Grants, "role.* user.*"),
		"it loses everything":       edit("role", own.ID, "grants", own.Grants, ""),
		"it is removed":             w.Remove(trial.System(), "role", own.ID),
		"its holder has it no more": edit("seat", user(org.Admin).Seat.ID(), "roles", "keeper", org.Sales),
	} {
		if r, refused := kernel.AsRefusal(err); !refused || r.Code != org.LastHead.Name {
			t.Errorf("%s: %v", what, err)
		}
	}
	by(edit("role", admin.ID, "grants", admin.Grants, "party.*")) // which nobody holds
	by(edit("seat", user(org.Sales).Seat.ID(), "roles", org.Sales, org.Sales+" keeper"))
	by(edit("seat", user(org.Admin).Seat.ID(), "roles", "keeper", org.Sales))
	by(edit("role", own.ID, "name", own.Name, "门卫"))
	w.Sound(t)
}

// What a declaration says a row begins with, it begins with, unless the author
// says otherwise.
func TestAUserIsActiveUnlessSaidOtherwise(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	for mobile, c := range map[string]struct {
		more []string
		want bool
	}{"19900000201": {nil, true}, "19900000202": {[]string{"active", "false"}, false}, "19900000203": {[]string{"active", "true"}, true}} {
		id, err := w.Add(trial.System(), "user", append([]string{"name", "新人", "mobile", mobile}, c.more...)...)
		if err != nil {
			t.Fatal(err)
		}
		if u, _ := org.Users.Get(w.Tx(), kernel.Ref[org.User](id)); u.Active != c.want {
			t.Errorf("%v: active %v", c.more, u.Active)
		}
	}
}
