package signin

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	model "heyi/app/view/system/signin"
)

var (
	firstSync = i18n.Define("signin.first", "首次同步", "First synchronisation")
	again     = i18n.Define("signin.again", "重新登录", "Sign in again")
	later     = i18n.Define("signin.later", "可以先取消，下次从断开的地方继续", "You may cancel; next time it goes on where it stopped")
)

// edge keeps what is shown off the edges of a phone.
const edge = 16

// Loading is shown until the first sync is complete.
type Loading struct {
	widget.BaseWidget

	engine   *client.Engine
	server   string
	said     *widget.Label
	activity *widget.Activity
	bar      *widget.ProgressBar
	cancel   *widgets.Button
	redial   *widgets.Button
	refresh  *uithread.Coalescer
	stop     func()
	ready    func()
	body     fyne.CanvasObject
}

// NewLoading follows an engine and calls ready on the UI thread once its rows are
// whole, or cancelled when the person does not want to wait.
func NewLoading(d uithread.Dispatcher, engine *client.Engine, server string, ready, cancelled func()) *Loading {
	l := &Loading{engine: engine, server: server, said: widgets.NewNote("", widgets.Plain), activity: widget.NewActivity(), bar: widget.NewProgressBar(), ready: ready}
	l.bar.Max = 100
	l.bar.Hide() // until the server has said how much there is
	l.said.Alignment = fyne.TextAlignCenter
	title := widget.NewLabelWithStyle(firstSync.Text(), fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	l.cancel = widgets.NewButton(i18n.Cancel.Text(), cancelled)
	l.redial = widgets.NewButton(i18n.SyncRedial.Text(), engine.Redial)
	l.redial.Hide()
	l.activity.Start()
	l.body = container.New(narrow{}, container.New(layout.NewCustomPaddedLayout(0, 0, edge, edge), container.NewVBox(layout.NewSpacer(), title, l.activity, l.bar, l.said,
		centred(later.Text()), container.NewCenter(container.NewHBox(l.cancel, l.redial)), layout.NewSpacer())))
	l.ExtendBaseWidget(l)
	l.refresh = uithread.NewCoalescer(d, l.look)
	l.stop = engine.Subscribe(func(client.Change) { l.refresh.Signal() })
	l.refresh.Signal()
	return l
}

// CreateRenderer implements fyne.Widget.
func (l *Loading) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.body) }

// Dispose ends the following.
func (l *Loading) Dispose() {
	l.stop()
	l.refresh.Stop()
	l.activity.Stop()
}

func (l *Loading) look() {
	st := l.engine.State()
	if !st.Loading {
		l.Dispose()
		l.ready()
		return
	}
	now := model.LoadingOf(st, l.server)
	l.said.SetText(now.Text)
	if now.Percent >= 0 {
		l.bar.Show()
		l.bar.SetValue(float64(now.Percent))
	}
	if now.Busy {
		l.activity.Show()
		l.activity.Start()
	} else {
		l.activity.Stop()
		l.activity.Hide()
	}
	l.redial.Hidden = !st.Pausing() || now.Again
	l.body.Refresh()
	if now.Again {
		l.cancel.SetText(again.Text())
	}
}
