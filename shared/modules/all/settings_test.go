package all

import (
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Every field that was a decision of the company is a setting of its kind, with the words
// that it had, and no setting claims a field that there is not.
func TestFormerFieldsAreSettings(t *testing.T) {
	s := org.Companies.In(Catalog(Latest))
	settings := org.SettingFields()
	for _, f := range s.Fields {
		i := slices.IndexFunc(settings, func(o kernel.CustomField) bool { return o.Former == f.Name })
		switch {
		case f.Former && i < 0:
			t.Errorf("nothing has become of %s", f.Name)
		case f.Former && (settings[i].Kind != f.Kind || settings[i].Zh != f.LabelZh() || settings[i].Least != f.Least || settings[i].Most != f.Most):
			t.Errorf("%s has become another thing: %+v", f.Name, settings[i])
		case !f.Former && i >= 0:
			t.Errorf("%s is a setting and a field", f.Name)
		}
	}
	for _, f := range settings {
		if f.Former != "" && s.Field(f.Former) == nil {
			t.Errorf("%s was never %s", f.Name, f.Former)
		}
	}
}
