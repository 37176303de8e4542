package party_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// A field that the company requires is asked for when a row is added or edited, also by
// a command that does not name it; rows of before stay as they are until then, and one
// that is gone, or not required, is asked for no more.
func TestARequiredFieldOfTheCompanysOwnIsAskedFor(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	old := w.Party(t, "老客户")
	define := func(zh, kind string) kernel.ID {
		id, err := w.Add(trial.System(), "custom_field", "entity", "party", "zh", zh, "field_kind", kind, "required", "true")
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	region, vip, discount := define("区域", "text"), define("重点", "bool"), define("折扣", "rate")
	own := func(id kernel.ID) string { return kernel.CustomPrefix + id.String() }
	missing := func(what string, err error, field kernel.ID) {
		t.Helper()
		if r, ok := kernel.AsRefusal(err); !ok || r.Code != kernel.Missing.Name || r.Arg("field").Str != own(field) {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := w.Add(trial.System(), "party", "name", "新客户", "is_customer", "true", own(discount), "0.95")
	missing("a new row", err, region)
	_, err = w.Add(trial.System(), "party", "name", "新客户", "is_customer", "true", own(region), "华南")
	missing("a new row without its rate", err, discount)
	made, err := w.Add(trial.System(), "party", "name", "新客户", "is_customer", "true", own(region), "华南", own(discount), "0.95")
	if err != nil {
		t.Fatal(err)
	}
	missing("an old row", w.Edit(trial.System(), "party", old.ID(), "address", "", "佛山"), region)
	if err := w.Edit(trial.System(), "party", made, "address", "", "佛山"); err != nil {
		t.Errorf("a row that has them: %v", err)
	}
	if err := w.Edit(trial.System(), "party", made, own(vip), "", "true"); err != nil {
		t.Errorf("a tick: %v", err)
	}
	missing("it is emptied", w.Edit(trial.System(), "party", made, own(region), "华南", ""), region)
	if err := w.Remove(trial.System(), "custom_field", region); err != nil {
		t.Fatal(err)
	}
	if err := w.Edit(trial.System(), "custom_field", discount, "required", "true", "false"); err != nil {
		t.Fatal(err)
	}
	if err := w.Edit(trial.System(), "party", old.ID(), "address", "", "佛山"); err != nil {
		t.Errorf("asked for what is gone: %v", err)
	}
	w.Sound(t)
}
