package shared_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// rows are the requirement rows of this release.
const rows = "R1 R5 R6 R7 R12 R13 R14 R15 R16 R18 R21 R22 R25 R26 R28 R29 R30 R31 R32 R33 R34 R35 R37 R38 R40 R42 R43 R44 R45 R47 " +
	"R64 R74 R153 R187 R244 R245 R247 R248 R262 R266 R270 R272 R290 R291"

var closedBy = regexp.MustCompile("^\\| (R[0-9]+) \\| [^|]+ \\| `([^`]+)` ?(Test\\w+)? \\|$")

// docs/requirements.md says which test closes a row; the test exists and says so,
// too, in its comment or in the story's moral.
func TestRequirementsAreClosed(t *testing.T) {
	page, err := os.ReadFile("../docs/requirements.md")
	if err != nil {
		t.Fatal(err)
	}
	closed := map[string]bool{}
	for line := range strings.SplitSeq(string(page), "\n") {
		m := closedBy.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		row, file, test := m[1], m[2], m[3]
		closed[row] = true
		text, err := os.ReadFile(filepath.Join("..", file))
		if err != nil {
			t.Errorf("%s: %v", row, err)
			continue
		}
		names := headOf(string(text), test)
		if !regexp.MustCompile(`\b` + row + `\b`).MatchString(names) {
			t.Errorf("%s: %s %s does not name it", row, file, test)
		}
	}
	for row := range strings.FieldsSeq(rows) {
		if !closed[row] {
			t.Errorf("%s is closed by no test", row)
		}
	}
}

// headOf is the comment of a test, or the moral of a story.
func headOf(text, test string) string {
	if test == "" {
		moral, _, _ := strings.Cut(text, "\n-- ")
		return moral
	}
	before, _, found := strings.Cut(text, "\nfunc "+test+"(")
	if !found {
		return ""
	}
	if i := strings.LastIndex(before, "\n\n"); i >= 0 {
		return before[i:]
	}
	return before
}
