package kernel

import (
	"fmt"
	"reflect"
	"sort"
)

// Catalog is the set of entities and commands of one release. Declaring fills no
// catalogue; building one does, so several releases live in one process.
type Catalog struct {
	Release  int
	Schemas  []*Schema      // by number
	Commands []*CommandSpec // by name
	Lock     Lock           // with the numbers of everything declared

	byOrder  []*Schema // index = declaration order; nil where the release lacks it
	byName   map[string]*Schema
	byNumber map[uint32]*Schema
	byType   map[reflect.Type]*Schema
	commands map[string]*CommandSpec
	byArgs   map[reflect.Type]*CommandSpec

	audiences []string
}

// NewCatalog builds the release from all declarations, numbered by the lock.
func NewCatalog(release int, lock Lock) *Catalog {
	c := &Catalog{
		Release: release, Lock: lock.clone(),
		byOrder: make([]*Schema, len(declarations)),
		byName:  map[string]*Schema{}, byNumber: map[uint32]*Schema{}, byType: map[reflect.Type]*Schema{},
		commands: map[string]*CommandSpec{}, byArgs: map[reflect.Type]*CommandSpec{},
	}
	inRelease := func(f *Field) bool { return f.Since <= release }
	for _, d := range byName(declarations) {
		plan := d.plan.subset(d.name, func(*Field) bool { return true })
		plan.renumber(c.Lock)
		number := c.Lock.number(d.name)
		if d.spec.Since <= release {
			c.addSchema(d, plan.subset(d.name, inRelease), number)
		}
	}
	c.link()
	c.findAudiences()
	for _, spec := range append(entityCommands(c), commandDecls...) {
		c.addCommand(spec, inRelease)
	}
	sort.Slice(c.Schemas, func(i, j int) bool { return c.Schemas[i].Number < c.Schemas[j].Number })
	sortCommands(c.Commands)
	return c
}

func byName(decls []*declaration) []*declaration {
	sorted := append([]*declaration(nil), decls...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].name < sorted[j].name })
	return sorted
}

func (c *Catalog) addSchema(d *declaration, plan *Plan, number uint32) {
	s := &Schema{
		Plan: plan, Number: number, Zh: d.spec.Zh, En: d.spec.En, Home: homeOfType(d.goType), States: d.spec.States, Scope: d.spec.Scope,
		Bucket: d.spec.Bucket, Kept: d.spec.Kept, Once: d.spec.Once, Twin: d.spec.Twin || d.main != nil, Prefix: d.spec.Prefix, Sees: d.sees, Guards: d.guards,
		decl: d, catalog: c,
	}
	s.buildIndexes()
	c.Schemas = append(c.Schemas, s)
	c.byOrder[d.order] = s
	c.byName[d.name] = s
	if c.byNumber[number] != nil {
		panic(fmt.Sprintf("kernel: number %d is used by two entities", number))
	}
	c.byNumber[number] = s
	if d.main == nil {
		c.byType[d.goType] = s
	}
}

func (c *Catalog) link() {
	for _, s := range c.Schemas {
		for _, ix := range s.Indexes {
			if target := s.Target(ix.Fields[0]); ix.Holds && target != nil {
				target.HeldBy = append(target.HeldBy, ix)
			}
		}
		if main := s.decl.main; main != nil {
			s.Main = c.byOrder[main.order]
			s.Main.Parts = append(s.Main.Parts, s)
		}
	}
}

func (c *Catalog) addCommand(spec *CommandSpec, keep func(*Field) bool) {
	mine := spec.in(c.Lock, keep)
	if spec.Since > c.Release {
		return
	}
	if mine.rises != nil {
		mine.Version = mine.rises()
	}
	if c.commands[spec.Name] != nil {
		panic("kernel: command " + spec.Name + " is declared twice")
	}
	c.Commands = append(c.Commands, mine)
	c.commands[spec.Name] = mine
	if spec.Schema == nil {
		c.byArgs[spec.goType] = mine
	}
}

// Schema finds an entity by name; nil when the release has none.
func (c *Catalog) Schema(name string) *Schema { return c.byName[name] }

// SchemaByNumber finds an entity by its locked number; nil for one of a newer
// release.
func (c *Catalog) SchemaByNumber(n uint32) *Schema { return c.byNumber[n] }

// TargetOf is the entity that a reference points to; nil when the field is none, or
// the release has no such entity.
func (c *Catalog) TargetOf(f *Field) *Schema { return c.byType[f.ref] }

// Command finds a command by name; nil when the release has none.
func (c *Catalog) Command(name string) *CommandSpec { return c.commands[name] }

// CommandFor finds the declaration of a command by the Go type of its arguments.
func (c *Catalog) CommandFor(args Command) *CommandSpec {
	t := reflect.TypeOf(args)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return c.byArgs[t]
}

// In is the entity as the catalogue knows it.
func (e *Entity[T]) In(c *Catalog) *Schema { return c.byOrder[e.decl.order] }
