package record

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/device/client"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

const passwordPage = "record.password"

var (
	resetTitle = i18n.Define("record.password", "重置密码", "Reset password")
	resetNote  = i18n.Define("record.password.note", "生成一个一次性密码，7 天内有效。{0} 用它登录后须设一个自己的新密码；原来的密码作废，其所有设备退出登录，未提交的内容会保留",
		"Makes a password for one sign-in, good for 7 days. {0} signs in with it and then chooses another. The old password ends, and so does every sign-in; what waits on the devices is kept")
	firstTitle = i18n.Define("record.password.first", "首次登录", "First sign-in")
	firstNote  = i18n.Define("record.password.first.note", "{0} 还没有密码。生成一个一次性密码，连同服务器地址和手机号交给本人，7 天内有效；用它登录后自己设一个新密码。以后也可以在该用户的页面上「重置密码」",
		"{0} has no password yet. Make one for one sign-in and hand it over with the address of the server and the mobile number. It is good for 7 days; whoever signs in with it chooses another. Later the user's page makes one, too (Reset password)")
	seatless = i18n.Define("record.password.seatless", "{0} 还没有岗位，登录后什么也看不到、做不了：请在「岗位」里选一个，把「在岗人员」设为 {0}",
		"{0} holds no seat yet and would see and do nothing: choose one among the seats and put {0} into it (Held by)")
	handOver = i18n.Define("record.password.message", "{0} 用合一登录：服务器 {1}，手机号 {2}，一次性密码 {3}（7 天内有效，登录后设自己的密码）",
		"{0} signs in to Heyi: server {1}, mobile {2}, one-time password {3} (good for 7 days; choose your own after signing in)")
	resetMake  = i18n.Define("record.password.make", "生成一次性密码", "Make a one-time password")
	resetOnce  = i18n.Define("record.password.once", "一次性密码", "One-time password")
	resetShown = i18n.Define("record.password.shown", "只显示这一次，请念给本人，或复制后发给本人", "It is shown this once: read it out, or copy it and send it to its owner")
	resetCopy  = i18n.Define("record.password.copy", "复制登录信息", "Copy what to send")
	resetAway  = i18n.Define("record.password.offline", "重置密码需要联网；连上服务器后再试", "Resetting a password needs the server; please try again once you are online")
)

// resetter is the page that gives a user a password for one sign-in.
type resetter struct {
	*common.Page[*newcomer]
	site    *common.Site
	id      kernel.ID
	first   bool // the user has just been made and has none
	loader  *uithread.Loader[string]
	trouble *common.TroublePanel
	make    *widgets.Button
	made    *fyne.Container
}

// newcomer is a user who gets a password.
type newcomer struct {
	*org.User
	seated bool
}

// firstMark follows the user's id where he has just been made.
const firstMark = "/first"

// userOf is the user of the page's id.
func userOf(text string) (id kernel.ID, first bool, err error) {
	text, first = strings.CutSuffix(text, firstMark)
	id, err = kernel.ParseID(text)
	return id, first, err
}

func newResetter(site *common.Site, text string) nav.Page {
	id, first, err := userOf(text)
	if err != nil {
		id = kernel.ID{}
	}
	p := &resetter{site: site, id: id, first: first, loader: uithread.NewLoader[string](site.Dispatcher)}
	p.trouble = common.NewTroublePanel()
	p.Page = common.NewPage(site, common.Spec[*newcomer]{
		Ageless: true, Once: true, Title: func() string {
			if first {
				return firstTitle.Text()
			}
			return resetTitle.Text()
		},
		Load: func(r *view.Reader) (*newcomer, error) {
			u, err := org.CheckReset(r.Tx, kernel.Ref[org.User](id))
			seats, _ := org.SeatsOf.Of(r.Tx, kernel.Ref[org.User](id))
			return &newcomer{u, len(seats) > 0}, err
		},
		Show: p.draw, Trouble: p.trouble, Ended: func() { p.loader.Cancel() },
	})
	return p
}

func (p *resetter) draw(u *newcomer) fyne.CanvasObject {
	p.made = widgets.NewStacked()
	note := resetNote
	if p.first {
		note = firstNote
	}
	p.make = widgets.NewButtonWithIcon(resetMake.Text(), theme.ViewRefreshIcon(), p.ask)
	p.make.Importance = widget.HighImportance
	if p.first && !u.seated {
		p.made.Add(widgets.NewNote(seatless.Text(u.Name), widgets.Caution))
	}
	return widgets.NewSections(p.made, widgets.NewPanel(u.Name, widgets.NewNote(note.Text(u.Name), widgets.Plain), widgets.NewActions(p.make)))
}

func (p *resetter) ask() {
	p.make.Disable()
	p.trouble.Set(nil, nil)
	p.loader.Load(func(ctx context.Context) (string, error) {
		return p.site.Desk.Engine.ResetPassword(ctx, p.id)
	}, func(password string, err error) {
		p.make.Enable()
		if err != nil {
			p.complain(err)
			return
		}
		p.show(password)
	})
}

func (p *resetter) complain(err error) {
	t := view.Explain(err)
	if errors.Is(err, client.NoServer.With()) {
		t.Text = resetAway.Text()
	}
	p.trouble.Set(t, nil)
}

func (p *resetter) show(password string) {
	u, ok := p.Model()
	if !ok {
		return
	}
	message := handOver.Text(u.Name, p.site.Desk.Engine.Enrolment().Server, u.Mobile, password)
	secret := widget.NewLabelWithStyle(password, fyne.TextAlignCenter, fyne.TextStyle{Bold: true, Monospace: true})
	secret.SizeName = theme.SizeNameHeadingText
	secret.Selectable = true
	take := widgets.NewButtonWithIcon(resetCopy.Text(), theme.ContentCopyIcon(), func() { fyne.CurrentApp().Clipboard().SetContent(message) })
	p.made.Objects = []fyne.CanvasObject{widgets.NewPanel(resetOnce.Text(), secret, widgets.NewNote(resetShown.Text(), widgets.Quiet), widgets.NewActions(take))}
	p.made.Refresh()
}

// resets tells whether a row is a user whose password the reader may reset.
func resets(r *view.Reader, entity string, id kernel.ID) bool {
	if entity != org.Users.Name() || id.IsZero() {
		return false
	}
	_, err := org.CheckReset(r.Tx, kernel.Ref[org.User](id))
	return err == nil
}

// resets are the way to the page, for who may.
func (p *page) resets(m *model.Page) []nav.Action {
	if !m.Resets {
		return nil
	}
	return []nav.Action{{Label: resetTitle.Text(), Icon: theme.LoginIcon(), Tapped: func() { p.site.Go(passwordPage, p.id.String()) }}}
}
