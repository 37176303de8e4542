package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"heyi/shared/rigs/tree"
)

// newcomersLine is all that a newcomer's module changes outside of its own folder.
const newcomersLine = "\t_ \"heyi/shared/modules/documents/lead\"\n"

// newcomersMost is how many lines a module may take that brings an entity with two commands,
// list, form, figure, scene, sheet and help.
const newcomersMost = 130

// R278: a module is one folder and one line. A newcomer's is laid over the tree, and its
// list, form, commands, figure, page of help, scene of the demo company and sheet of an
// import are tried by the tests that stand beside it.
func TestANewcomersModuleIsOneFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("three packages of tests are built")
	}
	dir := t.TempDir()
	lineUp := tree.Path("shared/modules/all/all.go")
	text, err := os.ReadFile(lineUp)
	if err != nil {
		t.Fatal(err)
	}
	const beside = "\t_ \"heyi/shared/modules/documents/finance\"\n"
	changed := filepath.Join(dir, "all.go")
	if err := os.WriteFile(changed, []byte(strings.Replace(string(text), beside, beside+newcomersLine, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	own := func(name string) string {
		path, err := filepath.Abs(filepath.Join("testdata/newcomer/lead", name))
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	replace := map[string]string{lineUp: changed}
	lines := 0
	for _, name := range []string{"lead.go.txt", "module.go.txt", "help.zh.md", "help.en.md"} {
		content, err := os.ReadFile(own(name))
		if err != nil {
			t.Fatal(err)
		}
		lines += strings.Count(string(content), "\n")
		replace[tree.Path("shared/modules/documents/lead/"+strings.TrimSuffix(name, ".txt"))] = own(name)
	}
	if lines > newcomersMost {
		t.Errorf("the module has %d lines", lines)
	}
	for name, at := range map[string]string{
		"screen_test.go.txt": "app/screens/home", "demo_test.go.txt": "syncserver/demo", "import_test.go.txt": "syncserver/files/importer",
	} {
		replace[tree.Path(at+"/newcomer_test.go")] = own(name)
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "test", "-tags", "sqlite_fts5,bundlefonts", "-vet", "off", "-overlay", list, "-run", "^TestANewcomers",
		"heyi/app/screens/home", "heyi/syncserver/demo", "heyi/syncserver/files/importer").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%d lines in the module's folder, %d elsewhere\n%s", lines, strings.Count(newcomersLine, "\n"), out)
}
