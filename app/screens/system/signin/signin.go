// Package signin is the first screen: who is it, and of which company.
package signin

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"heyi/app/device/client"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/system/signin"
	"heyi/assets"
	"heyi/shared/kernel"
)

var (
	title        = i18n.Define("signin.title", "合一", "Heyi")
	subtitle     = i18n.Define("signin.subtitle", "客户、订单、库存、账款，一个程序", "Customers, orders, stock and money in one program")
	enter        = i18n.Define("signin.enter", "登录", "Sign in")
	mobile       = i18n.Define("signin.mobile", "手机号", "Mobile number")
	password     = i18n.Define("signin.password", "密码", "Password")
	server       = i18n.Define("signin.server", "服务器地址", "Server address")
	serverHint   = i18n.Define("signin.server.hint", "例如 heyi.example.cn 或 http://192.168.1.5:8420", "For example heyi.example.cn or http://192.168.1.5:8420")
	forgotten    = i18n.Define("signin.forgotten", "忘记密码请找老板或系统管理员重置", "Forgotten your password? The owner or an administrator can reset it")
	chosen       = i18n.Define("signin.new", "新密码", "New password")
	chosenHint   = i18n.Define("signin.new.hint", "至少 8 个字符；以后用它登录", "At least 8 characters; you sign in with it from now on")
	known        = i18n.Define("signin.known", "本机上的账号", "Accounts on this device")
	another      = i18n.Define("signin.another", "登录其他账号", "Another account")
	signingIn    = i18n.Define("signin.busy", "正在登录…", "Signing in…")
	openFailed   = i18n.Define("signin.open.failed", "打不开本机数据：{0}", "The data on this device cannot be opened: {0}")
	exportUnsent = i18n.Define("signin.export", "导出未上传内容", "Export what waits")
	exported     = i18n.Define("signin.exported", "已导出到 {0}", "Exported to {0}")
	accountsBad  = i18n.Define("signin.accounts.failed", "读不到本机账号", "The accounts of this device could not be read")
)

// Screen is the sign-in page.
type Screen struct {
	widget.BaseWidget

	model  *model.Model
	d      uithread.Dispatcher
	opened func(client.Enrolment)
	loader *uithread.Loader[client.Enrolment]
	body   *fyne.Container
	stop   func()

	address                  string // of the command line
	form                     *widgets.FormPage
	server, mobile, password *widgets.Field
	chosen                   *widgets.Field // of a person whose password is for one sign-in, else nil
}

// New returns the page; opened is called on the UI thread with the enrolment that
// the person wants to work in.
func New(d uithread.Dispatcher, m *model.Model, opened func(client.Enrolment)) *Screen {
	s := &Screen{model: m, d: d, opened: opened, loader: uithread.NewLoader[client.Enrolment](d), body: container.NewStack()}
	s.ExtendBaseWidget(s)
	s.build()
	s.stop = i18n.OnChange(func(i18n.Language) { s.build() })
	return s
}

// Dispose ends what is under way.
func (s *Screen) Dispose() {
	s.stop()
	s.loader.Cancel()
}

// CreateRenderer implements fyne.Widget.
func (s *Screen) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.body) }

// Say shows why somebody is not in: at the input that it is about, else above the
// form with a button to try again where that may help.
func (s *Screen) Say(err error) { s.say(err, s.form.Save) }

// SayOf is Say of a sign-in that did not go through the form; again tries it once more.
func (s *Screen) SayOf(err error, again func()) { s.say(err, again) }

func (s *Screen) say(err error, again func()) {
	s.form.SetBusy(false)
	p := model.ProblemOf(err)
	switch {
	case p == nil:
		return
	case p.Field == "new" && s.chosen == nil:
		s.askNew(p.Text)
		return
	case p.Field != "":
		s.form.SetErrors(map[string]string{p.Field: p.Text})
		s.form.Banner().Set(common.Tone(p.Tone), p.Text, "", nil)
	case p.Retry:
		s.form.Banner().Set(common.Tone(p.Tone), p.Text, i18n.Retry.Text(), again)
	default:
		s.form.Banner().Set(common.Tone(p.Tone), p.Text, "", nil)
	}
	s.form.Refresh()
}

// askNew asks for a password of the person's own, and keeps what he typed.
func (s *Screen) askNew(why string) {
	address, who, secret := s.server.Text(), s.mobile.Text(), s.password.Input.Text
	s.chosen = widgets.NewPasswordField("new", chosen.Text())
	s.build()
	s.server.SetText(address)
	s.mobile.SetText(who)
	s.password.Input.SetText(secret)
	s.form.Banner().Set(widgets.Info, why, "", nil)
	s.form.Refresh()
	s.d.After(0, s.chosen.Focus)
}

// SetServer writes the address of the server.
func (s *Screen) SetServer(address string) {
	s.address = address
	s.server.SetText(address)
}

// Form is the page's form, for whoever fills it in for a person.
func (s *Screen) Form() *widgets.FormPage { return s.form }

func (s *Screen) build() {
	s.form = widgets.NewFormPage(enter.Text(), s.enter)
	s.form.EnterSaves = true
	s.form.AddObject(heading())
	s.addAccounts()
	s.mobile = widgets.NewField("mobile", mobile.Text())
	s.mobile.Input.Numeric = true
	s.mobile.SetRequired(true)
	s.password = widgets.NewPasswordField("password", password.Text())
	s.password.SetRequired(true)
	s.password.SetHint(forgotten.Text())
	s.server = widgets.NewField("server", server.Text())
	s.server.SetRequired(true)
	s.server.SetText(s.address)
	if s.address == "" {
		s.server.SetText(s.model.Server())
	}
	s.server.SetHint(serverHint.Text())
	s.form.AddWide(s.mobile, s.password)
	if s.chosen != nil {
		s.chosen = widgets.NewPasswordField("new", chosen.Text())
		s.chosen.SetRequired(true)
		s.chosen.SetHint(chosenHint.Text())
		s.form.AddWide(s.chosen)
	}
	s.form.AddWide(s.server)
	language := widgets.NewButton(otherLanguage().String(), func() { i18n.SetLanguage(otherLanguage()) })
	language.Importance = widget.LowImportance
	s.form.AddObject(container.NewHBox(layout.NewSpacer(), language))
	s.body.Objects = []fyne.CanvasObject{container.New(narrow{}, s.form)}
	s.body.Refresh()
}

func otherLanguage() i18n.Language {
	if i18n.Current() == i18n.Chinese {
		return i18n.English
	}
	return i18n.Chinese
}

func heading() fyne.CanvasObject {
	icon := canvas.NewImageFromResource(fyne.NewStaticResource("heyi.png", assets.Icon))
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSize(72, 72))
	name := widget.NewLabelWithStyle(title.Text(), fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	return widgets.NewStacked(icon, name, centred(subtitle.Text()))
}

func centred(text string) fyne.CanvasObject {
	l := widgets.NewNote(text, widgets.Quiet)
	l.Alignment = fyne.TextAlignCenter
	return l
}

func (s *Screen) addAccounts() {
	accounts, err := s.model.Accounts()
	if err != nil {
		s.form.Banner().Set(widgets.Alert, accountsBad.Text(), "", nil)
		return
	}
	if said, broken, err := s.model.Broken(); err == nil && said != "" {
		s.offerExport(said, broken[0].Enrolment)
	}
	if len(accounts) == 0 {
		return
	}
	rows := make([]fyne.CanvasObject, len(accounts))
	for i, a := range accounts {
		rows[i] = widgets.NewLineRow(widgets.Line{Title: a.Title, Detail: a.Detail}, func() { s.take(a) })
	}
	s.form.AddObject(widgets.NewPanel(known.Text(), rows...))
	s.form.AddHeading(another.Text())
}

// take opens an account, or fills in the form for one whose data was taken away.
func (s *Screen) take(a model.Account) {
	if !a.Gone {
		s.opened(a.Enrolment)
		return
	}
	s.mobile.SetText(a.Mobile)
	s.server.SetText(a.Server)
	s.form.Begin()
}

// Out says why the server has let an account go, and what can be done.
func (s *Screen) Out(stopped *kernel.Refusal, e client.Enrolment) {
	why := model.WhyGone(stopped, e)
	if why == "" {
		return
	}
	s.mobile.SetText(e.Mobile)
	s.server.SetText(e.Server)
	s.offerExport(why, e)
}

// enter signs the person in.
func (s *Screen) enter() {
	address, who, secret, own := s.server.Text(), s.mobile.Text(), s.password.Input.Text, ""
	if s.chosen != nil {
		own = s.chosen.Input.Text
	}
	s.form.SetBusy(true)
	s.form.Banner().Set(widgets.Info, signingIn.Text(), i18n.Cancel.Text(), func() {
		s.loader.Cancel()
		s.form.SetBusy(false)
		s.form.Banner().Hide()
	})
	s.loader.Load(func(ctx context.Context) (client.Enrolment, error) {
		return s.model.EnrolOnce(ctx, address, who, secret, own)
	}, func(e client.Enrolment, err error) {
		if err != nil {
			s.Say(err)
			return
		}
		s.form.SetBusy(false)
		s.opened(e)
	})
}

// Failed shows that the files of an account cannot be opened. What was not sent can
// be exported all the same, unless they are open elsewhere.
func (s *Screen) Failed(err error, e client.Enrolment) {
	s.form.SetBusy(false)
	said := openFailed.Text(view.Explain(err).Text)
	if model.OpenElsewhere(err) {
		s.form.Banner().Set(widgets.Alert, said, "", nil)
		return
	}
	s.offerExport(said, e)
}

func (s *Screen) offerExport(said string, e client.Enrolment) {
	s.form.Banner().Set(widgets.Alert, said, exportUnsent.Text(), func() {
		path, err := s.model.Export(e)
		if err != nil {
			s.form.Banner().Set(widgets.Alert, view.Explain(err).Text, "", nil)
			return
		}
		s.form.Banner().Set(widgets.Info, exported.Text(path), "", nil)
	})
}

// narrow keeps a form readable in a wide window.
type narrow struct{}

const formWidth float32 = 460

func (narrow) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (narrow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width, height := min(formWidth, size.Width), size.Height
	y := float32(0)
	if size.Width > formWidth*1.5 {
		height = min(size.Height, 700)
		y = (size.Height - height) / 2
	}
	objects[0].Resize(fyne.NewSize(width, height))
	objects[0].Move(fyne.NewPos((size.Width-width)/2, y))
}
