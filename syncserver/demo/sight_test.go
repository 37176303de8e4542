package demo_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"heyi/shared/kernel"
)

// outsider is a member of the demo company who may give every command, and sees
// what his own role sees.
type outsider struct {
	*company
	t      *testing.T
	name   string
	author *kernel.Author
	hidden map[*kernel.Schema][]kernel.ID
	shown  map[*kernel.Schema]kernel.ID
	n      int
}

// schemaOf finds an entity by the name of its Go type, as it stands in a Ref's name.
var schemaOf = func() map[string]*kernel.Schema {
	named := map[string]*kernel.Schema{}
	for _, s := range catalog.Schemas {
		if s.Main == nil {
			t := reflect.TypeOf(s.New()).Elem()
			named["Ref["+t.PkgPath()+"."+t.Name()+"]"] = s
		}
	}
	return named
}()

func (c *company) outsider(t *testing.T, name string) *outsider {
	t.Helper()
	m := c.Members[name]
	author, err := kernel.Identify(c.catalog, c, m.Device, m.User)
	if err != nil {
		t.Fatal(err)
	}
	author.Grants = []string{"*"}
	o := &outsider{company: c, t: t, name: name, author: author, hidden: map[*kernel.Schema][]kernel.ID{}, shown: map[*kernel.Schema]kernel.ID{}}
	for _, s := range c.catalog.Schemas {
		_ = c.Scan(s, func(row kernel.Row) error { // visit never errs
			switch id := row.Base().ID; {
			case author.Viewer.Sees(row, c.Get):
				o.shown[s] = id
			case len(o.hidden[s]) < 3:
				o.hidden[s] = append(o.hidden[s], id)
			}
			return nil
		})
		if list := o.hidden[s]; o.shown[s].IsZero() && len(list) > 0 {
			o.shown[s] = list[0] // he sees none: something must stand there
		}
	}
	return o
}

// judged is everything that the author learns of a command, in words.
func (o *outsider) judged(spec *kernel.CommandSpec, args kernel.Command) string {
	o.n++
	id := kernel.NewID(o.Now, [10]byte{0xee}) // the same each time: nothing is kept
	call := &kernel.Call{
		ID: id, Origin: o.Members[o.name].Device, Key: 1 << 30, Author: o.author.User, Name: spec.Name, Version: int64(spec.Version),
		Args: spec.Encode(args), At: o.Now, Judged: o.Now,
	}
	tx := kernel.NewTx(o.catalog, o, o.author.Viewer, call, o.author)
	_, err := tx.Judge()
	var r *kernel.Refusal
	if errors.As(err, &r) {
		said := r.Code + " " + r.Sentence("zh", nil) + " " + r.Sentence("en", nil)
		for _, d := range r.Details {
			said += " / " + d.Sentence("zh", nil)
		}
		return said
	}
	said := fmt.Sprint("accepted ", err)
	for _, w := range tx.Writes() { // what becomes of it
		said += " " + w.Schema.Name
	}
	return said
}

// alike gives a command about a hidden row and about one that never was.
func (o *outsider) alike(spec *kernel.CommandSpec, what string, target *kernel.Schema, loose bool, with func(id kernel.ID) kernel.Command) {
	o.t.Helper()
	invented := kernel.NewID(o.Now, [10]byte{0xab, 0xcd})
	for _, id := range o.hidden[target] {
		hidden, nothing := o.judged(spec, with(id)), o.judged(spec, with(invented))
		if hidden != nothing {
			o.t.Errorf("%s, %s of %s: a hidden %s answers\n%s\na row that never was\n%s", o.name, what, spec.Name, target.Name, hidden, nothing)
		}
		if !loose && !strings.HasPrefix(hidden, kernel.NotThere.Name) {
			o.t.Errorf("%s, %s of %s: a hidden %s answers %s", o.name, what, spec.Name, target.Name, hidden)
		}
	}
}

// fill makes arguments that pass every check of their form. at visits each reference.
func (o *outsider) fill(v reflect.Value, tag reflect.StructTag, path string, at func(path string, target *kernel.Schema, tag reflect.StructTag, v reflect.Value)) {
	t := v.Type()
	if s := schemaOf[t.Name()]; s != nil {
		v.Set(reflect.ValueOf(o.shown[s]).Convert(t))
		at(path, s, tag, v)
		return
	}
	switch {
	case t == reflect.TypeFor[kernel.ID]():
	case t == reflect.TypeFor[kernel.Choice]():
		options := catalog.Schemas[0].ChoicesOf(&kernel.Field{Kind: kernel.KindChoice, Choices: tag.Get("of")})
		v.SetString(options[0].Code)
	case t == reflect.TypeFor[kernel.Date]():
		v.SetInt(int64(o.Now.Date(480)))
	case t == reflect.TypeFor[kernel.File]():
		v.SetString(string(kernel.Named{Content: kernel.Content{Size: 1}, Media: "image/jpeg", Name: "照片.jpg"}.File()))
	case t.Kind() == reflect.String:
		v.SetString("13800000001")
	case v.CanInt():
		v.SetInt(1)
	case t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		list := reflect.MakeSlice(t, 1, 1)
		v.Set(list)
		o.fill(v.Index(0), tag, path+"[]", at)
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				o.fill(v.Field(i), f.Tag, path+"."+f.Name, at)
			}
		}
	}
}

type reference struct {
	path   string
	target *kernel.Schema
	tag    reflect.StructTag
}

// with makes arguments whose reference at a path is the id.
func (o *outsider) with(spec *kernel.CommandSpec, path string, id kernel.ID) kernel.Command {
	args := spec.New()
	o.fill(reflect.ValueOf(args).Elem(), "", "", func(p string, _ *kernel.Schema, _ reflect.StructTag, v reflect.Value) {
		if p == path {
			v.Set(reflect.ValueOf(id).Convert(v.Type()))
		}
	})
	return args
}

func (o *outsider) command(spec *kernel.CommandSpec) {
	var refs []reference
	o.fill(reflect.ValueOf(spec.New()).Elem(), "", "", func(path string, target *kernel.Schema, tag reflect.StructTag, _ reflect.Value) {
		refs = append(refs, reference{path, target, tag})
	})
	for _, r := range refs {
		o.alike(spec, r.path, r.target, false, func(id kernel.ID) kernel.Command { return o.with(spec, r.path, id) })
	}
	t := reflect.TypeOf(spec.New()).Elem()
	for i := range t.NumField() { // ids whose entity another argument names
		f := t.Field(i)
		if f.Type != reflect.TypeFor[kernel.ID]() {
			continue
		}
		for _, target := range o.catalog.Schemas {
			o.alike(spec, f.Name, target, strings.Contains(f.Tag.Get("is"), "loose"), func(id kernel.ID) kernel.Command {
				args := o.with(spec, "", kernel.ID{})
				v := reflect.ValueOf(args).Elem()
				v.Field(i).Set(reflect.ValueOf(id))
				for j := range t.NumField() {
					if spec.Field(f.Tag.Get("ref")) != nil && spec.Fields[j].Name == f.Tag.Get("ref") {
						v.Field(j).SetString(target.Name)
					}
				}
				return args
			})
		}
	}
}

// edits gives the plain commands of an entity.
func (o *outsider) edits(s *kernel.Schema) {
	text := func(id kernel.ID) string { return id.String() }
	name := func(f *kernel.Field) []kernel.Change {
		return []kernel.Change{{Field: f.Name, Was: "was", Becomes: "13800000001"}}
	}
	for _, f := range s.Fields {
		target := s.Target(f)
		if !f.Editable() {
			continue
		}
		about := s
		if s.Main != nil {
			about = s.Main
		}
		edit := o.catalog.Command(s.Name + ".edit")
		o.alike(edit, f.Name, about, false, func(id kernel.ID) kernel.Command {
			args := edit.New().(*kernel.EditRow)
			args.Row, args.Changes = id, name(f)
			return args
		})
		if f.Kind != kernel.KindID || target == nil {
			continue
		}
		if !f.Fixed {
			o.alike(edit, f.Name, target, false, func(id kernel.ID) kernel.Command {
				args := edit.New().(*kernel.EditRow)
				args.Row, args.Changes = o.shown[s], []kernel.Change{{Field: f.Name, Becomes: text(id)}}
				return args
			})
		}
		if add := o.catalog.Command(s.Name + ".add"); add != nil {
			o.alike(add, f.Name, target, false, func(id kernel.ID) kernel.Command {
				args := add.New().(*kernel.AddRow)
				args.Values = []kernel.FieldValue{{Field: f.Name, Value: text(id)}}
				return args
			})
		}
	}
	if remove := o.catalog.Command(s.Name + ".remove"); remove != nil {
		o.alike(remove, "row", s, false, func(id kernel.ID) kernel.Command {
			args := remove.New().(*kernel.RemoveRow)
			args.Row, args.Seen = id, 1
			return args
		})
	}
	for _, spec := range o.catalog.Commands { // every other verb there is
		f, ok := reflect.TypeOf(spec.New()).Elem().FieldByName("Row")
		if spec.Schema != s || s.Main != nil || !ok || spec.Name == s.Name+".edit" {
			continue
		}
		o.alike(spec, f.Name, s, false, func(id kernel.ID) kernel.Command {
			args := spec.New()
			reflect.ValueOf(args).Elem().FieldByIndex(f.Index).Set(reflect.ValueOf(id))
			return args
		})
	}
}

// Whatever a member asks of a row that he may not see, he is answered word for word
// as if it were not there. Each member of the demo company tries every reference of
// every command, and every field of every plain edit.
func TestWhatOneMayNotSeeIsNotThere(t *testing.T) {
	c := found(t, at(frozen, "11:20"))
	tried := 0
	for name := range c.Members {
		o := c.outsider(t, name)
		for _, spec := range c.catalog.Commands {
			if !spec.System && spec.Schema == nil {
				o.command(spec)
			}
		}
		for _, s := range c.catalog.Schemas {
			if !s.Kept {
				o.edits(s)
			}
		}
		tried += o.n
	}
	if tried < 1000 {
		t.Errorf("only %d commands were tried: the test looks in the wrong place", tried)
	}
	t.Logf("%d commands", tried)
}
