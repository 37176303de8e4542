package shared_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// Every decision has its line in the list, with its title, and numbers have no holes.
func TestDecisionsAreListed(t *testing.T) {
	list := read(t, "docs/decisions/README.md")
	files, err := filepath.Glob("../docs/decisions/[0-9]*.md")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d decisions found: %v", len(files), err)
	}
	for i, file := range files {
		name := filepath.Base(file)
		title, _, _ := strings.Cut(read(t, "docs/decisions/"+name), "\n")
		number := fmt.Sprintf("%04d", i+1)
		if !strings.HasPrefix(name, number+"-") || !strings.HasPrefix(title, "# "+number+": ") {
			t.Errorf("%s is the decision %s: %s", name, number, title)
		}
		if line := "[" + number + "](" + name + ") | " + strings.TrimPrefix(title, "# "+number+": ") + " |"; !strings.Contains(list, line) {
			t.Errorf("the list lacks %s", line)
		}
	}
}
