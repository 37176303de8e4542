// Package settings is language, look, the account of this device and its end.
package settings

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/device/client"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/theme"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Route is the page's name.
const Route = "settings"

var (
	language    = i18n.Define("settings.language", "语言", "Language")
	look        = i18n.Define("settings.look", "外观", "Look")
	auto        = i18n.Define("settings.auto", "跟随系统", "As the system")
	light       = i18n.Define("settings.light", "浅色", "Light")
	dark        = i18n.Define("settings.dark", "深色", "Dark")
	account     = i18n.Define("settings.account", "账号", "Account")
	person      = i18n.Define("settings.person", "姓名", "Name")
	company     = i18n.Define("settings.company", "公司", "Company")
	series      = i18n.Define("settings.series", "本机单号系列", "Number series")
	companyData = i18n.Define("settings.data", "公司数据", "Company data")
	leave       = i18n.Define("settings.leave", "退出并清除本机数据", "Sign out and clear this device")
	another     = i18n.Define("settings.switch", "换账号", "Switch account")
	leaveAsk    = i18n.Define("settings.leave.ask", "退出后本机不再保存公司数据，再次使用需要重新登录", "The company's data leaves this device; using it again needs a new sign-in")
	leaveLose   = i18n.Define("settings.leave.lose", "仍要退出，放弃未上传内容", "Sign out anyway and lose what waits")
)

type model struct {
	name, company, series string
}

// Area is the page of settings with those of one's own password and of how one is told of
// tasks.
func Area(site *common.Site, home client.Home) common.Area {
	return common.Area{Givers: common.Starts(ModulesRoute, map[string]string{switchCommand: ""}), Routes: map[string]nav.Make{
		Route:         func(nav.Route) nav.Page { return newPage(site, home) },
		PasswordRoute: func(nav.Route) nav.Page { return newOwnPassword(site) },
		DeliveryRoute: func(nav.Route) nav.Page { return newDelivery(site) },
		ImportRoute:   func(nav.Route) nav.Page { return newImport(site) },
		HelpRoute:     func(at nav.Route) nav.Page { return newHelp(site, at.ID) },
		ModulesRoute:  func(nav.Route) nav.Page { return newModules(site) },
	}}
}

type screen struct {
	site    *common.Site
	home    client.Home
	trouble *common.TroublePanel
}

func newPage(site *common.Site, home client.Home) nav.Page {
	s := &screen{site: site, home: home, trouble: common.NewTroublePanel()}
	return common.NewPage(site, common.Spec[model]{
		Ageless: true,
		Title:   func() string { return i18n.Settings.Text() },
		Load:    load,
		Show:    s.show,
		Trouble: s.trouble,
		Of:      []string{org.Users.Name(), org.Companies.Name()},
	})
}

func load(r *view.Reader) (model, error) {
	m := model{name: r.Author.Name, series: r.Author.Series}
	if c, p := org.Companies.Get(r.Tx, org.TheCompany); p == kernel.Found {
		m.company = c.Name
	}
	return m, nil
}

func (s *screen) show(m model) fyne.CanvasObject {
	var languages, variants []*widgets.Button
	for _, l := range i18n.Languages() {
		languages = append(languages, choice(l.String(), l == i18n.Current(), func() { speak(l) }))
	}
	for _, v := range looks {
		variants = append(variants, choice(v.key.Text(), current().Variant == v.variant, func() {
			wear(v.code, v.variant)
			s.site.Router.Rebuild()
		}))
	}
	out := widgets.NewButton(leave.Text(), func() { s.ask(false) })
	out.Importance = widget.DangerImportance
	swap := widgets.NewButton(another.Text(), func() {
		if s.site.SignedOut != nil {
			s.site.SignedOut()
		}
	})
	var data []fyne.CanvasObject
	var doors []*widgets.Button
	if s.site.May(org.MayImport.Name) {
		doors = append(doors, widgets.NewButton(bringIn.Text(), func() { s.site.Go(ImportRoute, "") }))
	}
	if door := s.site.Door(modulesWord.Text(), ModulesRoute, ""); door != nil {
		doors = append(doors, door)
	}
	if len(doors) > 0 {
		data = append(data, widgets.NewPanel(companyData.Text(), widgets.NewActions(doors...)))
	}
	return widgets.NewSections(append(data,
		widgets.NewPanel(account.Text(), widgets.NewFacts(
			widgets.Fact{Label: person.Text(), Value: m.name}, widgets.Fact{Label: company.Text(), Value: m.company},
			widgets.Fact{Label: series.Text(), Value: m.series},
		), widgets.NewActions(
			widgets.NewButton(helpWord.Text(), func() { s.site.Go(HelpRoute, "") }),
			widgets.NewButton(delivery.Text(), func() { s.site.Go(DeliveryRoute, "") }),
			widgets.NewButton(change.Text(), func() { s.site.Go(PasswordRoute, "") }),
		)),
		widgets.NewPanel(language.Text(), widgets.NewActions(languages...)),
		widgets.NewPanel(look.Text(), widgets.NewActions(variants...)),
		widgets.NewPanel("", widgets.NewActions(swap, out)),
	)...)
}

func choice(label string, chosen bool, tapped func()) *widgets.Button {
	b := widgets.NewButton(label, tapped)
	if chosen {
		b.Importance = widget.HighImportance
	}
	return b
}

func current() *theme.Theme {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*theme.Theme); ok {
		return t
	}
	return theme.New(theme.Auto, theme.Comfortable)
}

// ask signs out after a question. What waits is lost only when the person says so.
func (s *screen) ask(lose bool) {
	s.site.Confirm(leave.Text(), leaveAsk.Text(), leave.Text(), true, func() {
		s.site.Do(func() error { return s.site.Desk.Engine.SignOut(context.Background(), s.home, lose) }, func(err error) {
			t := view.Explain(err)
			if t == nil {
				s.site.SignedOut()
				return
			}
			if t.Code == client.Unsent.Name {
				t.Repairs = []view.Way{{Name: "lose", Label: leaveLose.Text()}}
			}
			s.trouble.Set(t, map[string]func(){"lose": func() { s.ask(true) }})
		})
	})
}
