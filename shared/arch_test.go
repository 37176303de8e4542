package shared_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "heyi"

// banned names imports that shared code must not have, with the reason.
var banned = []struct{ prefix, why string }{
	{"time", "the time of day is an argument (kernel.Call); civil dates are kernel.Date"},
	{"math/rand", "random bytes are an argument, or two sides would disagree"},
	{"crypto/rand", "random bytes are an argument, or two sides would disagree"},
	{"net", "the network is in app and syncserver"},
	{"os", "files are in app and syncserver"},
	{"syscall", "the system is in app and syncserver"},
	{"log", "return errors; they are logged once, at the edge"},
	{"github.com/mattn/go-sqlite3", "drivers are chosen in app and syncserver"},
	{"github.com/jackc/pgx", "drivers are chosen in app and syncserver"},
	{"github.com/gorilla/websocket", "the network is in app and syncserver"},
	{"fyne.io", "pixels are in app"},
}

// allowed are the exceptions to banned: a file or folder, an import, a reason.
var allowed = []struct{ where, prefix, why string }{
	{"shared/kernel/date.go", "time", "arithmetic of civil dates, without asking for the time"},
	{"shared/rigs/sim", "math/rand", "the one seeded source that makes a run repeatable"},
	{"shared/rigs/sim/kind.go", "os", "which histories to run is said in the environment"},
	{"shared/rigs/sim/trace.go", "os", "whether to tell what happens is said in the environment"},
	{"shared/rigs/sim/sum.go", "os", "which histories to run is said in the environment"},
}

// floats are the files below shared that may hold them, each with its reason.
var floats = []struct{ file, why string }{
	{"shared/tools/sheet/number.go", "the spreadsheet library takes Go numbers; 15 digits go through one unharmed and nothing is calculated"},
}

// outside are folders below shared that no program contains, only tests.
var outside = []struct{ where, why string }{
	{"shared/rigs/litetest", "opens a database in memory for tests"},
	{"shared/rigs/pgtest", "starts and stops a database server for tests"},
	{"shared/rigs/tree", "finds files of the repository for tests"},
	{"shared/rigs/trial/await", "waits for what comes in its own time"},
	{"shared/rigs/trial/smalldisk", "mounts file systems for tests"},
	{"shared/rigs/trial/watch", "runs test programs and ends those that hang"},
	{"shared/rigs/sim/planted", "reads the bugs that are planted, writes them into copies of the source and reads what runs them from the environment"},
	{"shared/rigs/powerloss", "runs programs and rebuilds their files, for tests of app and syncserver alike"},
}

func isShared(dir string) bool {
	for _, o := range outside {
		if below(dir, o.where) {
			return false
		}
	}
	return below(dir, "shared")
}

const (
	maxFileLines = 400
	maxFuncLines = 70
)

// source is one parsed Go file of the repository.
type source struct {
	path string // from the repository's root, with slashes
	dir  string
	test bool
	fset *token.FileSet
	tree *ast.File
}

func (s source) imports() []string {
	var paths []string
	for _, i := range s.tree.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		paths = append(paths, p)
	}
	return paths
}

func (s source) line(p token.Pos) int { return s.fset.Position(p).Line }

var parsed []source

// sources parses every Go file of the repository, once.
func sources(t *testing.T) []source {
	t.Helper()
	if parsed == nil {
		parsed = parseAll(t)
	}
	return parsed
}

func parseAll(t *testing.T) []source {
	t.Helper()
	var all []source
	fset := token.NewFileSet()
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel("..", file)
		name := d.Name()
		if d.IsDir() {
			skip := rel != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || rel == "build" || rel == "bin")
			if skip {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		tree, err := parser.ParseFile(fset, file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		all = append(all, source{rel, path.Dir(rel), strings.HasSuffix(name, "_test.go"), fset, tree})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d Go files found: the test looks in the wrong place", len(all))
	}
	return all
}

func TestArchBannedImports(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !isShared(s.dir) {
			continue
		}
		for _, imported := range s.imports() {
			for _, b := range banned {
				if below(imported, b.prefix) && !isAllowed(s.path, imported) {
					t.Errorf("%s imports %s: %s", s.path, imported, b.why)
				}
			}
		}
	}
}

func isAllowed(file, imported string) bool {
	for _, a := range allowed {
		if below(file, a.where) && below(imported, a.prefix) {
			return true
		}
	}
	return false
}

// R187: floats make two machines disagree about a fen; goroutines make them disagree
// about an order.
// recovering are the files that take panics for more than a failing store's.
var recovering = []string{
	"shared/sync/authority/judge.go", "shared/kernel/born.go", "shared/kernel/tx.go", "shared/sync/replica/predict.go", "shared/rigs/sim/again.go", "shared/rigs/sim/expect.go",
	"shared/rigs/sim/server.go",
	"syncserver/doors/hub/executor.go", "syncserver/files/intake/work.go", "syncserver/files/tabular/xlsx.go", "app/device/client/engine.go", "app/device/store/file.go",
}

// A failing store's panic becomes an error in one way: code that tells panics apart by
// itself forgets to let the others go on.
func TestArchPanicsAreCaughtInOneWay(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || slices.Contains(recovering, s.path) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "recover" {
				t.Errorf("%s:%d: recover; code that reads defers kernel.Catch", s.path, s.line(n.Pos()))
			}
			return true
		})
	}
}

// A run of the tests is repeated by the next: properties are tried by drawn.Check, whose
// seed is chosen, and never from the clock's.
func TestArchDrawsAreRepeated(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && s.dir != "shared/rigs/trial/drawn" {
				if of, ok := call.X.(*ast.Ident); ok && of.Name == "rapid" && (call.Sel.Name == "Check" || call.Sel.Name == "MakeCheck") {
					t.Errorf("%s:%d: rapid.%s; drawn.Check", s.path, s.line(n.Pos()), call.Sel.Name)
				}
			}
			return true
		})
	}
}

// How soon something comes says how busy the machine is: a test has one patience for it,
// that of await, and no loop with an end of its own.
func TestArchTestsAwait(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if counted, ok := n.(*ast.RangeStmt); ok && s.test && givesUp(counted) {
				t.Errorf("%s:%d: a loop that looks so many times; await.Until", s.path, s.line(n.Pos()))
			}
			loop, ok := n.(*ast.ForStmt)
			if !ok || !s.test || loop.Init == nil {
				return true
			}
			ast.Inspect(loop.Init, func(n ast.Node) bool {
				if at, ok := n.(*ast.SelectorExpr); ok && (at.Sel.Name == "Add" || at.Sel.Name == "After") {
					t.Errorf("%s:%d: a loop until a time; await.Until", s.path, s.line(at.Pos()))
				}
				return true
			})
			return true
		})
	}
}

// givesUp tells of a loop whether it sleeps between so many looks, each of which may end it.
func givesUp(loop *ast.RangeStmt) bool {
	_, counts := loop.X.(*ast.BasicLit)
	sleeps, ends := false, false
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			sleeps = sleeps || n.Sel.Name == "Sleep"
		case *ast.ReturnStmt:
			ends = true
		case *ast.BranchStmt:
			ends = ends || n.Tok == token.BREAK
		case *ast.FuncLit:
			return false
		}
		return true
	})
	return counts && sleeps && ends
}

func TestArchNoFloatsNoGoroutines(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !isShared(s.dir) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if (n.Name == "float64" || n.Name == "float32") && !mayFloat(s.path) {
					t.Errorf("%s:%d: %s; money and quantities are scaled integers", s.path, s.line(n.Pos()), n.Name)
				}
			case *ast.GoStmt:
				t.Errorf("%s:%d: shared code starts no goroutines; app and syncserver do", s.path, s.line(n.Pos()))
			}
			return true
		})
	}
}

func mayFloat(file string) bool {
	for _, f := range floats {
		if file == f.file {
			return true
		}
	}
	return false
}

func TestArchSizes(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		if n := s.line(s.tree.FileEnd); n > maxFileLines {
			t.Errorf("%s has %d lines, more than %d: split it by what its parts answer to", s.path, n, maxFileLines)
		}
		for _, d := range s.tree.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := s.line(f.End()) - s.line(f.Pos()) + 1; n > maxFuncLines {
				t.Errorf("%s: %s has %d lines, more than %d: it does not fit on a screen", s.path, f.Name.Name, n, maxFuncLines)
			}
		}
	}
}

func TestArchPackageComments(t *testing.T) {
	commented := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test {
			commented[s.dir] = commented[s.dir] || s.tree.Doc != nil
		}
	}
	for dir, ok := range commented {
		if !ok {
			t.Errorf("%s has no package comment: say in a sentence what it is for", dir)
		}
	}
}

// What Fyne keeps among its preferences is the device's, whoever uses it, and no wipe takes
// it: a look and a language. What a person counts or types is kept by his engine
// (Engine.KeepScratch).
func TestArchPreferencesAreOfTheDevice(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && call.Sel.Name == "Preferences" && s.path != "app/screens/system/settings/kept.go" && !s.test {
				t.Errorf("%s:%d: keeps something among the device's preferences", s.path, s.line(n.Pos()))
			}
			return true
		})
	}
}

// A module that is not in the line-up has no tables, no permissions and no
// tests: nobody would notice.
func TestArchLineUp(t *testing.T) {
	inLineUp := map[string]bool{}
	modules := map[string]string{}
	for _, s := range sources(t) {
		if s.dir == "shared/modules/all" && !s.test {
			for _, i := range s.imports() {
				inLineUp[strings.TrimPrefix(i, module+"/")] = true
			}
		}
		l := layerOf(s.dir)
		if s.test || l == nil || l.name != "masters" && l.name != "engines" && l.name != "documents" && l.name != "analytics" {
			continue
		}
		modules[s.dir] = s.path
	}
	for dir := range modules {
		if !inLineUp[dir] {
			t.Errorf("%s is not in shared/modules/all: add one import", dir)
		}
	}
}

// What a shipped role is called decides nothing outside of org: modules name roles only
// where they declare what these hold and are asked, and code asks for rights.
func TestArchRolesAreNamedInDeclarations(t *testing.T) {
	codes := []string{"Boss", "Sales", "SalesManager", "Storekeeper", "Finance", "Purchase", "Admin"}
	companies := []string{ // which are founded with people in them
		"shared/rigs/trial", "shared/rigs/sim", "shared/rigs/story", "syncserver/demo", "syncserver/rigs/bench", "syncserver/store/storetest", "app/rigs/viewtest", "app/rigs/story",
	}
	for _, s := range sources(t) {
		if s.test || s.path == "syncserver/init.go" || slices.ContainsFunc(companies, func(top string) bool { return below(s.dir, top) }) {
			continue
		}
		for _, decl := range s.tree.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && slices.Contains(codes, sel.Sel.Name) {
					if of, ok := sel.X.(*ast.Ident); ok && of.Name == "org" {
						t.Errorf("%s:%d: org.%s; ask for a right", s.path, s.line(sel.Pos()), sel.Sel.Name)
					}
				}
				return true
			})
		}
	}
}
