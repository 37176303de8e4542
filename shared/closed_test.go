package shared_test

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	modules "heyi/shared/module"
)

// own are the folders of modules: what stands in them belongs to modules, so that one may
// be taken out, or a new one put in, without a line anywhere else.
var own = []string{"shared/modules/documents", "app/view/modules", "app/screens/modules"}

// knowing are the files outside that name an entity of a module that a company can do
// without, each with its reason. A newcomer's module adds none.
var knowing = []struct{ where, why string }{
	{"shared/modules/analytics", "figures of the boss's page are of several modules; it stands above documents, and leaves out what is off"},
	{"shared/modules/all", "the line-up imports every module once"},
	{"shared/modules/masters/org/template.go", "the roles of an industry are by rights of many modules; rights that nobody declares are left out"},
	{"shared/modules/engines/ledger/journal.go", "fund is the ledger's own word for the accounts that somebody keeps"},
	{"shared/modules/engines/ledger/account.go", "fund is where the opening balance of an account stands"},
	{"shared/rigs", "the simulator's people do what modules are for"},
	{"app/rigs", "rigs run what modules are for"},
	{"syncserver/rigs", "measures the documents that a company writes most"},
	{"syncserver/demo", "the demo company lives through orders, deliveries and receipts; a newcomer's scene stands in its module"},
	{"syncserver/demo_offline.go", "the day without a network of the demo company"},
	{"syncserver/files/importer", "a bundle of another program's orders with what became of them is planned by hand; lists of a newcomer's rows are told by its module (Sheets)"},
}

// Outside a module's own folders nobody names its entities: neither by its package nor by
// their names.
func TestArchModulesAreClosed(t *testing.T) {
	optional := map[string]string{} // entities by name, with their module
	for _, s := range catalog.Schemas {
		if m := modules.Named(s.Module); m != nil && m.Optional() {
			optional[s.Name] = s.Module
		}
	}
	if len(optional) < 10 {
		t.Fatalf("only %v", optional)
	}
	used := map[string]bool{}
	for _, s := range sources(t) {
		if s.test || slices.ContainsFunc(own, func(o string) bool { return below(s.dir, o) }) {
			continue
		}
		for _, named := range namedIn(s, optional) {
			i := slices.IndexFunc(knowing, func(k struct{ where, why string }) bool { return below(s.path, k.where) })
			if i < 0 {
				t.Errorf("%s names %s: what a module says of its own stands in the module", s.path, named)
				continue
			}
			used[knowing[i].where] = true
		}
	}
	for _, k := range knowing {
		if _, err := os.Stat("../" + k.where); err != nil || !used[k.where] {
			t.Errorf("%s is no exception any more", k.where)
		}
	}
}

// namedIn is what a file names of optional modules: packages that it imports, and entities
// in its texts.
func namedIn(s source, optional map[string]string) (list []string) {
	for _, imported := range s.imports() {
		if strings.HasPrefix(imported, module+"/shared/modules/documents/") {
			list = append(list, path.Base(imported))
		}
	}
	ast.Inspect(s.tree, func(n ast.Node) bool {
		lit, is := n.(*ast.BasicLit)
		if !is || lit.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		if err != nil {
			return true
		}
		name, _, _ := strings.Cut(text, ".")
		if optional[name] != "" {
			list = append(list, text)
		}
		return true
	})
	return list
}
