package kernel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"unsafe"
)

// JSON is how the HTTP API shows rows and takes arguments: keys are field names,
// figures and dates are exact strings, ids are UUIDs, flags are booleans, counts
// are numbers. Fields a release does not know are refused, so that a typing
// error is not silently dropped.

// AppendJSON writes a row as a JSON object onto dst.
func AppendJSON(dst []byte, row Row) []byte {
	return row.Base().schema.Plan.appendJSON(dst, addressOf(row))
}

// EncodeJSON writes a command's arguments.
func (c *CommandSpec) EncodeJSON(args Command) []byte { return c.Plan.appendJSON(nil, pointerTo(args)) }

// DecodeJSON reads a command's arguments. The error is a Refusal that names the
// field.
func (c *CommandSpec) DecodeJSON(data []byte) (Command, error) {
	args := c.New()
	if err := c.Plan.decodeJSON(data, pointerTo(args)); err != nil {
		return nil, err
	}
	return args, nil
}

func (p *Plan) appendJSON(dst []byte, base unsafe.Pointer) []byte {
	dst = append(dst, '{')
	for i, f := range p.Fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = append(dst, f.Name...)
		dst = append(dst, '"', ':')
		dst = f.appendJSON(dst, base)
	}
	return append(dst, '}')
}

func (f *Field) appendJSON(dst []byte, base unsafe.Pointer) []byte {
	switch f.Kind {
	case KindStruct:
		return f.elem.appendJSON(dst, f.at(base))
	case KindList:
		list := reflect.NewAt(f.goType, f.at(base)).Elem()
		dst = append(dst, '[')
		for i := range list.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = f.appendItem(dst, list.Index(i).Addr().UnsafePointer())
		}
		return append(dst, ']')
	case KindCustom:
		return appendCustom(dst, *(*Custom)(f.at(base)))
	}
	return AppendValueJSON(dst, f.get(base))
}

func (f *Field) appendItem(dst []byte, item unsafe.Pointer) []byte {
	if f.elem != nil {
		return f.elem.appendJSON(dst, item)
	}
	one := Field{Kind: f.item}
	return AppendValueJSON(dst, one.get(item))
}

func appendCustom(dst []byte, c Custom) []byte {
	dst = append(dst, '{')
	for i, v := range c.Values() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, v.Field.String())
		dst = append(dst, ':')
		dst = appendString(dst, v.Text)
	}
	return append(dst, '}')
}

// AppendValueJSON writes one value: counts and flags bare, all else as a string.
func AppendValueJSON(dst []byte, v Value) []byte {
	switch v.Kind {
	case KindBool, KindInt:
		return append(dst, v.String()...)
	case KindBytes:
		encoded, _ := json.Marshal([]byte(v.Str))
		return append(dst, encoded...)
	}
	return appendString(dst, v.String())
}

func appendString(dst []byte, s string) []byte {
	encoded, _ := json.Marshal(s)
	return append(dst, encoded...)
}

func (p *Plan) decodeJSON(data []byte, base unsafe.Pointer) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil {
		return BadArguments.With(Text("command", p.Name))
	}
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		f := p.byName[name]
		if f == nil {
			return NoField.With(Text("field", shortened(name)))
		}
		if err := f.decodeJSON(object[name], f.at(base)); err != nil {
			return err
		}
	}
	return nil
}

func (f *Field) decodeJSON(data json.RawMessage, p unsafe.Pointer) error {
	switch f.Kind {
	case KindStruct:
		if !isObject(data) {
			return f.Unreadable(string(data), nil)
		}
		return within(f.Name, f.elem.decodeJSON(data, p))
	case KindList:
		return f.decodeListJSON(data, p)
	case KindCustom:
		v, err := f.customOfJSON(data)
		if err == nil {
			(&Field{Kind: f.Kind}).set(p, v)
		}
		return err
	case KindBytes:
		if err := json.Unmarshal(data, (*[]byte)(p)); err != nil {
			return f.Unreadable(string(data), err)
		}
		return nil
	}
	text, err := textOf(data)
	if err != nil {
		return f.Unreadable(string(data), err)
	}
	if text == "" && f.Kind != KindText {
		return nil
	}
	v, err := ParseValue(f.Kind, text)
	if err != nil {
		return f.Unreadable(text, err)
	}
	(&Field{Kind: f.Kind}).set(p, v)
	return nil
}

func isObject(data json.RawMessage) bool {
	data = bytes.TrimSpace(data)
	return len(data) > 0 && data[0] == '{'
}

// textOf is a JSON scalar as text: a string's content, a number or flag as
// written, nothing for null.
func textOf(data json.RawMessage) (string, error) {
	data = bytes.TrimSpace(data)
	switch {
	case len(data) == 0 || bytes.Equal(data, []byte("null")):
		return "", nil
	case data[0] == '"':
		var s string
		err := json.Unmarshal(data, &s)
		return s, err
	case data[0] == '{' || data[0] == '[':
		return "", fmt.Errorf("kernel: %.20s is not a scalar", data)
	}
	return string(data), nil
}

func (f *Field) decodeListJSON(data json.RawMessage, p unsafe.Pointer) error {
	var items []json.RawMessage
	if err := json.Unmarshal(data, &items); err != nil || len(items) > maxList {
		return f.Unreadable(string(data), err)
	}
	list := reflect.NewAt(f.goType, p).Elem()
	list.Set(reflect.MakeSlice(f.goType, len(items), len(items)))
	for i, raw := range items {
		item := list.Index(i).Addr().UnsafePointer()
		var err error
		switch {
		case f.elem == nil:
			err = f.itemField(i).decodeJSON(raw, item)
		case !isObject(raw):
			err = (&Field{Name: f.place(i), Zh: f.Zh, En: f.En, Kind: KindStruct}).Unreadable(string(raw), nil)
		default:
			err = within(f.place(i), f.elem.decodeJSON(raw, item))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Item is the kind of a list's scalars and the plan of a list's or nested
// struct's fields, for code that describes commands: the API document, forms.
func (f *Field) Item() (Kind, *Plan) { return f.item, f.elem }
