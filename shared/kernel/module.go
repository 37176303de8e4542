package kernel

import (
	"path"
	"reflect"
	"runtime"
	"slices"
	"strings"
)

// Home is the package of a declaration: modules are packages, so nothing that a module
// declares has to say whose it is.
type Home struct {
	Module string // the package's last name: "sales"
	Layer  string // the folder that it stands in: "documents"
}

func homeOf(pkg string) Home {
	return Home{Module: path.Base(pkg), Layer: path.Base(path.Dir(pkg))}
}

func homeOfType(t reflect.Type) Home { return homeOf(t.PkgPath()) }

// DeclaredIn is the package of the code that calls, skip calls above the caller of
// DeclaredIn, for declarations that have no type of their own.
func DeclaredIn(skip int) Home {
	pcs := make([]uintptr, 1)
	if runtime.Callers(skip+3, pcs) == 0 {
		return Home{}
	}
	frame, _ := runtime.CallersFrames(pcs).Next()
	name := frame.Function // heyi/shared/modules/documents/sales.init.func1
	slash := strings.LastIndexByte(name, '/') + 1
	pkg, _, _ := strings.Cut(name[slash:], ".")
	return homeOf(name[:slash] + pkg)
}

// Off are modules that a company has switched off, as it calls them.
type Off struct {
	catalog *Catalog
	modules []Option
}

// SwitchedOff are the modules as those that a company has switched off; nil for none.
func (c *Catalog) SwitchedOff(modules []Option) *Off {
	if len(modules) == 0 {
		return nil
	}
	return &Off{c, modules}
}

// Lacks tells whether the author's company has switched a module off.
func (a *Author) Lacks(module string) bool {
	return a.Off != nil && slices.ContainsFunc(a.Off.modules, func(o Option) bool { return o.Code == module })
}

// lacksCommand tells whether a command is of a module that is off.
func (a *Author) lacksCommand(name string) bool {
	if a.Off == nil {
		return false
	}
	spec := a.Off.catalog.Command(name)
	return spec != nil && a.Lacks(spec.Module)
}

// SameModules tells whether two authors' companies have switched off the same modules.
func (a *Author) SameModules(b *Author) bool {
	if a.Off == nil || b.Off == nil {
		return a.Off == b.Off
	}
	return slices.Equal(a.Off.modules, b.Off.modules)
}

// ModuleOff is the refusal of a command of such a module.
var ModuleOff = Refuse("module.off", "公司已停用「{module}」，不能办理「{command}」；需要时请管理员在「设置 → 模块」里启用",
	"The company has switched off {module}, so {command} cannot be given. An administrator can switch it on under Settings → Modules")

// Gives refuses a command of a module that the author's company has switched off. The
// system gives every command: what it has begun, and steps of releases, go on.
func (a *Author) Gives(spec *CommandSpec) error {
	if a.Off == nil || a.System {
		return nil
	}
	i := slices.IndexFunc(a.Off.modules, func(o Option) bool { return o.Code == spec.Module })
	if i < 0 {
		return nil
	}
	return ModuleOff.With(Words("module", a.Off.modules[i].Zh, a.Off.modules[i].En), Words("command", spec.Zh, spec.En))
}

// given checks at the judgement, and whenever a device predicts again, what [Author.Gives]
// checks where a command is given. What is only asked for is refused. A fact was given by
// somebody who did not know of it yet, or before: goods have moved and money was taken,
// so it is judged as if the module were on.
func (tx *Tx) given(spec *CommandSpec) error {
	err := tx.Author.Gives(spec)
	if err == nil {
		return nil
	}
	if !spec.Fact {
		return err
	}
	author := *tx.Author
	author.Off = nil
	tx.Author = &author
	return nil
}

// Open lists the states in which a row of the entity waits for something, in the order
// of life: those that its bucket names, else those that some command takes it out of.
func (s *Schema) Open() []State {
	leaves := map[State]bool{}
	for _, spec := range s.catalog.Commands {
		if m := spec.Moves; m != nil && m.Entity == s.Name && len(m.To) > 0 {
			for _, from := range m.From {
				leaves[from] = true
			}
		}
	}
	if s.Bucket.states != nil {
		leaves = s.Bucket.states
	}
	var open []State
	for _, o := range s.States {
		if leaves[State(o.Code)] {
			open = append(open, State(o.Code))
		}
	}
	return open
}

// Unfinished counts the rows of an entity that are in one of its open states; on a device
// those that it holds.
func (tx *Tx) Unfinished(s *Schema) (n int) {
	field := s.StateField()
	if field == nil {
		return 0
	}
	i := slices.IndexFunc(s.Indexes, func(ix *Index) bool { return ix.KeyLen == 1 && ix.Fields[0] == field })
	for _, state := range s.Open() {
		rows, _ := tx.rangeOf(s.Indexes[i], []Value{Of(state)})
		n += len(rows)
	}
	return n
}

// indexStates gives an entity with states an index by them, unless it has one: what is
// unfinished is asked for.
func (s *Schema) indexStates() {
	field := s.StateField()
	if field == nil || slices.ContainsFunc(s.Indexes, func(ix *Index) bool { return ix.KeyLen == 1 && ix.Fields[0] == field }) {
		return
	}
	s.addIndex(&indexDecl{name: s.Name + "_" + field.Name, offsets: []uintptr{field.offset}, keyLen: 1})
}
