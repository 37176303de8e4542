package shared_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
)

// argument is what the checks need to know of a command's argument.
type argument struct {
	zh, en string
	list   bool
	choice bool
	of     string
}

func (a argument) options() []kernel.Option { return optionsOf(a.of) }

func optionsOf(choices string) []kernel.Option {
	return catalog.Schemas[0].ChoicesOf(&kernel.Field{Kind: kernel.KindChoice, Choices: choices})
}

func argType(c *kernel.CommandSpec) reflect.Type { return reflect.TypeOf(c.New()).Elem() }

func rowType(s *kernel.Schema) reflect.Type { return reflect.TypeOf(s.New()).Elem() }

// eachField visits the exported fields of a struct, of embedded ones and of
// lists of structs.
func eachField(t reflect.Type, path string, visit func(path string, f reflect.StructField)) {
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Anonymous:
			eachField(f.Type, path, visit)
			continue
		case !f.IsExported():
			continue
		}
		visit(path+f.Name, f)
		switch {
		case isRef(f.Type) || f.Type == reflect.TypeFor[kernel.ID]():
		case f.Type.Kind() == reflect.Struct:
			eachField(f.Type, path+f.Name+".", visit)
		case f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct:
			eachField(f.Type.Elem(), path+f.Name+".", visit)
		}
	}
}

func eachArg(c *kernel.CommandSpec, visit func(path string, a argument)) {
	eachField(argType(c), "", func(path string, f reflect.StructField) {
		kind := f.Type.Kind()
		visit(path, argument{
			zh: f.Tag.Get("zh"), en: f.Tag.Get("en"), of: f.Tag.Get("of"),
			list:   kind == reflect.Struct || kind == reflect.Slice,
			choice: f.Type == reflect.TypeFor[kernel.Choice](),
		})
	})
}

// isRef tells whether a type is some kernel.Ref; refTarget names its entity's
// Go type.
func isRef(t reflect.Type) bool {
	return t.PkgPath() == module+"/shared/kernel" && strings.HasPrefix(t.Name(), "Ref[")
}

func refTarget(t reflect.Type) string {
	return strings.TrimSuffix(strings.TrimPrefix(t.Name(), "Ref["), "]")
}

func eachRef(t reflect.Type, visit func(path, target string)) {
	eachField(t, "", func(path string, f reflect.StructField) {
		ref := f.Type
		if ref.Kind() == reflect.Slice {
			ref = ref.Elem()
		}
		if isRef(ref) {
			visit(path, refTarget(ref))
		}
	})
}

// schemaByType finds an entity by the name of its Go type.
var schemaByType = func() map[string]*kernel.Schema {
	byType := map[string]*kernel.Schema{}
	for _, s := range catalog.Schemas {
		if t := rowType(s); s.Main == nil {
			byType[t.PkgPath()+"."+t.Name()] = s
		}
	}
	return byType
}()

// maker draws valid-looking content. pick finds the id of some row of an entity,
// look reads one.
type maker struct {
	t    *rapid.T
	pick func(*kernel.Schema) kernel.ID
	look func(*kernel.Schema, kernel.ID) kernel.Row
}

func (m maker) chance(percent int) bool {
	return rapid.IntRange(1, 100).Draw(m.t, "chance") <= percent
}

// numbers are small and round more often than at a limit.
func (m maker) number(unit, limit int64) int64 {
	switch size := rapid.IntRange(0, 99).Draw(m.t, "size"); {
	case size < 2:
		return rapid.Int64Range(-limit, limit).Draw(m.t, "any")
	case size < 10:
		return 0
	case size < 20:
		return rapid.Int64Range(1, 9*unit).Draw(m.t, "odd")
	}
	return unit * rapid.Int64Range(1, 20).Draw(m.t, "round")
}

func (m maker) text(most int) string {
	return rapid.StringOfN(rapid.RuneFrom([]rune("甲乙丙丁沙发 a1-é𠮷\u200b\u3000Ａ\u202e\n–\u0301")), 0, min(most, 12), -1).Draw(m.t, "text")
}

func (m maker) date() kernel.Date {
	first, last := 0, 18 // the days of the trial company's books so far
	if m.chance(20) {
		first, last = -40, 60
	}
	return kernel.DateOf(2026, 11, 1).AddDays(rapid.IntRange(first, last).Draw(m.t, "day"))
}

func (m maker) option(options []kernel.Option) string {
	if len(options) == 0 {
		return ""
	}
	return options[rapid.IntRange(0, len(options)-1).Draw(m.t, "option")].Code
}

func (m maker) id(target *kernel.Schema) kernel.ID {
	if target != nil && m.chance(98) {
		return m.pick(target)
	}
	return kernel.NewID(kernel.Time(rapid.Int64Range(1, 5).Draw(m.t, "stray")), [10]byte{})
}

// file is none, or one whose bytes nobody asks for.
func (m maker) file() kernel.File {
	if m.chance(20) {
		return ""
	}
	return kernel.Named{
		Content: kernel.Content{Sum: [32]byte{byte(m.number(1, 100))}, Size: rapid.Int64Range(1, kernel.FileMost).Draw(m.t, "bytes")}, Media: "image/jpeg", Name: "照片 1.jpg",
	}.File()
}

// value draws the content of an entity's field.
func (m maker) value(s *kernel.Schema, f *kernel.Field) kernel.Value {
	switch f.Kind {
	case kernel.KindBool:
		return kernel.Of(m.chance(50))
	case kernel.KindText:
		return kernel.Of(m.text(f.Max))
	case kernel.KindState, kernel.KindChoice:
		return kernel.Value{Kind: f.Kind, Str: m.option(s.ChoicesOf(f))}
	case kernel.KindFile:
		return kernel.Of(m.file())
	case kernel.KindDate:
		return kernel.Of(m.date())
	case kernel.KindTime:
		return kernel.Value{Kind: f.Kind, Int: m.number(1000, 1<<40)}
	case kernel.KindID:
		return kernel.Of(m.id(s.Target(f)))
	case kernel.KindCustom:
		return kernel.Value{Kind: f.Kind, Str: string(kernel.Custom(nil).With(kernel.DeriveID("field", 1), m.text(9)))}
	}
	limit := int64(1e15)
	if f.Kind == kernel.KindRate {
		limit = int64(kernel.MaxRate)
	}
	return kernel.Value{Kind: f.Kind, Int: m.number(unitOf(f.Kind), limit)}
}

func unitOf(k kernel.Kind) int64 {
	switch k {
	case kernel.KindMoney:
		return 100
	case kernel.KindQty, kernel.KindPrice, kernel.KindRate:
		return 1e6
	}
	return 1
}

// args draws arguments of a command.
func (m maker) args(c *kernel.CommandSpec) kernel.Command {
	switch args := c.New().(type) {
	case *kernel.AddRow:
		for _, f := range c.Schema.Fields {
			if !f.Derived && f.Kind != kernel.KindCustom && f.Kind != kernel.KindState && f.Name != "id" && m.chance(80) {
				args.Values = append(args.Values, kernel.FieldValue{Field: f.Name, Value: m.value(c.Schema, f).String()})
			}
		}
		return args
	case *kernel.EditRow:
		args.Row = m.id(c.Schema)
		for range rapid.IntRange(1, 3).Draw(m.t, "changes") {
			args.Changes = append(args.Changes, m.change(c.Schema, args.Row))
		}
		return args
	case *kernel.RemoveRow:
		args.Row, args.Seen = m.id(c.Schema), m.number(1, 1000)
		return args
	default:
		m.fill(reflect.ValueOf(args).Elem(), "")
		return args
	}
}

// change edits a field, mostly one that an edit may write and with what stands there.
func (m maker) change(s *kernel.Schema, id kernel.ID) kernel.Change {
	f := s.Fields[rapid.IntRange(0, len(s.Fields)-1).Draw(m.t, "field")]
	for f.Derived && m.chance(90) {
		f = s.Fields[rapid.IntRange(0, len(s.Fields)-1).Draw(m.t, "field")]
	}
	change := kernel.Change{Field: f.Name, Was: m.value(s, f).String(), Becomes: m.value(s, f).String()}
	if row := m.look(s, id); row != nil && f.Kind != kernel.KindCustom && m.chance(80) {
		change.Was = row.Base().Schema().Field(f.Name).Get(row).String()
	}
	return change
}

// fillField leaves what may be left out, and seldom what may not.
func (m maker) fillField(v reflect.Value, f reflect.StructField) {
	required := slices.Contains(strings.Split(f.Tag.Get("is"), ","), "required")
	if !f.Anonymous && !required && m.chance(40) {
		return
	}
	const tries = 3
	for range tries {
		if m.fill(v, f.Tag.Get("of")); !v.IsZero() || !required {
			return
		}
	}
}

func (m maker) fill(v reflect.Value, of string) {
	t := v.Type()
	switch {
	case isRef(t):
		v.Set(reflect.ValueOf(m.id(schemaByType[refTarget(t)])).Convert(t))
	case t == reflect.TypeFor[kernel.ID]():
		v.Set(reflect.ValueOf(m.id(catalog.Schemas[rapid.IntRange(0, len(catalog.Schemas)-1).Draw(m.t, "entity")])))
	case t == reflect.TypeFor[kernel.Date]():
		v.SetInt(int64(m.date()))
	case t == reflect.TypeFor[kernel.Time]():
		at, _ := kernel.ParseTime(m.date().String() + "T04:00:00Z")
		v.SetInt(int64(at))
	case t == reflect.TypeFor[kernel.Rate]():
		v.SetInt(rapid.SampledFrom([]int64{1e6, 1e6, 9e5, 0, 2e6}).Draw(m.t, "rate"))
	case t == reflect.TypeFor[kernel.Choice]():
		v.SetString(m.option(optionsOf(of)))
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				m.fillField(v.Field(i), f)
			}
		}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8: // fields that the company has defined, or nobody has
		v.SetBytes(kernel.Custom(nil).With(m.id(catalog.Schema("custom_field")), m.text(20)))
	case t.Kind() == reflect.Slice:
		for range rapid.IntRange(1, 3).Draw(m.t, "lines") {
			item := reflect.New(t.Elem()).Elem()
			m.fill(item, of)
			v.Set(reflect.Append(v, item))
		}
	case t.Kind() == reflect.Bool:
		v.SetBool(m.chance(50))
	case t.Kind() == reflect.String:
		v.SetString(m.text(20))
	case t.Kind() == reflect.Int64:
		v.SetInt(m.number(unitOfType(t), 1e15))
	default:
		panic(fmt.Sprintf("no random content for %s", t))
	}
}

func unitOfType(t reflect.Type) int64 {
	switch t {
	case reflect.TypeFor[kernel.Money]():
		return 100
	case reflect.TypeFor[kernel.Qty](), reflect.TypeFor[kernel.Price](), reflect.TypeFor[kernel.Rate]():
		return 1e6
	}
	return 1
}
