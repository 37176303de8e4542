package org_test

import (
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// The company's row says who the company is. What it decides is a setting of the module
// that goes by it: declared there, with its bounds and its words, drawn by itself.
func TestTheCompanysRowGrowsNoSettings(t *testing.T) {
	who := []string{"name", "short_name", "uscc", "phone", "address", "zone", "vat", "start"}
	s := org.Companies.In(kernel.NewCatalog(1, nil))
	was := map[string]bool{}
	for _, f := range org.SettingFields() {
		was[f.Former] = true
	}
	for _, f := range s.Fields {
		switch {
		case f.Editable() && !slices.Contains(who, f.Name):
			t.Errorf("%s is decided in the company's row: declare it with org.Number, org.Switch … in its module", f.Name)
		case f.Former && f.Zh != "":
			t.Errorf("%s is shown still", f.Name)
		}
	}
	for _, field := range []string{"print_prices", "lead_workdays"} { // of this module; shared/modules/all has the others
		if !was[field] {
			t.Errorf("nothing has become of %s", field)
		}
	}
}

// A program of before edits a field of the company, and means the setting that it has
// become; the field goes along with the setting, so that such programs show what holds.
func TestAFormerFieldIsItsSetting(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	admin := w.As(t, org.Admin)
	company := func() *org.Company {
		c, err := org.OfCompany(w.Tx())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	edit := func(field, was, becomes string) error {
		return w.Edit(admin, "company", org.TheCompany.ID(), field, was, becomes)
	}
	if err := edit("print_prices", "false", "true"); err != nil || !org.PrintPrices.Of(company()) || !company().PrintPrices {
		t.Errorf("an old program's edit: %v, setting %v, field %v", err, org.PrintPrices.Of(company()), company().PrintPrices)
	}
	if err := edit(org.PrintPrices.Field(), "true", "false"); err != nil || org.PrintPrices.Of(company()) || company().PrintPrices {
		t.Errorf("a setting's edit: %v, setting %v, field %v", err, org.PrintPrices.Of(company()), company().PrintPrices)
	}
	if err := edit("print_prices", "false", ""); err != nil || org.PrintPrices.Of(company()) {
		t.Errorf("its nothing: %v, %v", err, org.PrintPrices.Of(company()))
	}
	if err := edit("print_prices", "true", "true"); err == nil {
		t.Error("what somebody else has decided meanwhile is overwritten")
	}
	if err := edit("print_prices", "false", "vielleicht"); err == nil {
		t.Error("it becomes what it cannot be")
	}
	var fields []string
	_ = kernel.Each(w.Catalog, w, flow.FieldChanges, func(c *flow.FieldChange) error {
		fields = append(fields, c.Field)
		return nil
	})
	if len(fields) != 2 || fields[0] != org.PrintPrices.Field() || fields[1] != fields[0] {
		t.Errorf("the history is of %v", fields)
	}
}
