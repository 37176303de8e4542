package shared_test

import (
	"go/ast"
	"os"
	"regexp"
	"testing"

	"heyi/shared/kernel"
)

// docs/invariants.md names every audit and every guard, and no test that is not
// there: who adds one says what it holds.
func TestInvariantsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/invariants.md")
	if err != nil {
		t.Fatal(err)
	}
	named := func(word string) bool {
		return regexp.MustCompile(`(^|[^\w.])` + regexp.QuoteMeta(word) + `($|[^\w.]|\.\s)`).Match(page)
	}
	for _, a := range kernel.Audits() {
		if !named(a.Name) {
			t.Errorf("audit %s (%s) is not on the page", a.Name, a.En)
		}
	}
	tests := map[string]bool{}
	for _, s := range sources(t) {
		for _, d := range s.tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				tests[f.Name.Name] = true
			}
		}
	}
	for _, name := range regexp.MustCompile(`\bTest\w+`).FindAllString(string(page), -1) {
		if !tests[name] {
			t.Errorf("the page speaks of %s, which does not exist", name)
		}
	}
	for _, s := range catalog.Schemas {
		for _, g := range s.Guards {
			if !named(g.Code.Name) {
				t.Errorf("guard %s of %s is not on the page", g.Code.Name, s.Name)
			}
		}
	}
}
