package kernel

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"sort"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"heyi/shared/tools/text"
)

// Own is embedded by the arguments of a command that makes a document of T or goes on
// with one it names, so that the command fills the fields which the company has defined
// for T. That is all there is to say: the kernel checks them and writes them into the
// document behind the command's own code, forms ask for them, the API and imports take
// them.
//
// The command rises by a version. What a program of before has given says nothing of
// such fields, and nothing is asked of it.
type Own[T any] struct {
	Custom OwnOf[T] `zh:"自定义字段" en:"The company's own fields"`
}

// OwnOf is [Custom] as an argument: only what it names is written, an empty text takes
// the field out.
type OwnOf[T any] []byte

func (OwnOf[T]) owner() reflect.Type { return reflect.TypeFor[T]() }

type owned interface{ owner() reflect.Type }

// Owns is the entity whose own fields the command fills; nil for none.
func (c *CommandSpec) Owns(of *Catalog) *Schema {
	if f := c.ownField(); f != nil {
		return of.byType[f.owner]
	}
	return nil
}

func (c *CommandSpec) ownField() *Field {
	i := slices.IndexFunc(c.Fields, func(f *Field) bool { return f.owner != nil })
	if i < 0 {
		return nil
	}
	return c.Fields[i]
}

// beforeOwn keeps the command as it was without the fields of the company's own.
func (c *CommandSpec) beforeOwn() {
	if c.ownField() == nil {
		return
	}
	was := *c
	was.Plan = c.Plan.subset(c.Name, func(f *Field) bool { return f.owner == nil })
	was.former = nil
	c.former = append(slices.Clone(c.former), &was)
	c.Version++
}

// act is the command's own code, and what the company has defined besides.
func (tx *Tx) act(spec *CommandSpec, args Command) error {
	if err := args.Predict(tx); err != nil {
		return err
	}
	f := spec.ownField()
	if f == nil {
		return nil
	}
	s := tx.Catalog.byType[f.owner]
	row, err := tx.ownRow(spec, s, args)
	if row == nil || err != nil {
		return err
	}
	own := row.Base().Custom
	for _, v := range Custom(f.get(pointerTo(args)).Str).Values() {
		content, err := s.ownText(tx, spec, v)
		if err != nil {
			return err
		}
		own = own.With(v.Field, content)
	}
	if !bytes.Equal(own, row.Base().Custom) {
		tx.SetField(row, s.Field("custom"), Value{Kind: KindCustom, Str: string(own)})
	}
	if spec.Fact || spec.sketch {
		return nil
	}
	return s.customComplete(tx, row)
}

// Sketch marks a command that keeps what is not finished: nobody is asked yet for what
// the company requires. Who finishes it calls [Entity.Complete].
func Sketch() CommandOption { return func(c *CommandSpec) { c.sketch = true } }

// Complete refuses a document that lacks what its company requires of it.
func (e *Entity[T]) Complete(tx *Tx, row *T) error {
	return e.In(tx.Catalog).customComplete(tx, any(row).(Row))
}

// ownRow is the document that the command has made, or the one that it names; nil
// where there is none.
func (tx *Tx) ownRow(spec *CommandSpec, s *Schema, args Command) (Row, error) {
	for _, h := range tx.touched {
		if h.schema == s && h.before == nil && h.made {
			return h.row, nil
		}
	}
	for _, f := range spec.Fields {
		if f.Kind != KindID || f.ref != s.decl.goType {
			continue
		}
		row, p := tx.get(s, f.get(pointerTo(args)).ID())
		if p == Unknown {
			return nil, ErrNeedsServer
		}
		return row, nil
	}
	return nil, nil
}

// ownText is what is written of one field. What has happened is not refused because
// the company has meanwhile come to ask for more, or for something else.
func (s *Schema) ownText(tx *Tx, spec *CommandSpec, v CustomValue) (string, error) {
	name := CustomPrefix + v.Field.String()
	if err := (&Field{Name: name, Kind: KindText, Max: ownMost}).check(Of(v.Text)); err != nil {
		return "", err
	}
	written, err := s.customEditable(tx, name, v.Text)
	if r, refused := AsRefusal(err); refused && spec.Fact {
		switch r.Code {
		case NoField.Name, NotThere.Name: // it has been taken away, or its author cannot know it
			return "", nil
		case Missing.Name, BadChoice.Name, OutOfBounds.Name:
			return text.Line.Normal(v.Text), nil
		}
	}
	return written, err
}

// ownMost is the longest text of one field, as of [FieldValue].
const ownMost = 4000

// Fill makes the content of [Own] out of texts by [CustomPrefix] and id; others are
// left out. An empty text stands for a field that becomes empty.
func Fill(texts map[string]string) Custom {
	var values []CustomValue
	for name, content := range texts {
		if id, err := ParseID(strings.TrimPrefix(name, CustomPrefix)); err == nil && strings.HasPrefix(name, CustomPrefix) {
			values = append(values, CustomValue{id, content})
		}
	}
	return pack(values)
}

// pack writes pairs as they are, sorted by field.
func pack(values []CustomValue) Custom {
	sort.Slice(values, func(i, j int) bool { return bytes.Compare(values[i].Field[:], values[j].Field[:]) < 0 })
	var b []byte
	for _, v := range values {
		b = append(b, v.Field[:]...)
		b = protowire.AppendString(b, v.Text)
	}
	return b
}

// customOfJSON reads what appendCustom writes.
func (f *Field) customOfJSON(data json.RawMessage) (Value, error) {
	var texts map[string]any
	if err := json.Unmarshal(data, &texts); err != nil {
		return Value{}, f.Unreadable(string(data), err)
	}
	var values []CustomValue
	for name, content := range texts {
		id, err := ParseID(strings.TrimPrefix(name, CustomPrefix))
		if err != nil {
			return Value{}, NoField.With(Text("field", shortened(name)))
		}
		written, is := content.(string)
		if !is {
			return Value{}, f.Unreadable(string(data), nil)
		}
		values = append(values, CustomValue{id, written})
	}
	return Value{Kind: KindCustom, Str: string(pack(values))}, nil
}
