package shared_test

import (
	"go/ast"
	"go/token"
	"path"
	"strings"
	"testing"
)

// declaration is a command in the source: its name, the type of its arguments, where.
type declaration struct {
	name, args string
	in         source
	at         token.Pos
}

// declaredCommands finds the commands that the source declares: kernel.Intent and
// kernel.Fact with a name, given as text or as a constant of the package.
func declaredCommands(t *testing.T) []declaration {
	t.Helper()
	named := map[string]string{} // constants by folder and name
	for _, s := range sources(t) {
		for _, d := range s.tree.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST && !s.test {
				for _, spec := range g.Specs {
					v := spec.(*ast.ValueSpec)
					for i, value := range v.Values {
						if text, ok := literal(value); ok && i < len(v.Names) {
							named[s.dir+"."+v.Names[i].Name] = text
						}
					}
				}
			}
		}
	}
	var list []declaration
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			args, ok := declares(call.Fun)
			if !ok {
				return true
			}
			name, ok := literal(call.Args[0])
			if id, isName := call.Args[0].(*ast.Ident); !ok && isName {
				name = named[s.dir+"."+id.Name]
			}
			list = append(list, declaration{name, args, s, call.Pos()})
			return true
		})
	}
	return list
}

// declares takes kernel.Intent[Ship] apart.
func declares(fun ast.Expr) (args string, ok bool) {
	of, ok := fun.(*ast.IndexExpr)
	if !ok {
		return "", false
	}
	sel, ok := of.X.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Intent" && sel.Sel.Name != "Fact" {
		return "", false
	}
	from, ok := sel.X.(*ast.Ident)
	arg, named := of.Index.(*ast.Ident)
	return arg.Name, ok && named && from.Name == "kernel"
}

// answersTo tells whether somebody who looks for a command in a list of files finds its
// own: the file is called as its arguments are, or as one of the words or a run of the
// words behind the module's in its name.
func answersTo(file, command, args string) bool {
	base := strings.ReplaceAll(strings.TrimSuffix(path.Base(file), ".go"), "_", "")
	if base == strings.ToLower(args) {
		return true
	}
	words := strings.Split(command, ".")[1:]
	for from := range words {
		for to := from + 1; to <= len(words); to++ {
			if base == strings.ReplaceAll(strings.Join(words[from:to], ""), "_", "") {
				return true
			}
		}
	}
	return false
}

// A command is looked for by its name, which is on the button, in the log and in the
// right: the file answers to it.
func TestArchCommandsStandInFilesOfTheirName(t *testing.T) {
	found := map[string]bool{}
	for _, d := range declaredCommands(t) {
		found[d.name] = true
		if d.name == "" {
			t.Errorf("%s:%d: the name of a command is no text that a search finds", d.in.path, d.in.line(d.at))
		} else if !answersTo(d.in.path, d.name, d.args) {
			t.Errorf("%s:%d declares %s: its file is called after a word of that, or %s.go", d.in.path, d.in.line(d.at), d.name, strings.ToLower(d.args))
		}
	}
	for _, c := range catalog.Commands {
		if c.Schema == nil && !found[c.Name] {
			t.Errorf("%s is declared where this test does not look", c.Name)
		}
	}
}

func TestWhatAFileAnswersTo(t *testing.T) {
	for _, c := range []struct {
		file, command, args string
		want                bool
	}{
		{"sales/release.go", "sales.order.release", "Release", true},
		{"sales/order.go", "sales.order.release", "Release", true},
		{"finance/writeoff.go", "finance.write_off", "Waive", true},
		{"org/calendar_enter.go", "org.calendar.enter", "EnterCalendar", true},
		{"sales/takeback.go", "sales.return", "TakeBack", true},
		{"sales/sales.go", "sales.order.release", "Release", false},
		{"sales/ending.go", "sales.order.close", "Close", false},
		{"sales/off.go", "finance.write_off", "Waive", false},
	} {
		if got := answersTo(c.file, c.command, c.args); got != c.want {
			t.Errorf("%s holding %s: %v", c.file, c.command, got)
		}
	}
}
