package shared_test

import (
	"go/ast"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sentence is a declared code or text as the source has it.
type sentence struct {
	id, zh, en string
	pkg        string // where it is declared
	holes      []string
	where      string
}

var hole = regexp.MustCompile(`\{([a-z_0-9]+)\}`)

func holesOf(texts ...string) []string {
	var names []string
	for _, m := range hole.FindAllStringSubmatch(strings.Join(texts, ""), -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// sentences are those that package-level variables declare with one of the functions,
// by "package.Variable"; texts is how many of its arguments behind the id are forms.
func sentences(t *testing.T, declare map[string]int) map[string]sentence {
	t.Helper()
	found := map[string]sentence{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, d := range s.tree.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range decl.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if !ok {
					continue
				}
				for i, value := range v.Values {
					texts, ok := declared(value, declare)
					if !ok || i >= len(v.Names) {
						continue
					}
					found[s.dir+"."+v.Names[i].Name] = sentence{
						texts[0], texts[1], texts[2], s.dir, holesOf(texts[1:]...), s.path + ":" + strconv.Itoa(s.line(value.Pos())),
					}
				}
			}
		}
	}
	return found
}

// declared reads a call of one of the functions, also with a method behind it.
func declared(e ast.Expr, declare map[string]int) (texts []string, ok bool) {
	name := ""
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return nil, false
	}
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		if inner, is := f.X.(*ast.CallExpr); is {
			return declared(inner, declare)
		}
		name = f.Sel.Name
	}
	n := declare[name]
	if n == 0 || len(call.Args) <= n {
		return nil, false
	}
	for _, a := range call.Args[:n+1] {
		text, is := literal(a)
		if !is {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// literal is the text of a string or of several joined by +.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		x, ok := literal(e.X)
		y, also := literal(e.Y)
		return x + y, ok && also
	}
	return "", false
}

// variable is "package.Variable" of an expression in a file, "" for anything else.
func (s source) variable(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return s.dir + "." + e.Name
	case *ast.SelectorExpr:
		pkg, ok := e.X.(*ast.Ident)
		if !ok {
			return ""
		}
		for _, i := range s.tree.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			ours, is := strings.CutPrefix(path, module+"/")
			if is && (i.Name != nil && i.Name.Name == pkg.Name || i.Name == nil && filepath.Base(path) == pkg.Name) {
				return ours + "." + e.Sel.Name
			}
		}
	}
	return ""
}

var refusalFuncs = map[string]int{"Refuse": 2, "DeclareTask": 2}

// Every figure that a sentence speaks of is given at each place that makes the
// sentence. What a person would read instead is "…", which says nothing.
func TestSentencesGetTheirFigures(t *testing.T) {
	codes := sentences(t, refusalFuncs)
	if len(codes) < 150 {
		t.Fatalf("only %d sentences found", len(codes))
	}
	used := 0
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || f.Sel.Name == "Is" {
				return ok && f.Sel.Name != "Is" // what a refusal is compared with says nothing
			}
			said, args := f.X, call.Args
			switch {
			case f.Sel.Name == "With":
			case f.Sel.Name == "OpenTask" && len(args) > 4:
				said, args = args[1], args[4:]
			default:
				return true
			}
			code, known := codes[s.variable(said)]
			if !known || call.Ellipsis.IsValid() {
				return true
			}
			used++
			s.lacks(t, call, code, args)
			return true
		})
	}
	if used < 150 {
		t.Errorf("only %d places found that make a refusal", used)
	}
}

// lacks reports what a sentence speaks of and is not given. Where a variable holds an
// argument only the run tells its name; the stories look at that.
func (s source) lacks(t *testing.T, call *ast.CallExpr, code sentence, args []ast.Expr) {
	given := map[string]bool{}
	for _, a := range args {
		made, ok := a.(*ast.CallExpr)
		if !ok || len(made.Args) == 0 {
			return
		}
		name, ok := literal(made.Args[0])
		if !ok {
			return
		}
		given[name] = true
	}
	for _, h := range code.holes {
		if !given[h] {
			t.Errorf("%s:%d: %s says {%s}, which is not given", s.path, s.line(call.Pos()), code.id, h)
		}
	}
}

// closure are the project's packages that a package is made of.
func closure(t *testing.T, pkg string) []string {
	t.Helper()
	list := exec.Command("go", "list", "-tags", "sqlite_fts5,x11", "-deps", "./"+pkg)
	list.Dir, list.Stderr = "..", os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	var ours []string
	for _, line := range strings.Fields(string(out)) {
		if rel, is := strings.CutPrefix(line, module+"/"); is {
			ours = append(ours, rel)
		}
	}
	return ours
}

// overHTTP answers requests, with sentences; the hub uses it before there is a socket.
const overHTTP = "syncserver/doors/reply"

// What speaks to devices says only what devices understand: every code that is
// declared in the part of the server that writes frames, or in what it stands on, is
// declared in the client too. The rest of the server answers over HTTP, where the
// sentences travel.
func TestDevicesKnowWhatServersSay(t *testing.T) {
	client := closure(t, "app")
	speaks := slices.Concat(closure(t, "syncserver/doors/hub"), closure(t, "shared/modules/all"))
	for _, s := range sources(t) { // nothing else makes a frame
		if s.test || !below(s.dir, "syncserver") || below(s.dir, "syncserver/doors/hub") || below(s.dir, "syncserver/rigs/bench") {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if e, is := n.(*ast.SelectorExpr); is && (s.variable(e) == "shared/sync/wire.Farewell" || s.variable(e) == "shared/sync/wire.Bye") {
				t.Errorf("%s:%d: only the hub ends a connection", s.path, s.line(e.Pos()))
			}
			return true
		})
	}
	n := 0
	for _, code := range sentences(t, refusalFuncs) {
		if !slices.Contains(speaks, code.pkg) || code.pkg == overHTTP {
			continue
		}
		n++
		if !slices.Contains(client, code.pkg) {
			t.Errorf("%s: a device is told %s and has no sentence for it", code.where, code.id)
		}
	}
	if n < 100 {
		t.Errorf("only %d codes can be sent", n)
	}
}

var textFuncs = map[string]int{"Define": 2, "DefinePlural": 2}

// A text of the screens gets as many values as it says.
func TestTextsGetTheirValues(t *testing.T) {
	texts := sentences(t, textFuncs)
	used := 0
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || f.Sel.Name != "Text" {
				return true
			}
			if text, known := texts[s.variable(f.X)]; known {
				used++
				if given := len(call.Args); given != len(text.holes) && !call.Ellipsis.IsValid() {
					t.Errorf("%s:%d: %s says %d values and gets %d", s.path, s.line(call.Pos()), text.id, len(text.holes), given)
				}
			}
			return true
		})
	}
	if len(texts) < 400 || used < 400 {
		t.Errorf("only %d texts found, used in %d places", len(texts), used)
	}
}

// writers are who may write a quantity's figure: the helper that puts its unit behind
// it, what it stands on, and the box that people type it into.
var writers = []string{"app/view/qty.go", "app/ui/i18n/number.go", "app/ui/widgets/numberfield.go"}

// No screen writes a quantity without its unit: figures of quantities are written in
// one file, which is given the unit.
func TestQuantitiesAreWrittenInOnePlace(t *testing.T) {
	used := 0
	for _, s := range sources(t) {
		if s.test || !below(s.dir, "app") || slices.Contains(writers, s.path) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch s.variable(call.Fun) {
			case "app/ui/i18n.Quantity", "app/ui/i18n.QuantityOf":
				t.Errorf("%s:%d: a quantity is written with its unit by view.Qty and its like", s.path, s.line(call.Pos()))
			case "app/view.Qty", "app/view.QtyOf", "app/view.QtyIn":
				used++
				if unit, is := literal(call.Args[len(call.Args)-1]); is && unit == "" {
					t.Errorf("%s:%d: a quantity without its unit", s.path, s.line(call.Pos()))
				}
			case "app/ui/widgets.NewQtyField":
				if !s.calls("SetUnit") && !strings.Contains(s.path, "draftline") { // there a choice of units stands beside it
					t.Errorf("%s:%d: the box says no unit", s.path, s.line(call.Pos()))
				}
			}
			return true
		})
	}
	if used < 20 {
		t.Errorf("only %d quantities are written", used)
	}
}

// calls tells whether a file calls a method of a name.
func (s source) calls(method string) (found bool) {
	ast.Inspect(s.tree, func(n ast.Node) bool {
		e, is := n.(*ast.SelectorExpr)
		found = found || is && e.Sel.Name == method
		return !found
	})
	return found
}
