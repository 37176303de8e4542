package shared_test

import (
	"os"
	"strings"
	"testing"
)

// The page of style quotes the tree: what it holds up stands there, line by line.
func TestThePageOfStyleQuotesTheTree(t *testing.T) {
	page, err := os.ReadFile("../docs/style.md")
	if err != nil {
		t.Fatal(err)
	}
	quotes := 0
	for _, block := range strings.Split(string(page), "```go\n")[1:] {
		block, _, _ = strings.Cut(block, "\n```")
		head, lines, _ := strings.Cut(block, "\n")
		file, ok := strings.CutPrefix(head, "// but: ")
		if !ok {
			continue
		}
		quotes++
		source, err := os.ReadFile("../" + file)
		if err != nil {
			t.Error(err)
			continue
		}
		stands := map[string]bool{}
		for line := range strings.SplitSeq(string(source), "\n") {
			stands[strings.TrimSpace(line)] = true
		}
		for line := range strings.SplitSeq(lines, "\n") {
			if !stands[strings.TrimSpace(line)] {
				t.Errorf("%s does not have the line that docs/style.md holds up: %s", file, strings.TrimSpace(line))
			}
		}
	}
	if quotes < 8 {
		t.Errorf("only %d quotes found", quotes)
	}
}
