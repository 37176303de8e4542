package org

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Template is a role to begin with, for a job. It is copied into a new role and edited
// there.
type Template struct {
	Zh, En    string
	Grants    []string
	Sees      []string
	WholeDept bool
}

// Templates lists the jobs that the shipped roles stand for, and those into which small
// and large companies part them differently.
func Templates() []Template {
	var list []Template
	finance := shippedRole(Finance, kernel.LastUpgrade())
	for _, s := range ShippedRoles() {
		list = append(list, Template{s.Zh, s.En, s.Grants, s.Sees, s.WholeDept})
	}
	return append(list,
		Template{Zh: "会计", En: "Accountant", Sees: finance.Sees, Grants: slices.Concat(
			without(finance.Grants, "finance.*", "fund.*"),
			[]string{"finance.receipt.*", "finance.prepaid.*", "finance.write_off", "finance.write_off.*", "finance.refund.cancel"},
		)},
		Template{
			Zh: "出纳", En: "Cashier", Grants: []string{"finance.receive", "finance.refund", "fund.*", "report.export"},
			Sees: []string{"finance.fund", "finance.receipt", "finance.refund", "ledger.account", "party.all", SeesDebt},
		},
		Template{Zh: "只读审计", En: "Auditor, reads only", Grants: []string{"report.export"}, Sees: []string{everything}},
	)
}

// Offered tells whether the author may hand out all that the template gives.
func (t Template) Offered(tx *kernel.Tx) bool {
	r := t.role()
	return tx.Author.System || mayGive(tx, r.rights()) == nil
}

func (t Template) role() *Role {
	return &Role{Name: t.Zh, Grants: strings.Join(t.Grants, " "), Sees: strings.Join(t.Sees, " "), WholeDept: t.WholeDept}
}

// Texts are the values of a new role's fields.
func (t Template) Texts(lang string) map[string]string {
	r, name := t.role(), t.Zh
	if lang == "en" {
		name = t.En
	}
	whole := "false"
	if t.WholeDept {
		whole = "true"
	}
	return map[string]string{"name": name, "grants": r.Grants, "sees": r.Sees, "whole_dept": whole}
}

func without(list []string, gone ...string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(gone, s) })
}
