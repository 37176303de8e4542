package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	statement = regexp.MustCompile(`\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE)\b`)
	argument  = regexp.MustCompile(`\$([0-9]+)`)
	ofSQLite  = regexp.MustCompile(`(?i)\?|\browid\b|insert or |\b(min|max)\([^()]*,|pragma|sqlite_master|\bx'`)
)

// Statements of the server are one text for both databases: their arguments are
// $1, $2 …, which SQLite numbers by their first appearance, and no word in them is
// SQLite's own. A text may begin in the middle of the numbers: it is a part of one.
func TestStatementsAreOfBothDatabases(t *testing.T) {
	found := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "sqlite" || d.Name() == "postgres" || d.Name() == "bench" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(lit.Value)
			if !argument.MatchString(text) && !statement.MatchString(text) {
				return true
			}
			found++
			// The state before an import is a file of SQLite, wherever the company is.
			if own := ofSQLite.FindString(text); own != "" && filepath.ToSlash(path) != "../files/importer/before.go" && filepath.ToSlash(path) != "../store/table.go" {
				t.Errorf("%s: %q is SQLite's own: %s", path, own, text)
			}
			if !inOrder(text) {
				t.Errorf("%s: the arguments do not appear in the order of their numbers: %s", path, text)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 40 {
		t.Errorf("only %d statements found: the test proves little", found)
	}
	for text, want := range map[string]bool{"a = $1 OR b = $2 OR c = $1": true, "a = $2 AND b = $3": true, "a = $2 AND b = $1": false, "a = $1 AND b = $3": false} {
		if inOrder(text) != want {
			t.Errorf("%s: in order is not %v", text, want)
		}
	}
}

func inOrder(text string) bool {
	next := 0
	for _, m := range argument.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		switch {
		case next == 0 || n == next:
			next = n + 1
		case n > next:
			return false
		}
	}
	first := argument.FindStringSubmatch(text)
	if first == nil {
		return true
	}
	lowest, _ := strconv.Atoi(first[1])
	for _, m := range argument.FindAllStringSubmatch(text, -1) {
		if n, _ := strconv.Atoi(m[1]); n < lowest {
			return false
		}
	}
	return true
}
