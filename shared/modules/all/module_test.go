package all

import (
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/flow"
)

// R278: whatever is declared is of a module, and every module says what it is.
func TestEverythingIsOfAModule(t *testing.T) {
	c := Catalog(Latest)
	layers := []string{"masters", "engines", "documents", "modules"}
	is := func(what string, of kernel.Home) {
		if m := module.Named(of.Module); m == nil || m.Home != of || !slices.Contains(layers, of.Layer) {
			t.Errorf("%s is of %s in %s, which declares no module.Module", what, of.Module, of.Layer)
		}
	}
	for _, s := range c.Schemas {
		is(s.Name, s.Home)
	}
	for _, spec := range c.Commands {
		if spec.Home.Module == "kernel" { // steps of upgrades and what the clock runs are of nobody
			if !spec.System {
				t.Errorf("%s is of the kernel", spec.Name)
			}
			continue
		}
		is(spec.Name, spec.Home)
		word, _, _ := strings.Cut(spec.Name, ".")
		if _, named := module.AreaNamed(word); !named && c.Schema(word) == nil {
			t.Errorf("%s begins with the name of nothing", spec.Name)
		}
	}
	for _, timer := range c.Timers() {
		is("the timer "+timer.Name, timer.Home)
	}
	for _, kind := range flow.TaskKinds() {
		is("the task "+kind.Name, kind.Home)
	}
	if len(module.All()) < 10 {
		t.Fatalf("only %d modules: the test looks at nothing", len(module.All()))
	}
}

// A master that stands on no shelf is found under others, which says nothing.
func TestEveryMasterStandsOnAShelf(t *testing.T) {
	shelves, entities := module.Shelves()
	at := map[string]int{}
	for _, s := range shelves {
		for _, name := range entities[s] {
			at[name]++
		}
	}
	for _, s := range Catalog(Latest).Schemas {
		switch n := at[s.Name]; {
		case n > 1:
			t.Errorf("%s stands on %d shelves", s.Name, n)
		case n == 0 && !s.Kept && s.Main == nil && s.Zh != "":
			t.Errorf("%s stands on no shelf", s.Name)
		}
	}
}
