package settings

import (
	"context"
	"errors"

	"heyi/app/device/client"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view/system/signin"
)

// PasswordRoute is the page on which everybody changes his own password.
const PasswordRoute = "settings.password"

var (
	change       = i18n.Define("settings.password", "修改密码", "Change password")
	presentOne   = i18n.Define("settings.password.old", "原密码", "Present password")
	newOne       = i18n.Define("settings.password.new", "新密码", "New password")
	newOneHint   = i18n.Define("settings.password.new.hint", "至少 8 个字符", "At least 8 characters")
	onceMore     = i18n.Define("settings.password.again", "再输一次新密码", "New password again")
	differ       = i18n.Define("settings.password.differ", "两次输入的新密码不一样", "The two new passwords differ")
	others       = i18n.Define("settings.password.note", "修改后，你在其他设备上的登录会退出，未上传的内容会保留；本机继续使用", "What you are signed in with elsewhere ends, and what waits there is kept; this device goes on")
	changed      = i18n.Define("settings.password.changed", "密码已修改", "The password has been changed")
	needsNetwork = i18n.Define("settings.password.offline", "修改密码需要联网；连上服务器后再试", "Changing the password needs the server; please try again once you are online")
)

// ownPassword changes the password of who works here. Only the server knows it.
type ownPassword struct {
	common.FormPage
	old, next, again *widgets.Field
	loader           *uithread.Loader[struct{}]
}

func newOwnPassword(site *common.Site) nav.Page {
	p := &ownPassword{
		loader: uithread.NewLoader[struct{}](site.Dispatcher),
		old:    widgets.NewPasswordField("password", presentOne.Text()),
		next:   widgets.NewPasswordField("new", newOne.Text()),
		again:  widgets.NewPasswordField("again", onceMore.Text()),
	}
	p.FormPage = common.NewFormPage(site, func() string { return change.Text() }, change.Text(), p.save)
	p.Form.EnterSaves = true
	p.Form.AddObject(widgets.NewNote(others.Text(), widgets.Quiet))
	p.next.SetHint(newOneHint.Text())
	p.again.Validate = func(string) string {
		if p.again.Input.Text != p.next.Input.Text {
			return differ.Text()
		}
		return ""
	}
	for _, f := range []*widgets.Field{p.old, p.next, p.again} {
		f.SetRequired(true)
		p.Form.AddWide(f)
	}
	if site.Desk.Engine.State().Link != client.Online {
		p.Form.Banner().Set(widgets.Caution, needsNetwork.Text(), "", nil)
	}
	return p
}

func (p *ownPassword) save() {
	old, next := p.old.Input.Text, p.next.Input.Text
	p.Form.SetBusy(true)
	p.Form.Banner().Hide()
	p.loader.Load(func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.Site.Desk.Engine.ChangePassword(ctx, old, next)
	}, func(_ struct{}, err error) {
		p.Form.SetBusy(false)
		if err != nil {
			p.complain(err)
			return
		}
		p.Site.Toast(changed.Text())
		p.Site.Router.Back()
	})
}

func (p *ownPassword) complain(err error) {
	problem := signin.ProblemOf(err)
	switch {
	case errors.Is(err, client.NoServer.With()):
		p.Form.Banner().Set(widgets.Caution, needsNetwork.Text(), i18n.Retry.Text(), p.Form.Save)
	case problem.Field == p.old.Name(), problem.Field == p.next.Name():
		p.Form.SetErrors(map[string]string{problem.Field: problem.Text})
	default:
		p.Form.Banner().Set(common.Tone(problem.Tone), problem.Text, "", nil)
	}
	p.Form.Refresh()
}

// Start implements nav.Starter.
func (p *ownPassword) Start() { p.Form.Begin() }

// Dispose implements nav.Page.
func (p *ownPassword) Dispose() { p.loader.Cancel() }
