package shared_test

import "testing"

// A command about a document says in which states: the page offers it in those and no
// others, and the kernel refuses it elsewhere.
func TestCommandsAboutDocumentsSayTheirStates(t *testing.T) {
	for _, c := range catalog.Commands {
		about := c.About()
		if about == nil || c.System || c.Schema != nil {
			continue
		}
		if s := catalog.TargetOf(about); s != nil && s.StateField() != nil && c.Moves == nil {
			t.Errorf("%s is about a %s and says of no state whether it may be given: declare kernel.Moves or kernel.During", c.Name, s.Name)
		}
	}
}
