package analytics_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A report reads by key, or asks a declared figure. What it walks through as a whole stays
// small however much the company sells.
func TestReportsWalkThroughSmallTablesOnly(t *testing.T) {
	small := []string{"ledger.Accounts", "finance.Funds", "org.Users", "org.Roles", "org.Seats"}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 8 {
		t.Fatalf("%v %v", files, err)
	}
	walks := regexp.MustCompile(`each\(b, ([a-zA-Z.]+)|\.Scan\(([a-zA-Z.]+)`)
	seen := 0
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range walks.FindAllStringSubmatch(string(source), -1) {
			if m[2] == "s" && name == "table.go" { // each itself
				continue
			}
			if seen++; !slices.Contains(small, m[1]+m[2]) {
				t.Errorf("%s walks through %s%s", name, m[1], m[2])
			}
		}
	}
	if seen < len(small) {
		t.Errorf("only %d walks are found", seen)
	}
}
