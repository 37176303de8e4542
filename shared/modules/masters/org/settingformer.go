package org

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// SettingsMoved is the step that carries what a company had decided in fields of its row
// to the settings of the modules that these have become.
const SettingsMoved = "org.settings_moved"

// Formerly says in which field of the company earlier releases had the setting. The field
// stays as a copy of the setting: programs of before show it, go by it and edit it, and
// what they write is the setting. What a log of before says is judged again by the field.
func Formerly(field string) SettingOption {
	return func(f *kernel.CustomField) { f.Former = field }
}

func init() {
	kernel.UpgradeRows(61, SettingsMoved, "公司设置归入各模块", "Settings of the company belong to their modules", Companies,
		func(c *Company) bool { return len(uncarried(c)) > 0 },
		func(tx *kernel.Tx, c *Company) error {
			carrySettings(tx, c)
			return nil
		})
	kernel.FormerlyNamed = func(tx *kernel.Tx, entity, field string) string {
		i := slices.IndexFunc(declaredFields, func(f kernel.CustomField) bool { return f.Entity == entity && f.Former == field })
		if i < 0 || !tx.Since(SettingsMoved) {
			return ""
		}
		return kernel.CustomPrefix + declaredFields[i].ID.String()
	}
	kernel.OnEdited.On("org", keepFormer)
}

// formerOf is the field that a setting had, nil for one that was born as a setting, or
// of a row without its entity.
func formerOf(c *Company, f *kernel.CustomField) *kernel.Field {
	if f.Former == "" || c.Schema() == nil {
		return nil
	}
	return c.Schema().Field(f.Former)
}

// uncarried are the settings whose field says something else than what is usual.
func uncarried(c *Company) (fields []kernel.CustomField) {
	for _, f := range declaredFields {
		if was := formerOf(c, &f); was != nil && c.Custom.Get(f.ID) == "" && was.Get(c).String() != f.Usual {
			fields = append(fields, f)
		}
	}
	return fields
}

func carrySettings(tx *kernel.Tx, c *Company) {
	decided := c.Custom
	for _, f := range uncarried(c) {
		decided = decided.With(f.ID, formerOf(c, &f).Get(c).String())
	}
	if len(decided) != len(c.Custom) {
		kernel.Set(tx, c, &c.Custom, decided)
	}
}

// keepFormer writes what a setting has become into the field that it had.
func keepFormer(tx *kernel.Tx, e kernel.Edited) error {
	c, is := e.Row.(*Company)
	id, err := kernel.ParseID(strings.TrimPrefix(e.Field, kernel.CustomPrefix))
	if !is || err != nil {
		return nil
	}
	f, _ := declaredField(id)
	was := formerOf(c, &f)
	if was == nil {
		return nil
	}
	text := e.Becomes
	if text == "" {
		text = f.Usual
	}
	v, err := kernel.ParseValue(f.Kind, text)
	if err != nil {
		return err
	}
	tx.SetField(c, was, v)
	return nil
}
