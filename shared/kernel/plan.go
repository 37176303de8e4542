package kernel

import (
	"fmt"
	"reflect"
	"unsafe"
)

// Plan is the cached layout of a Go struct: which fields, of which kind, at
// which offset. Reading a row through its plan costs what hand-written code
// costs.
type Plan struct {
	Name   string // the entity or command; nested structs are "command/field"
	Fields []*Field

	goType   reflect.Type
	byNumber []*Field // index = number; nil where no field has it
	byOffset map[uintptr]*Field
	byName   map[string]*Field
	days     bool    // a field, or one of a nested struct, is a day to check
	unknown  uintptr // offset of Record.unknown, 0 if the struct is no row
}

// planOf lays out a struct type. Embedded structs are flattened, so a document
// reads as one list of fields.
func planOf(name string, t reflect.Type) *Plan {
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("kernel: %s: %s is not a struct", name, t))
	}
	p := &Plan{Name: name, goType: t}
	p.collect(t, 0)
	p.reindex()
	return p
}

func (p *Plan) collect(t reflect.Type, base uintptr) {
	for i := range t.NumField() {
		sf := t.Field(i)
		switch {
		case sf.Anonymous:
			p.collect(sf.Type, base+sf.Offset)
		case sf.Type == reflect.TypeFor[unknownFields]():
			p.unknown = base + sf.Offset
		case sf.IsExported():
			p.Fields = append(p.Fields, newField(p.Name, sf, base+sf.Offset))
		}
	}
}

// reindex numbers fields by position until a lock file says otherwise.
func (p *Plan) reindex() {
	p.byOffset = make(map[uintptr]*Field, len(p.Fields))
	p.byName = make(map[string]*Field, len(p.Fields))
	var highest uint32
	for _, f := range p.Fields {
		highest = max(highest, f.Number)
	}
	for i, f := range p.Fields {
		f.pos = i
		p.days = p.days || f.Day != 0 || f.elem != nil && f.elem.days
		if f.Number == 0 {
			highest++
			f.Number = highest
		}
		p.byOffset[f.offset] = f
		if p.byName[f.Name] != nil {
			panic(fmt.Sprintf("kernel: %s has two fields named %s", p.Name, f.Name))
		}
		p.byName[f.Name] = f
	}
	p.byNumber = make([]*Field, highest+1)
	for _, f := range p.Fields {
		p.byNumber[f.Number] = f
	}
}

// subset is the plan of the same struct with only some of its fields.
func (p *Plan) subset(name string, keep func(*Field) bool) *Plan {
	q := &Plan{Name: name, goType: p.goType, unknown: p.unknown}
	for _, f := range p.Fields {
		if keep(f) {
			c := *f
			if c.elem != nil {
				c.elem = c.elem.subset(c.elem.Name, keep)
			}
			q.Fields = append(q.Fields, &c)
		}
	}
	q.reindex()
	return q
}

// Field finds a field by its name; it is nil when there is none.
func (p *Plan) Field(name string) *Field { return p.byName[name] }

// fieldAt finds the field that a pointer into a struct points to.
func (p *Plan) fieldAt(base unsafe.Pointer, field unsafe.Pointer) *Field {
	offset := uintptr(field) - uintptr(base)
	f := p.byOffset[offset]
	if f == nil {
		panic(fmt.Sprintf("kernel: the pointer is not a field of this %s", p.Name))
	}
	return f
}
