package shared_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	claim = regexp.MustCompile(`(?m)^\| (R[0-9]+) \| (.+) \| (.+) \|$`)
	cited = regexp.MustCompile("^`([^`]+)` (Test\\w+)(?: of `([^`]+)`)?$")

	// doors are where people and programs meet the product. A test elsewhere may be
	// good, but closes no row.
	doors = []string{"app/screens/", "app/view/", "app/rigs/story/", "syncserver/doors/api/"}
)

// docs/requirements.md says which tests close a row. Each exists, goes through a
// screen or the API, and names the row in its comment; where it tells stories, the
// story's moral does.
func TestRequirementsAreClosed(t *testing.T) {
	page, err := os.ReadFile("../docs/requirements.md")
	if err != nil {
		t.Fatal(err)
	}
	claims := claim.FindAllStringSubmatch(string(page), -1)
	if len(claims) < 30 {
		t.Fatalf("only %d rows found", len(claims))
	}
	seen := map[string]bool{}
	for _, c := range claims {
		row, must, by := c[1], c[2], c[3]
		if seen[row] || strings.TrimSpace(must) == "" {
			t.Errorf("%s stands there twice, or says nothing", row)
		}
		seen[row] = true
		for one := range strings.SplitSeq(by, "<br>") {
			closes(t, row, one)
		}
	}
}

// closes fails unless a cited test closes the row.
func closes(t *testing.T, row, citation string) {
	t.Helper()
	m := cited.FindStringSubmatch(citation)
	if m == nil {
		t.Errorf("%s: %q cites no test", row, citation)
		return
	}
	file, test, story := m[1], m[2], m[3]
	atDoor := false
	for _, dir := range doors {
		atDoor = atDoor || strings.HasPrefix(file, dir)
	}
	if !atDoor {
		t.Errorf("%s: %s goes through no screen and not the API", row, file)
	}
	names := headOf(read(t, file), test)
	if story != "" {
		told := read(t, story)
		if strings.Contains(told, "\noffline ") {
			t.Errorf("%s: %s is not told over the API", row, story)
		}
		names, _, _ = strings.Cut(told, "\n-- ")
	}
	if !regexp.MustCompile(`\b` + row + `\b`).MatchString(names) {
		t.Errorf("%s: %s does not name it", row, citation)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", file))
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

// headOf is the comment of a test.
func headOf(text, test string) string {
	before, _, found := strings.Cut(text, "\nfunc "+test+"(")
	if !found {
		return ""
	}
	if i := strings.LastIndex(before, "\n\n"); i >= 0 {
		return before[i:]
	}
	return before
}
