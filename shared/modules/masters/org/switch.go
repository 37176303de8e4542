package org

import (
	"maps"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/module"
)

// A company switches off the modules that it has no use for, each by a setting. What they
// have written stays where it is and is seen by those who saw it; nobody gives their
// commands any more, see [kernel.Author.Gives], and what asks for them is gone from every
// screen. Switched on again all is as before.

var switches = map[string]*Setting[bool]{} // by module

func init() {
	module.Each(func(m *module.Module) {
		if m.Optional() {
			switches[m.Module] = Switch("module."+m.Module, true, "启用「"+m.Zh+"」", "Module "+m.En)
		}
	})
	Companies.OnSave(minded)
}

// HasOff tells whether the company has switched a module off.
func (c *Company) HasOff(name string) bool {
	s := switches[name]
	return s != nil && !s.Of(c)
}

func (c *Company) off(of *kernel.Catalog) *kernel.Off {
	var list []kernel.Option
	for _, name := range slices.Sorted(maps.Keys(switches)) {
		if m := module.Named(name); c.HasOff(name) {
			list = append(list, kernel.Option{Code: name, Zh: m.Zh, En: m.En})
		}
	}
	return of.SwitchedOff(list)
}

// SwitchModule switches a module of the company off, or on again. With unfinished work in
// it that needs a second word.
type SwitchModule struct {
	Module string `zh:"模块" en:"Module" text:"word" is:"required" max:"60"`
	On     bool   `zh:"启用" en:"On"`
	Anyway bool   `zh:"仍要停用" en:"Switch off anyway" is:"answer"`
}

var switchesModules = UpgradeRoles(72, "org.modules", "系统管理员可以停用和启用模块", "Administrators may switch modules off and on")

var _ = kernel.Intent[SwitchModule]("org.module.switch", "停用或启用模块", "Switch a module off or on", For(switchesModules, Admin))

// Anyway is the way out of who switches a module off with unfinished work in it.
var Anyway = kernel.Repair{Name: "anyway", Zh: "仍要停用", En: "Switch off anyway", Answers: kernel.Answers{"anyway": "true"}}

// ListUnfinished is that of who looks at it first.
var ListUnfinished = kernel.Repair{Name: "unfinished", Zh: "查看未完成的单据", En: "List what is unfinished"}

// Refusals about modules.
var (
	NoSuchModule = kernel.Refuse("module.none", "没有可以停用的模块「{module}」", "There is no module {module} that could be switched off")
	Unfinished   = kernel.Refuse("module.unfinished",
		"「{module}」里还有 {documents} 张未完成的单据和 {tasks} 个待办，停用后它们会停在原处，不能办理；请先办完，或在「设置 → 模块」里确认仍要停用",
		"{module} has {documents} unfinished documents and {tasks} open tasks. Switched off they stay where they are and nobody can go on with them: finish them first, or confirm under Settings → Modules",
		ListUnfinished, Anyway)
)

// AskedFor counts the open tasks of a module; the module that has tasks sets it.
var AskedFor = func(*kernel.Tx, string) int { return 0 }

// Open counts what is unfinished in a module: documents in states that they are to leave,
// and open tasks. On a device that is what it holds.
func Open(tx *kernel.Tx, name string) (documents, tasks int) {
	for _, s := range tx.Catalog.Schemas {
		if s.Module == name && s.Main == nil {
			documents += tx.Unfinished(s)
		}
	}
	return documents, AskedFor(tx, name)
}

func unfinished(tx *kernel.Tx, name string) error {
	documents, tasks := Open(tx, name)
	if documents+tasks == 0 {
		return nil
	}
	m := module.Named(name)
	return Unfinished.With(kernel.Words("module", m.Zh, m.En), kernel.Int("documents", int64(documents)), kernel.Int("tasks", int64(tasks)))
}

// Check counts what is unfinished, with full sight.
func (s SwitchModule) Check(tx *kernel.Tx) error {
	c, err := OfCompany(tx)
	switch {
	case err != nil:
		return err
	case switches[s.Module] == nil:
		return NoSuchModule.With(kernel.Text("module", s.Module))
	case s.On || s.Anyway || c.HasOff(s.Module):
		return nil
	}
	return unfinished(tx, s.Module)
}

// Predict sets the setting.
func (s SwitchModule) Predict(tx *kernel.Tx) error {
	c, err := OfCompany(tx)
	if err != nil {
		return err
	}
	setting, was := switches[s.Module], !c.HasOff(s.Module)
	if was == s.On {
		return nil
	}
	text := func(on bool) string { return kernel.Of(on).String() }
	kernel.Set(tx, c, &c.Custom, c.Custom.With(setting.ID(), text(s.On)))
	return kernel.OnEdited.Emit(tx, kernel.Edited{Row: c, Field: setting.Field(), Was: text(was), Becomes: text(s.On)})
}

// minded refuses an edit of the company that switches a module with unfinished work off:
// a form has no second word.
func minded(tx *kernel.Tx, c *Company) error {
	for _, w := range tx.Writes() {
		before, ok := w.Before.(*Company)
		if !ok || w.After.Base().ID != c.ID {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(switches)) {
			if c.HasOff(name) && !before.HasOff(name) {
				if err := unfinished(tx, name); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// onlyOn refuses to run a job of a module that is off.
func onlyOn(tx *kernel.Tx, job string) error {
	timer := tx.Catalog.TimerNamed(job)
	c, err := OfCompany(tx)
	if timer == nil || err != nil || !c.HasOff(timer.Module) {
		return err
	}
	m := module.Named(timer.Module)
	return kernel.ModuleOff.With(kernel.Words("module", m.Zh, m.En), kernel.Words("command", timer.Zh, timer.En))
}
