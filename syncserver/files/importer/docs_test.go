package importer_test

import (
	"regexp"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/rigs/tree"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
)

var fenced = regexp.MustCompile("(?s)```(csv|toml)\n(.*?)```")

// What docs/import.md shows works: its vocabulary is read, and its file becomes
// what it says, in either language.
func TestDocumentation(t *testing.T) {
	for _, page := range []string{"import.md", "import.zh.md"} {
		seen := map[string]int{}
		for _, block := range fenced.FindAllStringSubmatch(read(t, tree.Path("docs/"+page)), -1) {
			if seen[block[1]]++; block[1] == "toml" {
				if _, err := importer.ReadMapping(all.Catalog(all.Latest), written(t, "m.toml", block[2])); err != nil {
					t.Errorf("%s: %v", page, err)
				}
				continue
			}
			c := found(t, 20261001)
			file := written(t, "orders.csv", block[2])
			k, err := importer.LookAt(t.Context(), file, tabular.Options{})
			if err != nil {
				t.Fatal(err)
			}
			clean(t, c, written(t, "m.toml", importer.Propose(c.Catalog, []*importer.Look{k}).TOML), file)
			f := figuresOf(t, c.Catalog, c.store)
			equalMoney(t, page+": ordered", sum(f.ordered), "18092.50")
			equalMoney(t, page+": returned", f.returned, "399.50")
		}
		if seen["csv"] != 1 || seen["toml"] == 0 {
			t.Errorf("%s has %v examples", page, seen)
		}
	}
}

// A source that would not fit into memory is refused before anything is tried.
func TestTooManyLines(t *testing.T) {
	mapping := written(t, "m.toml", "name = \"many\"\n[[sheet]]\nname = \"a\"\nfile = \"a\"\ncolumns = [{ name = \"n\" }]\n")
	_, _, err := found(t, 20261101).plan(mapping, written(t, "a.csv", "n\n"+strings.Repeat("1\n", 1_000_001)))
	if refusal, ok := kernel.AsRefusal(err); !ok || refusal.Code != "import.lines" {
		t.Error(err)
	}
}
