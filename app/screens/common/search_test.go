package common_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// A search box stands above every list, so no list takes no notice of what is typed.
func TestEveryListSearches(t *testing.T) {
	lists := 0
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			pair, is := n.(*ast.KeyValueExpr)
			if !is {
				return true
			}
			key, named := pair.Key.(*ast.Ident)
			source, made := pair.Value.(*ast.FuncLit)
			if !named || !made || key.Name != "Source" {
				return true
			}
			lists++
			if first := source.Type.Params.List[0].Names; len(first) == 0 || first[0].Name == "_" {
				t.Errorf("%s: the list does not look at what is searched for", set.Position(pair.Pos()))
			}
			return true
		})
		return nil
	})
	if err != nil || lists < 6 {
		t.Errorf("%d lists were looked at, %v", lists, err)
	}
}
