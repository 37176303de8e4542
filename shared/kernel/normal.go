package kernel

import (
	"fmt"
	"reflect"
	"unsafe"

	"heyi/shared/tools/text"
)

// Texts get their normal form once, at the door: in the arguments of every
// command before anything looks at them, the same on a device and on the server.
// What is stored, digested, compared and looked up is the normal form.

// NormalPhone is the normal form of a phone number, or the text as it is where it
// is none. Whoever links the modules sets it while packages initialise.
var NormalPhone = func(s string) string { return s }

// readForm reads the form of a field's texts out of its tags.
func (f *Field) readForm(owner string, sf reflect.StructField) {
	name, ok := sf.Tag.Lookup("text")
	if !ok {
		return
	}
	if f.Form, ok = text.Named(name); !ok || f.Kind != KindText && f.item != KindText {
		panic(fmt.Sprintf("kernel: %s.%s: %q is no form for a %s", owner, f.Name, name, f.Kind))
	}
}

// Normal is a text as the field holds it; other kinds than text stay.
func (f *Field) Normal(s string) string {
	if f.Kind != KindText && f.item != KindText {
		return s
	}
	s = f.Form.Normal(s)
	if f.Form == text.Phone {
		return NormalPhone(s)
	}
	return s
}

// EachText visits the texts of a command's arguments, also those in lists.
func (p *Plan) EachText(visit func(path string, f *Field)) {
	for _, f := range p.Fields {
		switch {
		case f.Kind == KindText || f.item == KindText:
			visit(f.Name, f)
		case f.elem != nil:
			f.elem.EachText(func(path string, each *Field) { visit(f.Name+"."+path, each) })
		}
	}
}

// normalise brings the texts of a struct into their forms.
func (p *Plan) normalise(base unsafe.Pointer) {
	for _, f := range p.Fields {
		switch {
		case f.Kind == KindText:
			s := (*string)(f.at(base))
			*s = f.Normal(*s)
		case f.Kind == KindStruct:
			f.elem.normalise(f.at(base))
		case f.Kind == KindList && (f.elem != nil || f.item == KindText):
			f.normaliseList(base)
		}
	}
}

func (f *Field) normaliseList(base unsafe.Pointer) {
	list := reflect.NewAt(f.goType, f.at(base)).Elem()
	for i := range list.Len() {
		item := list.Index(i).Addr().UnsafePointer()
		if f.elem != nil {
			f.elem.normalise(item)
			continue
		}
		s := (*string)(item)
		*s = f.Normal(*s)
	}
}

// normalKey is a key as the rows of the index have it, so that a code is found
// however it was typed.
func (ix *Index) normalKey(key []Value) []Value {
	for i, v := range key {
		if v.Kind == KindText {
			key[i].Str = ix.Fields[i].Normal(v.Str)
		}
	}
	return key
}

// IsNormal tells whether the texts of a row that people write have their forms;
// rows of earlier releases may not.
func IsNormal(row Row) bool {
	for _, f := range row.Base().schema.Fields {
		if v := f.Get(row); f.Kind == KindText && !f.Derived && f.Normal(v.Str) != v.Str {
			return false
		}
	}
	return true
}

// NormaliseRow brings the texts of a row of an earlier release into their forms. A
// unique key whose form another row has stays as it is; those are returned with the
// rows that have it.
func (tx *Tx) NormaliseRow(row Row) (taken map[*Field]Row) {
	s := row.Base().schema
	for _, f := range s.Fields {
		v := f.Get(row)
		normal := Value{Kind: v.Kind, Str: v.Str}
		if f.Kind != KindText || f.Derived {
			continue
		}
		if normal.Str = f.Normal(v.Str); normal == v || f.Required && normal.IsZero() {
			continue
		}
		if other := tx.holderOf(s, f, normal, row.Base().ID); other != nil {
			if taken == nil {
				taken = map[*Field]Row{}
			}
			taken[f] = other
			continue
		}
		tx.SetField(row, f, normal)
	}
	return taken
}

// holderOf is the other row that has a content of a unique field, nil for none.
func (tx *Tx) holderOf(s *Schema, f *Field, v Value, self ID) Row {
	for _, ix := range s.Indexes {
		if !ix.Unique || ix.Fields[0] != f || v.IsZero() {
			continue
		}
		rows, _ := tx.rangeOf(ix, []Value{v})
		for _, r := range rows {
			if r.Base().ID != self {
				return r
			}
		}
	}
	return nil
}
