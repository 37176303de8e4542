package planted_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heyi/shared/rigs/sim/planted"
	"heyi/shared/rigs/tree"
)

var root = tree.Root()

// Every bug still fits the file that it is planted in. One that does not has to be
// planted anew where its code has gone, or nothing watches over that code any more.
func TestBugsFit(t *testing.T) {
	bugs, err := planted.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	byFile := map[string][]planted.Bug{}
	for _, b := range bugs {
		byFile[b.File] = append(byFile[b.File], b)
	}
	for file, of := range byFile {
		source, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Error(err)
			continue
		}
		if _, err := planted.Infect(string(source), of); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// Every bug is known to be found, by a history or by a rig that exists.
func TestBugsAreFound(t *testing.T) {
	bugs, err := planted.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	found, err := planted.LoadFindings(root)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, b := range bugs {
		known[b.Name] = true
		_, seen := found[b.Name]
		switch {
		case b.Unfound != "":
			if seen || b.Rig.Test != "" {
				t.Errorf("%s is found: it is not unfound any more", b.Name)
			}
		case seen == (b.Rig.Test != ""):
			t.Errorf("%s is found by nothing, or by a rig and a history: make mutants searches for it", b.Name)
		case !seen && !hasTest(t, b.Rig):
			t.Errorf("%s: there is no %s in %s", b.Name, b.Rig.Test, b.Rig.Package)
		}
	}
	for name := range found {
		if !known[name] {
			t.Errorf("%s is found and is no bug any more: take it out of found.tsv", name)
		}
	}
}

func hasTest(t *testing.T, r planted.Rig) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, r.Package, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "func "+r.Test+"(t *testing.T)") {
			return true
		}
	}
	return false
}

// What does not fit says so.
func TestABugThatDoesNotFitIsRed(t *testing.T) {
	b := planted.Bug{Name: "b", Original: "x", Planted: "if PLANTED {}"}
	for _, source := range []string{"nothing", "x and x"} {
		if _, err := planted.Infect(source, []planted.Bug{b}); err == nil {
			t.Errorf("it fits %q", source)
		}
	}
	if got, err := planted.Infect("a x b", []planted.Bug{b}); err != nil || got != `a if plantedBug("b") {} b` {
		t.Errorf("%q, %v", got, err)
	}
}
