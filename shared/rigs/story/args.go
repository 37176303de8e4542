package story

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// goName finds a struct's field by the name that lines use: credit_policy is
// CreditPolicy.
func goName(t reflect.Type, name string) (reflect.StructField, bool) {
	plain := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && strings.ToLower(f.Name) == plain {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// setGo writes a field of a command whose type the package does not know.
func setGo(args kernel.Command, field string, content any) {
	f := reflect.ValueOf(args).Elem().FieldByName(field)
	f.Set(reflect.ValueOf(content).Convert(f.Type()))
}

// reader turns texts into arguments; find looks up rows by what people call them.
type reader struct {
	today kernel.Date
	find  func(target, name string) (kernel.ID, error) // target is "", a Go type or an entity
}

// fill writes a pair into a struct; a dot leads into a nested one.
func (r reader) fill(v reflect.Value, p pair) error {
	head, rest, nested := strings.Cut(p.key, ".")
	f, ok := goName(v.Type(), head)
	if !ok {
		if own := v.FieldByName("Custom"); own.IsValid() { // one that the company has defined
			id, err := r.find(typeName(reflect.TypeFor[org.CustomField]()), p.key)
			if err == nil {
				own.SetBytes(kernel.Custom(own.Bytes()).With(id, p.value))
			}
			return err
		}
		return fmt.Errorf("%s has no field %s", v.Type().Name(), head)
	}
	field := v.FieldByIndex(f.Index)
	if nested {
		return r.fill(field, pair{rest, p.value})
	}
	if by, ok := goName(v.Type(), f.Tag.Get("ref")); ok { // another field, written before, names the entity
		id, err := r.find(v.FieldByIndex(by.Index).String(), p.value)
		field.Set(reflect.ValueOf(id))
		return err
	}
	if err := r.set(field, p.value); err != nil {
		return fmt.Errorf("%s: %w", p.key, err)
	}
	return nil
}

func (r reader) set(v reflect.Value, text string) error {
	t := v.Type()
	switch {
	case isRef(t):
		id, err := r.find(strings.TrimSuffix(strings.TrimPrefix(t.Name(), "Ref["), "]"), text)
		v.Set(reflect.ValueOf(id).Convert(t))
		return err
	case t == reflect.TypeFor[kernel.ID]():
		id, err := r.find("", text)
		v.Set(reflect.ValueOf(id))
		return err
	case t.Kind() == reflect.Slice:
		return r.setList(v, text)
	case t == reflect.TypeFor[kernel.File]():
		v.SetString(string(fileCalled(text)))
		return nil
	case t.Kind() == reflect.String:
		v.SetString(text)
		return nil
	}
	kind, ok := kinds[t]
	if !ok {
		return fmt.Errorf("a %s cannot be written in one word", t)
	}
	parsed, err := kernel.ParseValue(kind, r.word(kind, text))
	if kind == kernel.KindBool {
		v.SetBool(parsed.Int != 0)
	} else {
		v.SetInt(parsed.Int)
	}
	return err
}

// fileCalled is a file with a name; its bytes are never asked for.
func fileCalled(name string) kernel.File {
	n := kernel.Named{Content: kernel.Content{Sum: sha256.Sum256([]byte(name)), Size: int64(len(name))}, Media: "application/octet-stream", Name: name}
	if strings.HasSuffix(name, ".jpg") {
		n.Media = "image/jpeg"
	}
	return n.File()
}

// setList reads "a,b" into a list of words, and "HY-S301×15@3680,…" into lines
// with a product, a quantity and a price.
func (r reader) setList(v reflect.Value, text string) error {
	for part := range strings.SplitSeq(text, ",") {
		item := reflect.New(v.Type().Elem()).Elem()
		if product, figures, ok := strings.Cut(part, "×"); ok && item.Kind() == reflect.Struct && !isRef(item.Type()) {
			qty, price, priced := strings.Cut(figures, "@")
			pairs := []pair{{"product", product}, {"qty", qty}}
			if priced {
				pairs = append(pairs, pair{"price", price})
			}
			if err := r.fillAll(item, pairs); err != nil {
				return err
			}
		} else if err := r.set(item, part); err != nil {
			return err
		}
		v.Set(reflect.Append(v, item))
	}
	return nil
}

func (r reader) fillAll(v reflect.Value, pairs []pair) error {
	for _, p := range pairs {
		if err := r.fill(v, p); err != nil {
			return err
		}
	}
	return nil
}

// add appends an indented item to its list.
func (r reader) add(v reflect.Value, it item) error {
	f, ok := goName(v.Type(), it.list)
	if !ok || f.Type.Kind() != reflect.Slice || f.Type.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("%s has no list %s", v.Type().Name(), it.list)
	}
	list := v.FieldByIndex(f.Index)
	list.Set(reflect.Append(list, reflect.Zero(f.Type.Elem())))
	return r.fillAll(list.Index(list.Len()-1), it.pairs)
}

// word is the canonical text of what people write: yes, today+14, 13%.
func (r reader) word(kind kernel.Kind, text string) string {
	switch kind {
	case kernel.KindBool:
		switch text {
		case "yes", "是":
			return "true"
		case "no", "否":
			return "false"
		}
	case kernel.KindDate:
		if days, ok := strings.CutPrefix(text, "today"); ok {
			var n int
			_, _ = fmt.Sscanf(days, "%d", &n) // nothing behind it is today itself
			return r.today.AddDays(n).String()
		}
	case kernel.KindRate:
		if percent, ok := strings.CutSuffix(text, "%"); ok {
			if rate, err := kernel.ParseRate(percent); err == nil && rate%100 == 0 {
				return (rate / 100).String()
			}
		}
	case kernel.KindMoney, kernel.KindQty, kernel.KindPrice:
		return strings.ReplaceAll(text, ",", "")
	}
	return text
}

var kinds = map[reflect.Type]kernel.Kind{
	reflect.TypeFor[int64]():        kernel.KindInt,
	reflect.TypeFor[bool]():         kernel.KindBool,
	reflect.TypeFor[kernel.Money](): kernel.KindMoney,
	reflect.TypeFor[kernel.Qty]():   kernel.KindQty,
	reflect.TypeFor[kernel.Price](): kernel.KindPrice,
	reflect.TypeFor[kernel.Rate]():  kernel.KindRate,
	reflect.TypeFor[kernel.Date]():  kernel.KindDate,
	reflect.TypeFor[kernel.Time]():  kernel.KindTime,
}

func isRef(t reflect.Type) bool {
	return strings.HasSuffix(t.PkgPath(), "shared/kernel") && strings.HasPrefix(t.Name(), "Ref[")
}
