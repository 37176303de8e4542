package org

import (
	"slices"
	"strings"
	"unicode"

	"heyi/shared/kernel"
)

// Setting is something that the company decides and that a module has declared with
// what is usual:
//
//	var recycleDays = org.Number("crm.recycle_days", 30, "客户回收天数", "Days until a customer is recycled", org.Within(1, 365))
//
// It is a field of the company's row like those that the company defines itself: who
// may edit the company sets it, its changes have their history, two people's are shown,
// and form, API, export and devices know it.
type Setting[T any] struct {
	field kernel.CustomField
	usual T
	of    func(kernel.Value) T
	read  func(text string) (T, error)
}

// SettingOption says more about a setting.
type SettingOption func(*kernel.CustomField)

// Within bounds a number.
func Within(least, most int64) SettingOption {
	return func(f *kernel.CustomField) { f.Least, f.Most = least, most }
}

// Hint is a sentence below the input.
func Hint(zh, en string) SettingOption {
	return func(f *kernel.CustomField) { f.HintZh, f.HintEn = zh, en }
}

// Number declares a setting that is a whole number.
func Number(name string, usual int64, zh, en string, options ...SettingOption) *Setting[int64] {
	return declareSetting(name, usual, kernel.Of(usual), zh, en, func(v kernel.Value) int64 { return v.Int }, options)
}

// Amount declares a setting that is an amount of money.
func Amount(name string, usual kernel.Money, zh, en string, options ...SettingOption) *Setting[kernel.Money] {
	return declareSetting(name, usual, kernel.Of(usual), zh, en, func(v kernel.Value) kernel.Money { return kernel.Money(v.Int) }, options)
}

// Switch declares a setting that is on or off.
func Switch(name string, usual bool, zh, en string, options ...SettingOption) *Setting[bool] {
	return declareSetting(name, usual, kernel.Of(usual), zh, en, func(v kernel.Value) bool { return v.Int != 0 }, options)
}

// Words declares a setting that is a list of words with blanks between them.
func Words(name string, usual []string, zh, en string, options ...SettingOption) *Setting[[]string] {
	return declareSetting(name, usual, kernel.Of(strings.Join(usual, " ")), zh, en, func(v kernel.Value) []string {
		return strings.FieldsFunc(v.Str, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("、,，;；", r) })
	}, options)
}

// OneOf declares a setting that is one of some words.
func OneOf(name string, usual kernel.Choice, zh, en string, among []kernel.Option, options ...SettingOption) *Setting[kernel.Choice] {
	offer := func(f *kernel.CustomField) { f.Options = among }
	return declareSetting(name, usual, kernel.Of(usual), zh, en, func(v kernel.Value) kernel.Choice { return kernel.Choice(v.Str) }, append(options, offer))
}

var declaredFields []kernel.CustomField

func declareSetting[T any](name string, usual T, v kernel.Value, zh, en string, of func(kernel.Value) T, options []SettingOption) *Setting[T] {
	f := kernel.CustomField{
		ID: kernel.DeriveID("setting", name), Name: name, Entity: Companies.Name(), Zh: zh, En: en, Kind: v.Kind, Ask: true, Usual: v.String(),
	}
	for _, o := range options {
		o(&f)
	}
	if known := slices.ContainsFunc(declaredFields, func(o kernel.CustomField) bool { return o.ID == f.ID }); known || zh == "" || en == "" {
		panic("org: setting " + name + " is declared twice or lacks a language")
	}
	if f.Check(f.Usual) != nil {
		panic("org: setting " + name + " is usually what it cannot be")
	}
	declaredFields = append(declaredFields, f)
	slices.SortFunc(declaredFields, func(a, b kernel.CustomField) int { return strings.Compare(a.Name, b.Name) })
	return &Setting[T]{f, usual, of, func(text string) (T, error) {
		v, err := kernel.ParseValue(f.Kind, text)
		return of(v), err
	}}
}

// Of is what the company has decided, else what is usual.
func (s *Setting[T]) Of(c *Company) T {
	if text := c.Custom.Get(s.field.ID); text != "" {
		if v, err := s.read(text); err == nil {
			return v
		}
	}
	if f := formerOf(c, &s.field); f != nil { // not carried over yet
		if v := f.Get(c); !v.IsZero() {
			return s.of(v)
		}
	}
	return s.usual
}

// In is [Setting.Of] in a command: of a log that is judged again, what held then.
func (s *Setting[T]) In(tx *kernel.Tx) (T, error) {
	c, err := OfCompany(tx)
	if err != nil {
		return s.usual, err
	}
	if f := formerOf(c, &s.field); f != nil && !tx.Since(SettingsMoved) {
		return s.of(f.Get(c)), nil
	}
	return s.Of(c), nil
}

// At is [Setting.Of] outside of a command.
func (s *Setting[T]) At(at kernel.Moment) T {
	if c := Companies.Beside(at, TheCompany); c != nil {
		return s.Of(c)
	}
	return s.usual
}

// Field is what an edit of the company calls the setting.
func (s *Setting[T]) Field() string { return kernel.CustomPrefix + s.field.ID.String() }

// ID is the setting's as a field of the company.
func (s *Setting[T]) ID() kernel.ID { return s.field.ID }

// SettingFields lists the settings of all modules, as fields of the company.
func SettingFields() []kernel.CustomField { return slices.Clone(declaredFields) }

// FieldsOf lists the fields that rows of an entity have beside those of its
// declaration: the settings of the company's, then those that the company has defined.
func FieldsOf(tx *kernel.Tx, entity string) []kernel.CustomField {
	var fields []kernel.CustomField
	if entity == Companies.Name() {
		fields = slices.Clone(declaredFields)
	}
	defined, _ := CustomFieldsOf.Of(tx, entity)
	for _, f := range defined {
		if !f.Removed {
			fields = append(fields, f.Field())
		}
	}
	return fields
}

// IsSetting tells a setting that a module declares from a field that the company has defined.
func IsSetting(id kernel.ID) bool {
	_, declared := declaredField(id)
	return declared
}

func declaredField(id kernel.ID) (kernel.CustomField, bool) {
	i := slices.IndexFunc(declaredFields, func(f kernel.CustomField) bool { return f.ID == id })
	if i < 0 {
		return kernel.CustomField{}, false
	}
	return declaredFields[i], true
}
