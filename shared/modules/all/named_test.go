package all

import (
	"testing"

	"heyi/shared/kernel"
)

// A row in a list is known by something: its title, or what it belongs to. Amounts and
// days say of nobody what they are.
func TestListedRowsAreKnownBySomething(t *testing.T) {
	for _, s := range kernel.NewCatalog(1, nil).Schemas {
		if s.Main != nil { // shown with its main row
			continue
		}
		var listed, known bool
		for _, f := range s.Fields {
			listed = listed || f.Listed
			known = known || f.Title || f.Listed && (f.Kind == kernel.KindID || f.Kind == kernel.KindText || f.Kind == kernel.KindChoice)
		}
		if listed && !known {
			t.Errorf("%s: its list shows figures of what nobody is told; is:\"listed\" on what they are of", s.Name)
		}
	}
}
