package org_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	_ "heyi/shared/modules/all" // what roles hold stands in the modules
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// ruling is what a tester needs to try every way of handing out.
const ruling = " role.* seat.* seat_place.* user.* org.device.revoke"

func userOf(w *trial.World, t *testing.T, role string) (*kernel.Author, *org.User, *org.Seat) {
	a := w.As(t, role)
	u, _ := org.Users.Get(w.Tx(), kernel.Ref[org.User](a.User))
	s, _ := org.Seats.Get(w.Tx(), u.Seat)
	return a, u, s
}

func roleOf(w *trial.World, code string) *org.Role {
	r, _ := org.RoleByCode.Find(w.Tx(), code)
	return r
}

// may lists the commands and sights that an author has.
func may(w *trial.World, a *kernel.Author) map[string]bool {
	list := map[string]bool{}
	for _, c := range w.Catalog.Commands {
		list[c.Name] = a.May(c.Name)
	}
	for tag := range a.Viewer.Tags {
		list[tag] = true
	}
	return list
}

func beyond(err error) bool {
	return errors.Is(err, org.Beyond.With()) || errors.Is(err, org.BeyondSelf.With())
}

// For every two shipped roles: whatever a holder of the one tries, with every
// command for roles, seats, people and devices in his hands, he can afterwards do and
// see nothing that he could not before, and he has changed the other only where he
// may hand out all that the other has.
func TestNobodyGivesWhatHeHasNot(t *testing.T) {
	for _, mine := range org.ShippedRoles() {
		for _, other := range org.ShippedRoles() {
			if mine.Code == other.Code {
				continue
			}
			w := trial.Company(t, org.VatGeneral)
			if mine.Code != org.Boss {
				role := roleOf(w, mine.Code)
				if err := w.Edit(trial.System(), "role", role.ID, "grants", role.Grants, role.Grants+ruling); err != nil {
					t.Fatal(err)
				}
			}
			try(t, w, mine.Code, other.Code)
		}
	}
}

func try(t *testing.T, w *trial.World, mine, other string) {
	me, _, seat := userOf(w, t, mine)
	_, user, theirs := userOf(w, t, other)
	role, own := roleOf(w, other), roleOf(w, mine)
	before := may(w, me)
	mayGive := mine == org.Boss || mine == org.Admin && other != org.Boss
	check := func(what string, allowed bool, err error) {
		t.Helper()
		if allowed && err != nil || !allowed && !beyond(err) {
			t.Errorf("%s about %s, %s: %v", mine, other, what, err)
		}
	}
	boss := mine == org.Boss
	id := me.User.String()
	check("a role for the own seat", boss, w.Edit(me, "seat", seat.ID, "roles", seat.Roles, seat.Roles+" "+other))
	if !boss {
		err := w.Edit(me, "role", own.ID, "grants", own.Grants, own.Grants+" "+role.Grants)
		check("grants for the own role", covers(strings.Fields(own.Grants), strings.Fields(role.Grants)), err)
	}
	_, err := w.Add(me, "seat", "name", "自己的新岗位", "roles", other, "holder", id)
	check("a new seat of one's own", boss, err)
	check("their seat", boss, w.Edit(me, "seat", theirs.ID, "holder", theirs.Holder.String(), id))
	_, err = w.Add(me, "role", "code", "copy", "name", "同样的角色", "grants", role.Grants, "sees", role.Sees)
	check("a copy of the role", mayGive || covers(strings.Fields(own.Grants), strings.Fields(role.Grants)) && covers(strings.Fields(own.Sees), strings.Fields(role.Sees)), err)
	if !boss {
		_, err = w.Add(me, "seat_place", "seat", seat.ID.String(), "place", w.Place("D1").String())
		check("another place for the own seat", false, err)
		_, err = w.Add(me, "seat_place", "seat", theirs.ID.String(), "place", w.Place("D1").String())
		check("a place for their seat", mayGive, err)
		check("their number", mayGive, w.Edit(me, "user", user.ID, "mobile", user.Mobile, "19911112222"))
		check("their seat's name", mayGive, w.Edit(me, "seat", theirs.ID, "name", theirs.Name, "改名"))
		check("their seat emptied", mayGive, w.Edit(me, "seat", theirs.ID, "holder", theirs.Holder.String(), ""))
		check("their role's name", mayGive, w.Edit(me, "role", role.ID, "name", role.Name, "改名"))
		device := slices.IndexFunc(org.ShippedRoles(), func(s org.Shipped) bool { return s.Code == other })
		_, err = w.Do(me, &org.Revoke{Device: kernel.Ref[org.Device](trial.ID(9000 + device))})
		check("their device", mayGive, err)
		now := w.As(t, mine)
		for right, has := range may(w, now) {
			if has && !before[right] {
				t.Errorf("%s has got %s", mine, right)
			}
		}
	}
}

// Nobody takes by a detour what he may not give himself: not with a mark on his own
// role, not with a role that he removes and brings back with more, not with a second
// seat in another department.
func TestNobodyTakesByADetour(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	dept := func(name string) string {
		id, err := w.Add(trial.System(), "department", "name", name)
		if err != nil {
			t.Fatal(err)
		}
		return id.String()
	}
	sold, bought := dept("销售部"), dept("采购部")
	_, user, seat := userOf(w, t, org.Admin)
	by := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	by(w.Edit(trial.System(), "seat", seat.ID, "dept", "", sold))
	helper, err := w.Add(trial.System(), "role", "code", "helper", "name", "帮手")
	by(err)
	by(w.Edit(trial.System(), "seat", seat.ID, "roles", org.Admin, org.Admin+" helper"))
	second, err := w.Add(trial.System(), "seat", "name", "第二岗位", "roles", "helper", "holder", user.ID.String(), "dept", bought)
	by(err)
	by(w.Edit(trial.System(), "role", helper, "name", "帮手", "助理"))

	own := roleOf(w, org.Admin)
	refused := func(what string, err error) {
		t.Helper()
		if !beyond(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("the department by one's own role", w.Edit(w.As(t, org.Admin), "role", own.ID, "whole_dept", "false", "true"))
	by(w.Remove(w.As(t, org.Admin), "role", helper))
	refused("a removed role with rights", w.Edit(w.As(t, org.Admin), "role", helper, "grants", "", "finance.*"))
	refused("a removed role with sight", w.Edit(w.As(t, org.Admin), "role", helper, "sees", "", "cost"))
	refused("a removed role as it was", w.Edit(w.As(t, org.Admin), "role", helper, "name", "助理", "帮手"))

	for _, c := range [][3]string{{seat.ID.String(), org.Admin + " helper", org.Admin}, {second.String(), "helper", ""}} {
		id, err := kernel.ParseID(c[0])
		by(err)
		by(w.Edit(trial.System(), "seat", id, "roles", c[1], c[2]))
	}
	by(w.Edit(trial.System(), "role", own.ID, "whole_dept", "false", "true"))
	me := w.As(t, org.Admin)
	if !me.Viewer.Tags["dept:"+sold] || me.Viewer.Tags["dept:"+bought] {
		t.Fatal("the administrator sees the wrong department")
	}
	by(w.Edit(me, "seat", seat.ID, "name", seat.Name, "管理")) // what he has stays
	by(w.Edit(me, "role", own.ID, "name", own.Name, "管理员"))
	refused("another department by a second seat", w.Edit(me, "seat", second, "roles", "", org.Admin))
}

// covers tells whether some grants permit all that others do.
func covers(own, others []string) bool {
	return !slices.ContainsFunc(others, func(grant string) bool {
		return !slices.ContainsFunc(own, func(g string) bool { return kernel.Covers(g, grant) })
	})
}

func TestPatternsCover(t *testing.T) {
	for _, c := range []struct {
		pattern, other string
		want           bool
	}{
		{"*", "*", true},
		{"*", "sales.*", true},
		{"sales.*", "*", false},
		{"sales.*", "sales.*", true},
		{"sales.*", "sales.order.*", true},
		{"sales.order.*", "sales.*", false},
		{"sales.*", "sales.ship", true},
		{"sales.ship", "sales.*", false},
		{"sales.ship", "sales.ship", true},
		{"sales.*", "sales*", false},
		{"sales.*", "salesman.add", false},
		{"", "sales.ship", false},
		{"", "*", false},
		{"sales.ship", "", false},
		{"grant:sales.*", "grant:sales.order.*", true},
		{"grant:sales.*", "sales.ship", false},
		{"*", "grant:*", true},
		{"grant:*", "*", false},
	} {
		if got := kernel.Covers(c.pattern, c.other); got != c.want {
			t.Errorf("%q covers %q: %v", c.pattern, c.other, got)
		}
	}
}

// The shipped administrator can put people into every shipped seat but the owner's,
// so that ordinary set-up needs nobody else.
func TestAnAdministratorSetsUp(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	admin := w.As(t, org.Admin)
	for _, role := range org.ShippedRoles() {
		user, err := w.Add(admin, "user", "name", "新人", "mobile", "1990001"+w.Now.String()[11:13]+w.Now.String()[17:19])
		if err == nil {
			_, err = w.Add(admin, "seat", "name", "新"+role.Zh, "roles", role.Code, "holder", user.String())
		}
		if role.Code == org.Boss {
			if !errors.Is(err, org.Beyond.With()) {
				t.Errorf("an owner's seat: %v", err)
			}
			continue
		}
		if err != nil {
			t.Errorf("a seat of %s: %v", role.Code, err)
		}
	}
	w.Sound(t)
}

// Nor does anybody show what he does not see: a role that only sees, given by each
// shipped role that may keep roles.
func TestNobodyShowsWhatHeDoesNotSee(t *testing.T) {
	for _, mine := range org.ShippedRoles() {
		w := trial.Company(t, org.VatGeneral)
		if role := roleOf(w, mine.Code); mine.Code != org.Boss {
			if err := w.Edit(trial.System(), "role", role.ID, "grants", role.Grants, role.Grants+ruling); err != nil {
				t.Fatal(err)
			}
		}
		me := w.As(t, mine.Code)
		for i, s := range org.Sights() {
			_, err := w.Add(me, "role", "code", fmt.Sprintf("eyes%d", i), "name", "看", "sees", s.Name)
			may := s.Of(me) || mine.Code == org.Admin
			if may && err != nil || !may && !beyond(err) {
				t.Errorf("%s, who sees %s %v, shows it: %v", mine.Code, s.Name, s.Of(me), err)
			}
		}
	}
}

// A pattern of sights is as good as their names.
func TestSightsByPattern(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	for _, s := range org.Sights() {
		area, _, _ := strings.Cut(s.Name, ".")
		for _, pattern := range []string{s.Name, s.Name[:len(s.Name)-1] + "*", area + ".*", "*"} {
			for _, tag := range s.Tags() {
				if !org.Shows(w.Catalog, &org.Role{Sees: pattern}, tag) {
					t.Errorf("%s does not bring %s", pattern, tag)
				}
			}
		}
		if org.Shows(w.Catalog, &org.Role{Sees: s.Name + "x zz.* cost"}, s.All().Tag) {
			t.Errorf("another word brings %s", s.Name)
		}
	}
}
