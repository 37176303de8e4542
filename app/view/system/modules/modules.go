// Package modules is which modules the company uses, and what is unfinished in each.
package modules

import (
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
)

// Module is one that can be switched off.
type Module struct {
	Name, Label string
	On          bool
	Stands      string // what is unfinished in it, as far as this device knows
	Lists       []List // where that is listed
}

// List is the unfinished documents of one kind.
type List struct{ Entity, Label string }

var (
	unfinished = i18n.DefinePlural("modules.unfinished", "未完成的单据 {0} 张，待办 {1} 个", "{0} unfinished document, {1} open tasks", "{0} unfinished documents, {1} open tasks")
	finished   = i18n.Define("modules.finished", "没有未完成的单据和待办", "Nothing is unfinished")
	kept       = i18n.Define("modules.kept", "已停用：原有数据都在，启用后照旧", "Switched off: all data is kept and is as before once it is on again")
	counted    = i18n.Define("modules.counted", "{0} {1}", "{0} {1}")
)

// Load lists them.
func Load(r *view.Reader) ([]Module, error) {
	var list []Module
	for _, m := range module.All() {
		if !m.Optional() {
			continue
		}
		one := Module{Name: m.Module, Label: view.Say(m.Zh, m.En), On: !r.Author.Lacks(m.Module), Stands: finished.Text()}
		for _, s := range r.Catalog.Schemas {
			if s.Module != m.Module || s.Main != nil {
				continue
			}
			if n := r.Tx.Unfinished(s); n > 0 {
				one.Lists = append(one.Lists, List{s.Name, counted.Text(view.Say(s.Zh, s.En), n)})
			}
		}
		switch documents, tasks := org.Open(r.Tx, m.Module); {
		case !one.On:
			one.Stands = kept.Text()
		case documents+tasks > 0:
			one.Stands = unfinished.Text(documents, tasks)
		}
		list = append(list, one)
	}
	return list, nil
}

// Switch switches a module on or off; anyway is the second word.
func Switch(d *view.Desk, name string, on, anyway bool) error {
	_, err := d.Do(&org.SwitchModule{Module: name, On: on, Anyway: anyway})
	return err
}

// Entities are those whose rows say what is unfinished.
func Entities(c *kernel.Catalog) (list []string) {
	for _, s := range c.Schemas {
		if m := module.Named(s.Module); m != nil && m.Optional() && s.StateField() != nil {
			list = append(list, s.Name)
		}
	}
	return append(list, org.Companies.Name())
}
