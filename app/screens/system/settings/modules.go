package settings

import (
	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/system/modules"
	"heyi/shared/modules/masters/org"
)

// ModulesRoute is the page on which an administrator says what the company uses.
const ModulesRoute = "settings.modules"

const switchCommand = "org.module.switch"

var (
	modulesWord = i18n.Define("settings.modules", "模块", "Modules")
	modulesHint = i18n.Define("settings.modules.hint", "停用的模块不再出现在任何人的菜单、待办和报表里，也不能办理；数据都保留，随时可以启用",
		"A module that is off is in nobody's menu, tasks or reports, and its commands cannot be given. All data is kept; it can be switched on at any time")
	switchOff = i18n.Define("settings.modules.off", "停用「{0}」", "Switch off {0}")
	switchOn  = i18n.Define("settings.modules.on", "启用「{0}」", "Switch on {0}")
	isOff     = i18n.Define("settings.modules.isoff", "已停用", "Off")
)

type modulesPage struct {
	site    *common.Site
	trouble *common.TroublePanel
}

func newModules(site *common.Site) nav.Page {
	p := &modulesPage{site, common.NewTroublePanel()}
	return common.NewPage(site, common.Spec[[]modules.Module]{
		Title:   func() string { return modulesWord.Text() },
		Load:    modules.Load,
		Show:    p.show,
		Trouble: p.trouble,
		Of:      modules.Entities(site.Desk.Catalog),
	})
}

func (p *modulesPage) show(list []modules.Module) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.NewNote(modulesHint.Text(), widgets.Quiet)}
	for _, m := range list {
		var buttons []*widgets.Button
		if p.site.May(switchCommand) {
			label := switchOn
			if m.On {
				label = switchOff
			}
			buttons = append(buttons, widgets.NewButton(label.Text(m.Label), func() { p.turn(m, !m.On, false) }))
		}
		for _, l := range m.Lists {
			buttons = append(buttons, widgets.NewButton(l.Label, func() { p.site.Router.Go(record.ListRoute(l.Entity)) }))
		}
		title := m.Label
		if !m.On {
			title = view.Join(title, isOff.Text())
		}
		parts = append(parts, widgets.NewPanel(title, widgets.NewNote(m.Stands, widgets.Plain), widgets.NewActions(buttons...)))
	}
	return widgets.NewSections(parts...)
}

// turn switches a module; one with unfinished work asks first what shall become of it.
func (p *modulesPage) turn(m modules.Module, on, anyway bool) {
	p.trouble.Set(nil, nil)
	p.site.Do(func() error { return modules.Switch(p.site.Desk, m.Name, on, anyway) }, func(err error) {
		ways := map[string]func(){org.Anyway.Name: func() { p.turn(m, on, true) }}
		if len(m.Lists) > 0 {
			ways[org.ListUnfinished.Name] = func() { p.site.Router.Go(record.ListRoute(m.Lists[0].Entity)) }
		}
		p.trouble.Set(view.Explain(err), ways)
		if err == nil {
			p.site.Toast(p.site.Did(switchCommand))
		}
	})
}
