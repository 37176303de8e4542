package org

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
)

// A role that nobody has touched gets what a release brings; an edited one stays as
// it is and somebody hears of it, but what was split off what it saw goes with it.
func TestRolesAcrossARelease(t *testing.T) {
	defer func(was []numbered) { roleChanges = was }(roleChanges)
	const step = 9001
	change := RoleChange{Role: Sales, Grants: []string{"test.new", "contact.call"}, Loses: []string{"sales.order.rate"}, Keeps: []string{"test"}}
	first := RoleChange{Role: Sales, Grants: []string{"sales.order.rate", "finance.receive"}}
	roleChanges = append(slices.Clone(roleChanges), numbered{change, step, "test.step"}, numbered{RoleChange: first})
	if got := shippedRole(Sales, step); !slices.Contains(got.Grants, "test.new") || slices.Contains(got.Grants, "sales.order.rate") {
		t.Fatalf("shipped with the step: %v", got.Grants)
	}
	if got := shippedRole(Sales, step-1); slices.Contains(got.Grants, "test.new") {
		t.Fatalf("shipped before the step: %v", got.Grants)
	}
	var kept []string
	OnRoleKept.On("test", func(_ *kernel.Tx, k RoleKept) error {
		kept = k.Differs
		return nil
	})
	for _, c := range []struct {
		name, grants, sees, wantGrants, wantSees string
		kept                                     []string
	}{
		{
			"untouched, in another order", "finance.receive " + strings.Join(shippedRole(Sales, step-1).Grants, " "), strings.Join(shippedRole(Sales, step-1).Sees, " "),
			strings.Join(shippedRole(Sales, step).Grants, " "), strings.Join(shippedRole(Sales, step).Sees, " "), nil,
		},
		{"edited", "party.add contact.* sales.order.rate", "cost", "party.add contact.* sales.order.rate", "cost test", []string{"+test.new", "-sales.order.rate"}},
		{"edited, may all", "* sales.order.rate", "", "* sales.order.rate", "test", []string{"-sales.order.rate"}},
	} {
		kept = nil
		all := kernel.NewMemory()
		catalog := kernel.NewCatalog(1, nil)
		role := &Role{Code: Sales, Name: "业务员", Grants: c.grants, Sees: c.sees}
		role.ID = RoleRef(Sales).ID()
		Roles.In(catalog).Adopt(role)
		all.Put(role)
		tx := kernel.NewTx(catalog, all, nil, &kernel.Call{}, &kernel.Author{System: true})
		got, _ := Roles.Get(tx, RoleRef(Sales))
		if err := change.apply(tx, step, got); err != nil {
			t.Fatal(err)
		}
		if got.Grants != c.wantGrants || got.Sees != c.wantSees || !slices.Equal(kept, c.kept) {
			t.Errorf("%s: %q %q, kept %v", c.name, got.Grants, got.Sees, kept)
		}
	}
}

// What a role has shown by its code becomes rights of it, also where the company has
// edited it: nobody gains by the step and nobody loses.
func TestWhatRolesShowedBecomesRights(t *testing.T) {
	catalog := kernel.NewCatalog(1, nil)
	step := catalog.UpgradeNamed("org.sight")
	shown := map[string][]string{ // by the scopes of the release before
		Admin: {"org.serial", "org.upgrade", "party.all", "stock.document", "ledger.account", "report.export"}, Sales: nil,
	}
	for _, role := range []Shipped{
		{Code: Boss, Grants: []string{"*"}, Sees: []string{"price"}},
		{Code: Admin, Grants: []string{"role.*"}, Sees: []string{"cost"}},
		{Code: Sales, Grants: []string{"*"}},
		{Code: "own", Grants: []string{"*", "finance.*"}, Sees: []string{"cost", "debt"}},
		shippedRole(Boss, sightsStep-1), shippedRole(Admin, sightsStep-1), shippedRole(Sales, sightsStep-1),
	} {
		for _, removed := range []bool{false, true} {
			row := role.row()
			row.Removed = removed
			all := kernel.NewMemory()
			Roles.In(catalog).Adopt(row)
			all.Put(row)
			tx := kernel.NewTx(catalog, all, nil, &kernel.Call{}, &kernel.Author{System: true})
			if err := step.Run(tx, []kernel.ID{row.ID}); err != nil {
				t.Fatal(err)
			}
			got, _ := Roles.Get(tx, kernel.Ref[Role](row.ID))
			whole := role.row().is(shippedRole(Boss, sightsStep-1))
			if got.Grants != row.Grants {
				t.Errorf("%s: may do %q, was %q", role.Code, got.Grants, row.Grants)
			}
			if whole {
				if got.Sees != everything {
					t.Errorf("the owner sees %q", got.Sees)
				}
				continue
			}
			for _, name := range append(catalog.Audiences(), slices.Collect(maps.Keys(sights))...) {
				if s := sights[name]; s != nil && s.step > sightsStep {
					continue // of a later release
				}
				was := slices.Contains(role.Sees, name) || slices.Contains(shown[role.Code], name) || role.Code == Boss && sights[name] != nil
				if covered(words(got.Sees), name) != was {
					t.Errorf("%s, removed %v: sees %q, %s was %v", role.Code, removed, got.Sees, name, was)
				}
			}
		}
	}
}
