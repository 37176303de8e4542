package module_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/module"
)

var (
	late  = module.NewShelf(20, "后", "Late")
	early = module.NewShelf(10, "先", "Early")

	mine = module.Declare(module.Module{
		Zh: "试验", En: "Trial", Help: module.Help{Zh: "# 试验", En: "# Trial"}, Areas: []module.Area{{Word: "try", Zh: "尝试", En: "Trying"}},
		Masters: []module.Shelved{late.Holds(20, "b"), late.Holds(10, "a"), early.Holds(10, "c")},
	})
)

// A module knows its name and its layer by its package.
func TestWhoseItIs(t *testing.T) {
	if mine.Module != "module_test" || module.Named("module_test") != mine || mine.Optional() {
		t.Errorf("%+v", mine.Home)
	}
	if a, known := module.AreaNamed("try"); !known || a.En != "Trying" {
		t.Errorf("%+v", a)
	}
	told := 0
	module.Each(func(*module.Module) { told++ })
	if told != len(module.All()) {
		t.Errorf("%d of %d modules are told of", told, len(module.All()))
	}
}

func TestShelvesStandInOrder(t *testing.T) {
	shelves, entities := module.Shelves()
	if !slices.Equal(shelves, []*module.Shelf{early, late}) || strings.Join(entities[late], "") != "ab" {
		t.Errorf("%v %v", shelves, entities)
	}
}

// A declaration that is not whole, or names what there is not, ends the program at its start.
func TestMistakesAreFoundAtTheStart(t *testing.T) {
	whole := module.Module{Zh: "试", En: "T", Help: module.Help{Zh: "# 试", En: "# T"}}
	fails := func(says string, do func()) {
		t.Helper()
		defer func() {
			if got := fmt.Sprint(recover()); !strings.Contains(got, says) {
				t.Errorf("%q, want %q", got, says)
			}
		}()
		do()
	}
	noEnglish, noHelp := whole, whole
	noEnglish.En, noHelp.Help.En = "", "without a title"
	fails("lacks a language", func() { module.Declare(noEnglish) })
	fails("help", func() { module.Declare(noHelp) })
	fails("declared twice", func() { module.Declare(whole) })
	fails("a shelf lacks", func() { module.NewShelf(1, "", "x") })
	fails("none of its entities", func() { module.Check(kernel.NewCatalog(1, kernel.Lock{})) })
}
