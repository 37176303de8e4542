package kernel

import (
	"fmt"
	"reflect"
	"sort"
)

// State is a document's stage; Choice is one of a declared set of words.
type (
	State  string
	Choice string
)

// Option is a state or a choice with its labels.
type Option struct {
	Code   string
	Zh, En string
	Tone   Tone // of a state, and of what a step of a process came to
}

// Tone says what a word means to its reader: screens map it to colours.
type Tone int

// The tones.
const (
	Plain   Tone = iota
	Quiet        // it is over, or has not begun
	Info         // it goes on
	Good         // it is as it should be
	Caution      // somebody has to act
	Alert        // it is wrong
)

// Spec is what the declaration of an entity says beside its fields.
type Spec struct {
	Zh, En string
	States []Option // the states of its State field, in the order of life
	Scope  Scope
	Bucket Bucket
	Kept   bool   // only events make and change its rows: no add, edit or remove
	Once   bool   // a row is written by one command and never changed: a correction is another row
	Twin   bool   // a row has the id of another entity's row, which its writer holds
	Prefix string // of document numbers: "XS" gives XS-A07-000123
	Since  int
}

// Entity is a declared entity with the Go type of its rows.
type Entity[T any] struct{ decl *declaration }

type declaration struct {
	name    string
	spec    Spec
	goType  reflect.Type
	plan    *Plan
	order   int
	sees    string // of a companion: the audience it was split off for
	main    *declaration
	parts   []*declaration // companions
	indexes []*indexDecl
	onSave  []func(*Tx, Row) error
	guards  []*Guard
	holding []func(*Tx, Row) (zh, en string) // what of a row forbids to remove it, beside the rows that hold it
	newRow  func() Row

	merges   bool // its rows can be merged, see [Merges]
	mergesAt uintptr
}

// The catalogue of declarations fills while packages initialise and is read only
// afterwards.
var (
	declarations []*declaration
	choiceSets   = map[string][]Option{}
)

// Define declares an entity. Fields with a `sees` tag are split off into one
// companion entity per audience, named entity__audience: same ids, rows of their
// own, so that every row is visible whole or not at all. Who sees the main row and
// holds the audience sees the companion.
func Define[T any](name string, spec Spec) *Entity[T] {
	if _, ok := any(new(T)).(Row); !ok {
		panic("kernel: " + name + " does not embed kernel.Record")
	}
	if spec.Zh == "" || spec.En == "" || len(spec.Scope) == 0 {
		panic("kernel: " + name + " needs both labels and a scope")
	}
	whole := planOf(name, reflect.TypeFor[T]())
	d := declare[T](name, spec, whole.subset(name, func(f *Field) bool { return f.Sees == "" && (f.Name != "retired" || !spec.Kept) }))
	for _, sees := range audiences(whole) {
		part := declare[T](name+"__"+sees, Spec{
			Zh: spec.Zh, En: spec.En, Scope: Scope{beside(sees, d.goType)}, Since: max(spec.Since, whole.since(sees)), Kept: spec.Kept, Once: spec.Once,
		}, whole.subset(name+"__"+sees, func(f *Field) bool {
			return f.Sees == sees || f.offset < reflect.TypeFor[Record]().Size() && f.Name != "retired"
		}))
		part.sees, part.main = sees, d
		d.parts = append(d.parts, part)
	}
	return &Entity[T]{d}
}

func declare[T any](name string, spec Spec, plan *Plan) *declaration {
	for _, d := range declarations {
		if d.name == name {
			panic("kernel: " + name + " is defined twice")
		}
	}
	spec.Since = max(spec.Since, 1)
	d := &declaration{
		name: name, spec: spec, goType: reflect.TypeFor[T](), plan: plan, order: len(declarations),
		newRow: func() Row { return any(new(T)).(Row) },
	}
	declarations = append(declarations, d)
	return d
}

// since is the release of the first field with an audience.
func (p *Plan) since(sees string) int {
	first := 0
	for _, f := range p.Fields {
		if f.Sees == sees && (first == 0 || f.Since < first) {
			first = f.Since
		}
	}
	return first
}

func audiences(p *Plan) []string {
	seen := map[string]bool{}
	for _, f := range p.Fields {
		if f.Sees != "" {
			seen[f.Sees] = true
		}
	}
	all := make([]string, 0, len(seen))
	for s := range seen {
		all = append(all, s)
	}
	sort.Strings(all)
	return all
}

// Guarded is the companion that holds the fields with the given audience. Its
// rows have the Go type of the entity; only those fields and the id are filled.
func (e *Entity[T]) Guarded(sees string) *Entity[T] {
	for _, part := range e.decl.parts {
		if part.sees == sees {
			return &Entity[T]{part}
		}
	}
	panic("kernel: " + e.decl.name + " has no fields for " + sees)
}

// Name is the entity's name: its table, its path in the API.
func (e *Entity[T]) Name() string { return e.decl.name }

// OnSave adds a check that <entity>.add and <entity>.edit run on the row they
// are about to write. It may normalise fields with Set.
func (e *Entity[T]) OnSave(check func(*Tx, *T) error) {
	e.decl.onSave = append(e.decl.onSave, func(tx *Tx, row Row) error { return check(tx, any(row).(*T)) })
}

// Choices declares the words a Choice field may hold.
func Choices(name string, options ...Option) []Option {
	if choiceSets[name] != nil {
		panic("kernel: choices " + name + " are declared twice")
	}
	choiceSets[name] = options
	return options
}

// ChoicesOf lists the options of a Choice or State field.
func (s *Schema) ChoicesOf(f *Field) []Option {
	switch f.Kind {
	case KindState:
		return s.States
	case KindChoice:
		return choiceSets[f.Choices]
	}
	return nil
}

// Schema is an entity as one release of the catalogue knows it.
type Schema struct {
	*Plan
	Number  uint32
	Zh, En  string
	Home    // whose it is
	States  []Option
	Scope   Scope
	Bucket  Bucket
	Kept    bool
	Once    bool
	Twin    bool
	Prefix  string
	Sees    string  // of a companion: its audience
	Main    *Schema // of a companion: the entity it was split off from
	Parts   []*Schema
	Indexes []*Index
	Guards  []*Guard
	HeldBy  []*Index // indexes whose rows hold those of the schema, see [Many.Holds]

	decl    *declaration
	catalog *Catalog
}

// New makes an empty row of the schema.
func (s *Schema) New() Row {
	row := s.decl.newRow()
	row.Base().schema = s
	return row
}

// Adopt marks a row made by hand as belonging to the schema, for stores and
// files that fill its fields.
func (s *Schema) Adopt(row Row) { row.Base().schema = s }

// Decode reads a row's record and keeps no part of data.
func (s *Schema) Decode(data []byte) (Row, error) {
	row := s.New()
	if err := s.Plan.decode(data, addressOf(row)); err != nil {
		return nil, err
	}
	return row, nil
}

// clone copies a row so that a transaction can change its own.
func (s *Schema) clone(row Row) Row {
	c := s.decl.newRow()
	reflectCopy(c, row)
	return c
}

func reflectCopy(dst, src Row) {
	reflect.ValueOf(dst).Elem().Set(reflect.ValueOf(src).Elem())
}

// StateField is the entity's State field, nil when it has none.
func (s *Schema) StateField() *Field {
	for _, f := range s.Fields {
		if f.Kind == KindState {
			return f
		}
	}
	return nil
}

// TitleOf is what a person calls the row: its title fields, else its id.
func TitleOf(row Row) string {
	title := ""
	for _, f := range row.Base().schema.Fields {
		if v := f.Get(row); f.Title && !v.IsZero() {
			if title != "" {
				title += " "
			}
			title += v.String()
		}
	}
	return orElse(title, row.Base().ID.String())
}

// Target is the schema a reference field points to; nil when another field
// names the entity.
func (s *Schema) Target(f *Field) *Schema { return s.catalog.byType[f.ref] }

// Catalog is the release the schema belongs to.
func (s *Schema) Catalog() *Catalog { return s.catalog }

func (s *Schema) String() string { return fmt.Sprintf("%s (%d)", s.Name, s.Number) }
