package shared_test

import "testing"

// Whoever writes a document can fill in what the company has defined for it: a document
// that is written by commands has one that takes its own fields.
func TestEveryDocumentTakesItsOwnFields(t *testing.T) {
	filled := map[string]bool{}
	for _, spec := range catalog.Commands {
		if s := spec.Owns(catalog); s != nil {
			filled[s.Name] = true
			if spec.As(int64(spec.Version)-1).Owns(catalog) != nil {
				t.Errorf("%s: the version before takes fields that its programs did not know", spec.Name)
			}
		}
	}
	for _, s := range catalog.Schemas {
		if s.Kept && s.Prefix != "" && !filled[s.Name] {
			t.Errorf("%s: no command embeds kernel.Own of it", s.Name)
		}
	}
}
