package audit_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/companies/audit"
)

// A company that decided in fields of its row decides the same by settings after the
// step, a nothing among it; what its devices still say of those fields is of the
// settings; and its whole log comes out again to the byte.
func TestFieldsBecomeSettings(t *testing.T) {
	c := create(t)
	step := c.catalog.UpgradeNamed(org.SettingsMoved)
	key := int64(0)
	give := func(args kernel.Command, name string, version int) error {
		t.Helper()
		spec := c.catalog.Command(name)
		if version == 0 {
			version = spec.Version
		}
		key++
		at := chaosDay + kernel.Time(key)*1000
		judged, _, err := c.Judge([]kernel.Call{{
			ID: kernel.NewID(at, [10]byte{byte(key)}), Key: key, Name: name, Version: int64(version), Args: spec.Encode(args), At: at,
		}}, at)
		c.must(err)
		if judged[0].Refusal != nil {
			return judged[0].Refusal
		}
		return nil
	}
	edit := func(field, was, becomes string) error {
		t.Helper()
		return give(&kernel.EditRow{Row: org.TheCompany.ID(), Changes: []kernel.Change{{Field: field, Was: was, Becomes: becomes}}}, "company.edit", 0)
	}
	company := func() *org.Company {
		row, _ := c.Get(org.Companies.In(c.catalog), org.TheCompany.ID()).(*org.Company)
		return row
	}
	most := func() kernel.Money { return finance.WriteOffMost.Of(company()) }

	c.must(give(chaosSetup(), "org.setup", step.Number+1)) // founded by the release before the step
	c.must(edit("write_off_most", "100.00", "0.00"))
	c.must(edit("below_zero", "false", "true"))
	c.must(edit("overdue_days", "15", "45"))
	if err := edit("overdue_days", "45", "99999"); err == nil {
		t.Error("its bounds of then are gone")
	}
	if row := company(); len(row.Custom) > 0 || row.OverdueDays != 45 || !stock.MayRunShort.Of(row) || sales.OverdueDays.Of(row) != 45 {
		t.Errorf("before the step: %+v", row)
	}
	c.must(give(&org.Upgrade{Step: step.Name, Rows: []kernel.ID{org.TheCompany.ID()}, Done: true}, "org.upgrade", 0))
	if row := company(); most() != 0 || !stock.MayRunShort.Of(row) || sales.OverdueDays.Of(row) != 45 || sales.SpotFree.Of(row) {
		t.Errorf("after the step: %+v", row)
	}
	c.must(edit("overdue_days", "45", "30"))
	c.must(edit("credit_policy", "stop", "warn"))
	c.must(edit(finance.WriteOffMost.Field(), "0.00", "250.00"))
	if row := company(); sales.OverdueDays.Of(row) != 30 || row.OverdueDays != 30 || most() != 250_00 || row.WriteOffMost != 250_00 || row.CreditPolicy != org.CreditWarn {
		t.Errorf("what old and new devices say: %+v", row)
	}
	c.must(edit(finance.WriteOffMost.Field(), "250.00", ""))
	if row := company(); most() != 100_00 || row.WriteOffMost != 100_00 {
		t.Errorf("back to what is usual: %s, %s", most(), row.WriteOffMost)
	}
	view, err := c.Read()
	c.must(err)
	defer view.Close()
	r, err := audit.Rebuild(t.Context(), c.catalog, view, t.TempDir())
	c.must(err)
	for _, f := range r.Findings {
		t.Errorf("%s: %s", f.En, f.Key)
	}
	if r.Commands != key || r.Older > 0 {
		t.Errorf("%d of %d commands are judged again, %d by other rules", r.Commands, key, r.Older)
	}
}
