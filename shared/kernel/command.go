package kernel

import (
	"fmt"
	"reflect"
	"sort"
	"unsafe"
)

// Command is what a user's act is: arguments and deterministic code. Predict
// runs on the device at once and on the server later, both through the author's
// scope, and writes through the transaction only.
type Command interface {
	Predict(tx *Tx) error
}

// Checker is a command with guards that must see everything to be final. Check
// reads only. On a device it sees the replica, and what it does not know it lets
// pass; on the server it sees all.
type Checker interface {
	Check(tx *Tx) error
}

// Settler is a command with consequences that only the server can know: cost,
// ledger, gapless numbers. Settle sees all and may write settled fields.
type Settler interface {
	Settle(tx *Tx) error
}

// CommandSpec is a declared command.
type CommandSpec struct {
	*Plan
	Zh, En  string
	Home         // whose it is
	Fact    bool // refused only for form or authority; a misfit goes to suspense
	Version int  // raised when the meaning of the arguments changes
	Since   int
	Open    bool // needs no permission beyond being signed in
	System  bool // only the clock and jobs of the server may send it
	Along   bool // given by the program along with something else: no form asks for it
	Moves   *Transition
	Could   func(*Tx, ID) error // see [If]; nil where right and state say it all

	Stands func(*Tx, ID) *Refusal // see [Telling]; nil where the arguments say it
	Asks   [2]string              // see [Asking]: zh and en; empty for most

	Decides bool     // see [Deciding]
	Usual   []Saying // see [Usually]

	Schema *Schema // of <entity>.add, edit and remove
	sketch bool    // see [Sketch]
	make   func(*CommandSpec) Command
	rises  func() int

	former  []*CommandSpec  // see [Formerly], from version 1
	options []CommandOption // of a former version
}

// Transition is a change of state as data: the state check, the button's
// visibility, the diagram and the conformance test all come from it.
type Transition struct {
	Entity string
	From   []State
	To     []State // none: the document stays in its state

	goType reflect.Type
	ref    *Field // the command's field that refers to the document
}

// CommandOption changes a declaration.
type CommandOption func(*CommandSpec)

var commandDecls []*CommandSpec

// Intent declares a command that may be rejected: a promise, a price, an edit.
func Intent[C any](name, zh, en string, options ...CommandOption) *CommandSpec {
	return register[C](name, zh, en, false, options)
}

// Fact declares a command that reports what has happened: goods moved, money
// taken. It is refused only for form or authority.
func Fact[C any](name, zh, en string, options ...CommandOption) *CommandSpec {
	return register[C](name, zh, en, true, options)
}

func register[C any](name, zh, en string, fact bool, options []CommandOption) *CommandSpec {
	c := describe[C](name, zh, en, fact)
	for _, o := range options {
		o(c)
	}
	if c.Moves != nil {
		c.Moves.ref = c.refTo(c.Moves.goType)
	}
	c.settleFormer()
	c.beforeOwn()
	if c.Could != nil && c.About() == nil {
		panic("kernel: " + name + " has a rule about a row and names none")
	}
	commandDecls = append(commandDecls, c)
	return c
}

// describe is what follows from the type of the arguments alone. It belongs to nobody
// yet: catalogues are built while others are read.
func describe[C any](name, zh, en string, fact bool) *CommandSpec {
	if _, ok := any(new(C)).(Command); !ok {
		panic("kernel: " + name + " has no Predict")
	}
	if zh == "" || en == "" {
		panic("kernel: " + name + " needs both labels")
	}
	return &CommandSpec{
		Plan: planOf(name, reflect.TypeFor[C]()), Zh: zh, En: en, Home: homeOfType(reflect.TypeFor[C]()), Fact: fact, Version: 1, Since: 1,
		make: func(*CommandSpec) Command { return any(new(C)).(Command) },
	}
}

func (c *CommandSpec) refTo(target reflect.Type) *Field {
	for _, f := range c.Fields {
		if f.Kind == KindID && f.ref == target {
			return f
		}
	}
	panic(fmt.Sprintf("kernel: %s moves a %s but refers to none", c.Name, target))
}

// About is the argument that names the row the command is about: the document that it
// moves, else the first reference that it cannot do without; nil for none.
func (c *CommandSpec) About() *Field {
	if c.Moves != nil {
		return c.Moves.ref
	}
	for _, f := range c.Fields {
		if f.Kind == KindID && f.ref != nil && f.Required {
			return f
		}
	}
	return nil
}

// Moves declares that the command takes a document of the entity from one of
// the states to one of the others. With a single target the kernel writes it;
// with several Predict must.
func Moves[T any](e *Entity[T], from, to []State) CommandOption {
	return func(c *CommandSpec) {
		c.Moves = &Transition{Entity: e.decl.name, From: from, To: to, goType: e.decl.goType}
	}
}

// During declares that the command is about a document in one of the states, which it
// leaves where it is.
func During[T any](e *Entity[T], states ...State) CommandOption { return Moves(e, states, nil) }

// If refuses an author who cannot give the command about a row, besides his right and
// the row's state: an approval, say, names who decides. One rule both judges the command,
// before Predict, and spares people an offer that would be refused.
func If(could func(tx *Tx, row ID) error) CommandOption {
	return func(c *CommandSpec) { c.Could = could }
}

// could applies the rule of [If] to the row that the arguments name.
func (c *CommandSpec) could(tx *Tx, args Command) error {
	if c.Could == nil {
		return nil
	}
	return c.Could(tx, c.Subject(args))
}

// Subject is the row that the arguments say the command is about; zero where it is about
// none.
func (c *CommandSpec) Subject(args Command) ID {
	about := c.About()
	if about == nil {
		return ID{}
	}
	return *(*ID)(about.at(pointerTo(args)))
}

// From and To read well in declarations: Moves(Orders, From(Draft), To(Held, Approved)).
func From(states ...State) []State { return states }
func To(states ...State) []State   { return states }

// ForAll marks a command that every signed-in member may send.
func ForAll() CommandOption { return func(c *CommandSpec) { c.Open = true } }

// Telling says how things stand, for who is about to give a command: of the row that it is
// about, zero while that is to be chosen. It may answer nil, but a command that asks for
// nothing has something to say: a page cannot be empty.
func Telling(stands func(tx *Tx, about ID) *Refusal) CommandOption {
	return func(c *CommandSpec) { c.Stands = stands }
}

// Asking says what an act brings that nobody can take back; a page asks with it first.
func Asking(zh, en string) CommandOption {
	return func(c *CommandSpec) { c.Asks = [2]string{zh, en} }
}

// AlongWith marks a command that the program gives along with what the user does, such
// as the record of an export.
func AlongWith() CommandOption { return func(c *CommandSpec) { c.Along = true } }

// OfSystem marks a command of the clock and of jobs.
func OfSystem() CommandOption { return func(c *CommandSpec) { c.System = true } }

// SinceRelease marks a command of a later release of the catalogue.
func SinceRelease(n int) CommandOption { return func(c *CommandSpec) { c.Since = n } }

// Rising gives the command a version that is only known when all modules are
// linked.
func Rising(version func() int) CommandOption {
	return func(c *CommandSpec) { c.rises = version }
}

// Needs is the permission that the command asks for: its own name, but who may
// remove a row may also retire it and bring it back.
func (c *CommandSpec) Needs() string {
	if c.Schema != nil {
		for _, verb := range []string{".retire", ".restore"} {
			if c.Name == c.Schema.Name+verb {
				return c.Schema.Name + ".remove"
			}
		}
	}
	return c.Name
}

// New makes the command with zero arguments.
func (c *CommandSpec) New() Command { return c.make(c) }

// Encode turns arguments, a pointer to the command's struct, into bytes.
func (c *CommandSpec) Encode(args Command) []byte {
	return c.Plan.append(nil, pointerTo(args))
}

// Decode reads arguments.
func (c *CommandSpec) Decode(data []byte) (Command, error) {
	args := c.New()
	if err := c.Plan.decode(data, pointerTo(args)); err != nil {
		return nil, err
	}
	return args, nil
}

// pointerTo is the address of the struct a command points to, or of a copy of a
// command passed by value.
func pointerTo(args Command) unsafe.Pointer {
	v := reflect.ValueOf(args)
	if v.Kind() == reflect.Pointer {
		return v.UnsafePointer()
	}
	c := reflect.New(v.Type())
	c.Elem().Set(v)
	return c.UnsafePointer()
}

// Check refuses arguments that no command should ever see.
func (p *Plan) check(base unsafe.Pointer) error {
	for _, f := range p.Fields {
		switch f.Kind {
		case KindList:
			if err := f.checkList(base); err != nil {
				return err
			}
		case KindStruct:
			if err := f.elem.check(f.at(base)); err != nil {
				return within(f.Name, err)
			}
		default:
			v := f.get(base)
			if f.Required && v.IsZero() {
				return Missing.With(Label("field", f))
			}
			if err := f.check(v); err != nil {
				return err
			}
			if f.Kind == KindChoice && !v.IsZero() && f.Choices != "" && !isOption(choiceSets[f.Choices], v.Str) {
				return BadChoice.With(Label("field", f), Text("value", v.Str))
			}
		}
	}
	return nil
}

func isOption(options []Option, code string) bool {
	for _, o := range options {
		if o.Code == code {
			return true
		}
	}
	return false
}

func (f *Field) checkList(base unsafe.Pointer) error {
	list := reflect.NewAt(f.goType, f.at(base)).Elem()
	if f.Required && list.Len() == 0 {
		return Missing.With(Label("field", f))
	}
	if limit := max(f.Max, defaultTextMax); list.Len() > limit {
		return TooMany.With(Label("field", f), Int("max", int64(limit)))
	}
	for i := range list.Len() {
		item := list.Index(i).Addr().UnsafePointer()
		if f.elem != nil {
			if err := f.elem.check(item); err != nil {
				return within(f.place(i), err)
			}
			continue
		}
		one := f.itemField(i)
		if err := one.check(one.get(item)); err != nil {
			return err
		}
	}
	return nil
}

func sortCommands(specs []*CommandSpec) {
	sort.Slice(specs, func(i, j int) bool { return specs[i].Name < specs[j].Name })
}
