// Package module is what a module brings beside its entities and commands: what it is
// called, where its masters stand, which of its lists are places of their own. Each
// module declares one value in its own package, and no list elsewhere names it:
//
//	var _ = module.Declare(module.Module{
//		Zh: "销售", En: "Sales",
//		Menu: []string{Orders.Name()},
//	})
//
// Everything that serves all modules, the pages of masters, the menu, help, reads these
// values.
package module

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Module is the value. Whose it is it knows by itself.
type Module struct {
	kernel.Home
	Zh, En  string
	Help    Help
	Areas   []Area    // the first words of its commands, beside its own name and its entities
	Masters []Shelved // the masters that it keeps
	Menu    []string  // entities whose lists are places of the menu
	Lists   []List    // what its lists ask beyond what the fields say
	Sheets  []Sheet   // what it knows of files of other programs
	Said    []Said    // fields of its entities that are not to be read as they stand
	Scene   Scene     // what the demo company does with it; nil for nothing
}

// Help is the page of help about a module, in Markdown: a title, then what people do with
// it.
type Help struct{ Zh, En string }

// Sheet tells a list of an entity's rows among the sheets of a file: it is called by one of
// the words. Its columns are called like the fields.
type Sheet struct {
	Entity string
	Words  []string // in both languages, without capitals and blanks
	Key    string   // the field by which one row is told from another
}

// Area is the first word of some commands, with what people call it.
type Area struct{ Word, Zh, En string }

// Shelf is a group of masters on the page that lists them. Several modules may fill one.
type Shelf struct {
	Zh, En string
	rank   int
}

// Shelved is some masters on a shelf.
type Shelved struct {
	shelf    *Shelf
	rank     int
	entities []string
}

// NewShelf declares a shelf; those with a lower rank come first.
func NewShelf(rank int, zh, en string) *Shelf {
	if zh == "" || en == "" {
		panic("module: a shelf lacks a language")
	}
	return &Shelf{zh, en, rank}
}

// Holds puts entities on the shelf, before those with a higher rank.
func (s *Shelf) Holds(rank int, entities ...string) Shelved { return Shelved{s, rank, entities} }

var (
	declared []*Module
	tell     []func(*Module)
)

// Each calls f for every module, also for those that are still to be declared.
func Each(f func(*Module)) {
	for _, m := range declared {
		f(m)
	}
	tell = append(tell, f)
}

// Optional tells whether a company can do without the module: it is one of documents,
// which no other module is built on.
func (m *Module) Optional() bool { return m.Layer == "documents" }

// Declare declares the module of the package that calls.
func Declare(m Module) *Module {
	m.Home = kernel.DeclaredIn(0)
	if m.Zh == "" || m.En == "" {
		panic("module: " + m.Module + " lacks a language")
	}
	if !strings.HasPrefix(m.Help.Zh, "# ") || !strings.HasPrefix(m.Help.En, "# ") {
		panic("module: the help of " + m.Module + " lacks a language, or its title")
	}
	if Named(m.Module) != nil {
		panic("module: " + m.Module + " is declared twice")
	}
	declared = append(declared, &m)
	m.keepSaid()
	for _, told := range tell {
		told(&m)
	}
	slices.SortFunc(declared, func(a, b *Module) int { return cmp.Compare(a.Module, b.Module) })
	return &m
}

// All lists the modules by name.
func All() []*Module { return slices.Clone(declared) }

// Named finds a module; nil for none.
func Named(name string) *Module {
	for _, m := range declared {
		if m.Module == name {
			return m
		}
	}
	return nil
}

// AreaNamed finds the area with a first word, a module's own name among them.
func AreaNamed(word string) (Area, bool) {
	for _, m := range declared {
		if m.Module == word {
			return Area{word, m.Zh, m.En}, true
		}
		for _, a := range m.Areas {
			if a.Word == word {
				return a, true
			}
		}
	}
	return Area{}, false
}

// Shelves lists the shelves in their order, each with its entities.
func Shelves() (shelves []*Shelf, entities map[*Shelf][]string) {
	var parts []Shelved
	for _, m := range declared {
		parts = append(parts, m.Masters...)
	}
	slices.SortStableFunc(parts, func(a, b Shelved) int {
		return cmp.Or(cmp.Compare(a.shelf.rank, b.shelf.rank), cmp.Compare(a.rank, b.rank))
	})
	entities = map[*Shelf][]string{}
	for _, p := range parts {
		if !slices.Contains(shelves, p.shelf) {
			shelves = append(shelves, p.shelf)
		}
		entities[p.shelf] = append(entities[p.shelf], p.entities...)
	}
	return shelves, entities
}

// Check panics where a declaration names what the catalogue does not have.
func Check(c *kernel.Catalog) {
	for _, m := range declared {
		names := slices.Clone(m.Menu)
		for _, s := range m.Masters {
			names = append(names, s.entities...)
		}
		for _, s := range m.Sheets {
			names = append(names, s.Entity)
			if of := c.Schema(s.Entity); of == nil || of.Field(s.Key) == nil || len(s.Words) == 0 {
				panic("module: the sheet of " + s.Entity + " has no words, or no field " + s.Key)
			}
		}
		for _, s := range m.Said {
			names = append(names, s.Entity)
			if of := c.Schema(s.Entity); of == nil || of.Field(s.Field) == nil {
				panic("module: " + m.Module + " says " + s.Entity + "." + s.Field + ", which is no field")
			}
		}
		for _, l := range m.Lists {
			names = append(names, l.Of)
			if s := c.Schema(l.Of); s != nil {
				l.check(s)
			}
		}
		for _, name := range names {
			if s := c.Schema(name); s == nil || s.Module != m.Module {
				panic(fmt.Sprintf("module: %s names %s, which is none of its entities", m.Module, name))
			}
		}
	}
}
