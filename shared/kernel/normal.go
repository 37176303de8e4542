package kernel

import (
	"fmt"
	"reflect"
	"unsafe"

	"heyi/shared/text"
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
