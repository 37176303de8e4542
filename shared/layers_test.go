package shared_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// layer is a row of the layering: which packages, what they may import besides
// themselves, and why it is so.
type layer struct {
	name     string
	packages []string // paths; a package belongs to the longest one that it is at or below
	imports  []string // layers; a layer that imports itself says so
	why      string
}

// What a layer may be built on: the contract, the business and the carriers of rows.
var (
	contract = []string{"kernel", "ask", "module", "figures", "tools", "text"}
	business = []string{"masters", "engines", "documents", "analytics"}
	carriers = []string{"sync", "store"}
)

func layerNames(parts ...any) []string {
	var list []string
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			list = append(list, p)
		case []string:
			list = append(list, p...)
		}
	}
	return list
}

var layers = slices.Concat(sharedLayers, appLayers, serverLayers)

var sharedLayers = []layer{
	{
		"tools",
		[]string{"shared/tools"},
		[]string{"tools", "text"},
		"words, figures and tables as pure functions: everyone may use them and they know nobody",
	},
	{
		"text",
		[]string{"shared/tools/text"},
		nil,
		"the normal form of texts, below everything that keeps or compares one",
	},
	{
		"kernel",
		[]string{"shared/kernel"},
		[]string{"text"},
		"the contract that everything is written against knows no business",
	},
	{
		"ask",
		[]string{"shared/ask"},
		[]string{"kernel"},
		"what can be asked of rows is data: modules declare it, stores answer it",
	},
	{
		"module",
		[]string{"shared/module"},
		[]string{"kernel", "ask", "text"},
		"what a module is as one value; each declares its own",
	},
	{
		"figures",
		[]string{"shared/figures"},
		[]string{"kernel", "text"},
		"what a figure is and how it becomes a statement; modules declare theirs with it",
	},
	{
		"sync",
		[]string{"shared/sync"},
		[]string{"kernel", "sync", "tools", "text"},
		"sync carries any module's rows, so it names none of them",
	},
	{
		"store",
		[]string{"shared/rowstore"},
		[]string{"kernel", "ask", "tools", "text"},
		"a store keeps any module's rows, so it names none of them",
	},
	{
		"masters",
		[]string{"shared/modules/masters"},
		layerNames(contract, "masters"),
		"who and what there is, before anything happens to it",
	},
	{
		"engines",
		[]string{"shared/modules/engines"},
		layerNames(contract, "masters", "engines"),
		"engines move quantity and money for every document, so they know no document",
	},
	{
		"documents",
		[]string{"shared/modules/documents"},
		layerNames(contract, "masters", "engines"),
		"documents meet in engines and in events, or a change in one breaks the others; see edges",
	},
	{
		"analytics",
		[]string{"shared/modules/analytics"},
		layerNames(contract, "masters", "engines", "documents"),
		"figures are derived from everything and nothing depends on them",
	},
	{
		"all",
		[]string{"shared/modules/all"},
		layerNames(contract, business),
		"the line-up imports every module once, so that nobody else has to",
	},
	{
		"rigs",
		[]string{"shared/rigs"},
		layerNames(contract, business, carriers, "all", "rigs"),
		"rigs run the rest for tests; no program is built on them",
	},
	{
		"assets", []string{"assets"}, []string{"assets"}, "pictures, fonts and texts",
	},
}

var appLayers = []layer{
	{
		"app.device",
		[]string{"app/device"},
		layerNames(contract, carriers, "app.device"),
		"a device keeps and carries any module's rows, without pixels",
	},
	{
		"app.words",
		[]string{"app/ui/i18n"},
		layerNames(contract),
		"sentences and figures in two languages, below everything that says one",
	},
	{
		"app.ui",
		[]string{"app/ui", "app/ui/i18n/fynelang"},
		layerNames(contract, "assets", "app.words", "app.ui"),
		"widgets know no company: what they show comes to them as texts",
	},
	{
		"app.view",
		[]string{"app/view"},
		layerNames(contract, business, carriers, "app.device", "app.words"),
		"what every page needs to say what rows say, without pixels",
	},
	{
		"app.view.declared",
		[]string{"app/view/declared"},
		layerNames(contract, business, carriers, "app.device", "app.words", "app.view", "app.view.declared"),
		"pages made from declarations serve every module, so they use no module's page",
	},
	{
		"app.view.system",
		[]string{"app/view/system"},
		layerNames(contract, business, carriers, "app.device", "app.words", "app.view", "app.view.declared", "app.view.system"),
		"pages about the device and the company's program, not about its business",
	},
	{
		"app.view.modules",
		[]string{"app/view/modules"},
		layerNames(contract, business, carriers, "app.device", "app.words", "app.view", "app.view.declared", "app.view.modules"),
		"pages made by hand, each beside its module, without pixels",
	},
	{
		"app.screens",
		[]string{"app/screens/common"},
		layerNames(contract, business, carriers, "app.device", "app.words", "app.ui", "app.view", "app.view.declared", "app.view.system"),
		"what every screen is built with",
	},
	{
		"app.screens.declared",
		[]string{"app/screens/declared"},
		layerNames(contract, business, carriers, "app.device", "app.words", "app.ui", "app.view", "app.view.declared", "app.screens", "app.screens.declared"),
		"screens made from declarations serve every module, so they use no module's screen",
	},
	{
		"app.screens.system",
		[]string{"app/screens/system"},
		layerNames(contract, business, carriers, "assets", "app.device", "app.words", "app.ui", "app.view", "app.view.declared", "app.view.system", "app.screens", "app.screens.declared", "app.screens.system"),
		"screens about the device and the company's program, not about its business",
	},
	{
		"app.screens.modules",
		[]string{"app/screens/modules"},
		layerNames(contract, business, carriers, "app.device", "app.words", "app.ui", "app.view", "app.view.declared", "app.view.modules", "app.screens", "app.screens.declared", "app.screens.modules"),
		"screens made by hand, each beside its module",
	},
	{
		"app",
		[]string{"app", "app/screens/home"},
		layerNames(
			contract, business, carriers, "all", "assets", "app", "app.device", "app.words", "app.ui", "app.view", "app.view.declared", "app.view.system",
			"app.screens", "app.screens.declared", "app.screens.system", "app.screens.modules",
		),
		"the client is pixels, files and one socket; it never contains the server",
	},
	{
		"app.rigs",
		[]string{"app/rigs"},
		layerNames(
			contract, business, carriers, "all", "rigs", "assets", "app.rigs", "app.device", "app.words", "app.ui", "app.view", "app.view.declared",
			"app.view.modules", "app.screens",
		),
		"rigs run the client for tests; the program is not built on them",
	},
}

var serverLayers = []layer{
	{
		"server.store",
		[]string{"syncserver/store"},
		layerNames(contract, carriers, "server.store"),
		"a store keeps any module's rows, so it names none of them",
	},
	{
		"server.doors",
		[]string{"syncserver/doors"},
		layerNames(contract, business, carriers, "server.store", "server.doors"),
		"what the network reaches: sockets, sign-in and HTTP of one company",
	},
	{
		"server.companies",
		[]string{"syncserver/companies"},
		layerNames(contract, business, carriers, "all", "server.store", "server.doors", "server.companies"),
		"a company that is served: opened, kept, audited, one of many",
	},
	{
		"server.files",
		[]string{"syncserver/files"},
		layerNames(contract, business, carriers, "all", "server.store", "server.doors", "server.companies", "server.files"),
		"what comes in and goes out as a file",
	},
	{
		"server.demo",
		[]string{"syncserver/demo"},
		layerNames(contract, business, carriers, "all", "server.companies", "server.demo"),
		"the company that is shown",
	},
	{
		"syncserver",
		[]string{"syncserver"},
		layerNames(contract, business, carriers, "all", "assets", "server.store", "server.doors", "server.companies", "server.files", "server.demo"),
		"the server is sockets, databases and the outside world; it never contains the client",
	},
	{
		"server.rigs",
		[]string{"syncserver/rigs", "syncserver/store/storetest"},
		layerNames(contract, business, carriers, "all", "rigs", "server.rigs", "server.store", "server.doors", "server.companies"),
		"rigs run the server for tests and measurements; the program is not built on them",
	},
}

// edges are single imports that the layers forbid, each with its reason.
var edges = []struct{ from, to, why string }{
	{"app/screens/declared/reports", "app/view/modules", "a report is narrowed down by the pickers of the modules whose rows it counts"},
}

func layerOf(pkg string) *layer {
	var found *layer
	longest := -1
	for i := range layers {
		for _, p := range layers[i].packages {
			if below(pkg, p) && len(p) > longest {
				found, longest = &layers[i], len(p)
			}
		}
	}
	return found
}

func below(pkg, top string) bool { return pkg == top || strings.HasPrefix(pkg, top+"/") }

func TestArchLayers(t *testing.T) {
	for _, s := range sources(t) {
		from := layerOf(s.dir)
		if from == nil {
			if s.dir != "shared" {
				t.Errorf("%s is in no layer; add its package to the table in shared/arch_test.go, with a reason", s.path)
			}
			continue
		}
		for _, imported := range s.imports() {
			pkg, ours := strings.CutPrefix(imported, module+"/")
			if !ours || pkg == s.dir {
				continue
			}
			to := layerOf(pkg)
			switch {
			case to == nil:
				t.Errorf("%s imports %s, which is in no layer", s.path, pkg)
			case s.test && !opposite(from, to):
			case !mayImport(from, to) && !hasEdge(s.dir, pkg):
				t.Errorf("%s (%s) imports %s (%s): %s", s.path, from.name, pkg, to.name, from.why)
			}
		}
	}
}

func mayImport(from, to *layer) bool { return slices.Contains(from.imports, to.name) }

func hasEdge(from, to string) bool {
	for _, e := range edges {
		if below(from, e.from) && below(to, e.to) {
			return true
		}
	}
	return false
}

// opposite layers never meet, not even in a test.
func opposite(a, b *layer) bool {
	return below(a.packages[0], "app") && below(b.packages[0], "syncserver") || below(a.packages[0], "syncserver") && below(b.packages[0], "app")
}

const (
	layersBegin = "<!-- layers: made by `make golden` -->\n"
	layersEnd   = "<!-- end of layers -->\n"
)

// The page of the architecture shows the tree as it is.
func TestGoldenLayersAreDocumented(t *testing.T) {
	const file = "../docs/architecture.md"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), layersBegin)
	table, after, ended := strings.Cut(rest, layersEnd)
	if !found || !ended {
		t.Fatal("docs/architecture.md does not say where the layers stand")
	}
	want := layersTable()
	if os.Getenv("GOLDEN") == "write" {
		if err := os.WriteFile(file, []byte(before+layersBegin+want+layersEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if table != want {
		t.Error("docs/architecture.md does not show the layers as they are: run make golden")
	}
}

// layersTable has a row for each layer, without what every business package may use.
func layersTable() string {
	var b strings.Builder
	b.WriteString("| layer | where | what it is | built on |\n|---|---|---|---|\n")
	for _, l := range layers {
		on := slices.DeleteFunc(slices.Clone(l.imports), func(name string) bool { return slices.Contains(contract, name) || name == l.name })
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", l.name, strings.Join(l.packages, "`, `"), l.why, strings.Join(on, ", "))
	}
	return b.String()
}
