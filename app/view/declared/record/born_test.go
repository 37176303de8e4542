package record_test

import (
	"fmt"
	"slices"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// A partner whom a buyer makes supplies; whom anybody else makes buys.
func TestANewPartnerIsWhomItsMakerDealsWith(t *testing.T) {
	s := viewtest.Trading(t)
	for mobile, supplies := range map[string]bool{s.Hire(org.Purchase): true, s.Hire(org.SalesManager): false, viewtest.Sales: false, viewtest.Boss: false} {
		d := s.Desk(mobile)
		f := load(t, d, "party", kernel.ID{})
		save(t, d, f, "name", "新单位 "+mobile)
		p, err := view.Load(d, func(r *view.Reader) (*party.Party, error) { return view.Get(r, party.Parties, f.ID) })
		if err != nil {
			t.Fatal(err)
		}
		if p.IsSupplier != supplies || p.IsCustomer == supplies {
			t.Errorf("%s made a partner with %v, %v", mobile, p.IsCustomer, p.IsSupplier)
		}
	}
}

// Whoever makes a row of any master, with what its form begins with, finds it in the list
// that he made it from.
func TestWhoMakesARowFindsIt(t *testing.T) {
	s := viewtest.Trading(t)
	found := 0
	for _, role := range org.ShippedRoles() {
		mobile := s.Hire(role.Code)
		d := s.Desk(mobile)
		for _, schema := range d.Catalog.Schemas {
			entity := schema.Name
			may, _ := view.Load(d, func(r *view.Reader) (bool, error) { return record.MayAdd(r, entity), nil })
			if !may || schema.Main != nil || schema.Kept {
				continue
			}
			f := load(t, d, entity, kernel.ID{})
			if err := f.Save(d, filled(t, d, f)); err != nil {
				t.Logf("%s: %s: %v", role.Code, entity, err)
				continue
			}
			rows, err := record.List(d, entity, "", record.Sort{}, record.Part{}).Page(t.Context(), 0, 500)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(rows, func(r record.Row) bool { return r.ID == f.ID }) {
				t.Errorf("%s does not find the %s that he has made", role.Code, entity)
			}
			found++
		}
	}
	if found < 30 {
		t.Errorf("only %d were made", found)
	}
}

// filled is what a form begins with, and something where it must not be empty.
func filled(t *testing.T, d *view.Desk, f *record.Form) map[string]string {
	t.Helper()
	texts := typed(t, f)
	for n, in := range f.Inputs {
		if !in.Required || texts[in.Name] != in.Empty() {
			continue
		}
		switch {
		case in.Target != "":
			list, err := view.Load(d, func(r *view.Reader) ([]record.Choice, error) { return in.Find(r, "", 1) })
			if err == nil && len(list) > 0 {
				texts[in.Name] = list[0].ID.String()
			}
		case len(in.Options) > 0:
			texts[in.Name] = in.Options[0].Code
		case in.Kind == kernel.KindText:
			texts[in.Name] = fmt.Sprintf("1390000%04d", len(f.Inputs)*10+n)
		case in.Kind == kernel.KindDate:
			texts[in.Name] = "2026-12-01"
		default:
			texts[in.Name] = "1"
		}
	}
	return texts
}

// Somebody new is in the seat that was chosen for him where it is vacant, so that he can
// work; one that another holds is refused.
func TestANewUserTakesHisSeat(t *testing.T) {
	s := viewtest.Trading(t)
	seat := s.Add("seat", "name", "新岗位", "roles", org.Sales)
	d := s.Desk(viewtest.Boss)
	f := load(t, d, "user", kernel.ID{})
	save(t, d, f, "name", "新来的", "mobile", "13700000001", "seat", seat.String())
	got, err := view.Load(d, func(r *view.Reader) (*org.Seat, error) { return view.Get(r, org.Seats, seat) })
	if err != nil || got.Holder.ID() != f.ID {
		t.Errorf("the seat is held by %v: %v", got.Holder, err)
	}
	g := load(t, d, "user", kernel.ID{})
	if err := g.Save(d, typed(t, g, "name", "又一个", "mobile", "13700000002", "seat", seat.String())); err == nil {
		t.Error("two people are in one seat")
	}
}

// A list of what happened says to what, the newest first.
func TestWhatHappenedSaysToWhat(t *testing.T) {
	s := viewtest.Trading(t)
	d := s.Desk(viewtest.Boss)
	f := load(t, d, "party", s.Customer("长沙雨花曾记家私城").ID())
	save(t, d, f, "note", "改过")
	s.Upload(viewtest.Boss, d)
	d = s.Desk(viewtest.Boss)
	for _, schema := range d.Catalog.Schemas {
		root := schema.Field("root")
		if root == nil || root.RefBy == "" || !root.Required || schema.Zh == "" || schema.Name == flow.Tasks.Name() { // whose sentence says it
			continue
		}
		rows, err := record.List(d, schema.Name, "", record.Sort{}, record.Part{}).Page(t.Context(), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			t.Logf("there is no %s", schema.Name)
		}
		for i, r := range rows {
			if r.Cells["root"].Text == "" {
				t.Errorf("%s: a row does not say what it is about: %v", schema.Name, r.Cells)
				break
			}
			if i > 0 && r.ID.String() > rows[i-1].ID.String() {
				t.Errorf("%s: not the newest first", schema.Name)
				break
			}
		}
	}
}

// Whoever works by a template can do what it grants: of what a form or a command cannot do
// without there is something to choose.
func TestTemplatesCanDoWhatTheyGrant(t *testing.T) {
	s := viewtest.Trading(t)
	for n, template := range org.Templates() {
		texts := template.Texts("en")
		code := fmt.Sprintf("template%d", n)
		s.Add("role", "code", code, "name", code, "grants", texts["grants"], "sees", texts["sees"], "whole_dept", texts["whole_dept"])
		d := s.Desk(s.Hire(code))
		lacks := func(what string, inputs []record.Input) {
			for _, in := range inputs {
				if !in.Required || in.Target == "" || len(in.Among) > 0 || in.Could != nil || view.Owned(d.Catalog, in.Target) { // his own he sees
					continue
				}
				list, err := view.Load(d, func(r *view.Reader) ([]record.Choice, error) { return in.Find(r, "", 1) })
				if rows, _ := view.Load(d, func(r *view.Reader) (bool, error) { return view.Shows(r, in.Target), nil }); err != nil || len(list) == 0 && !rows {
					t.Errorf("%s: %s wants %s, which he does not see", texts["name"], what, in.Target)
				}
			}
		}
		for _, schema := range d.Catalog.Schemas {
			may, _ := view.Load(d, func(r *view.Reader) (bool, error) { return record.MayAdd(r, schema.Name), nil })
			if may && schema.Main == nil {
				lacks(schema.Name, load(t, d, schema.Name, kernel.ID{}).Inputs)
			}
		}
	}
}

// A row that something names and that is not for the reader is said to be withheld, and not
// that the device lacks it.
func TestWithheldIsNotMissing(t *testing.T) {
	s := viewtest.Trading(t)
	s.Add("role", "code", "till", "name", "收银", "grants", "fund.edit", "sees", "")
	d := s.Desk(s.Hire("till"))
	facts := read(t, d, "fund", s.Fund("现金").ID()).Facts()
	if !slices.ContainsFunc(facts, func(f record.Fact) bool { return f.Text == "（您的岗位看不到）" }) {
		t.Errorf("%+v", facts)
	}
}

// A role needs no code of its maker's: each new one has a free one.
func TestANewRoleHasACode(t *testing.T) {
	s := viewtest.Trading(t)
	d := s.Desk(viewtest.Boss)
	for _, name := range []string{"店长", "副店长"} {
		save(t, d, load(t, d, "role", kernel.ID{}), "name", name, "grants", "sales.order.place")
	}
	s.Upload(viewtest.Boss, d)
	codes := map[string]bool{}
	for _, role := range viewtest.Rows(s, org.Roles) {
		if codes[role.Code] || role.Code == "" {
			t.Errorf("%s: %q", role.Name, role.Code)
		}
		codes[role.Code] = true
	}
}
