package signin

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"heyi/app/client"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
)

var (
	firstSync  = i18n.Define("signin.first", "首次同步", "First synchronisation")
	connecting = i18n.Define("signin.connecting", "正在连接 {0}…", "Connecting to {0}…")
	arranging  = i18n.Define("signin.arranging", "已收到全部 {0} 条,正在整理…", "All {0} records are here, putting them in order…")
	received   = i18n.Define("signin.received", "已收到 {0} / {1} 条({2}%)", "{0} of {1} records received ({2}%)")
	toGo       = i18n.Define("signin.togo", ",预计还需 {0}", ", about {0} to go")
	receiving  = i18n.Define("signin.receiving", "正在接收公司资料…", "Receiving the company's data…")
	offline    = i18n.Define("signin.offline", "没有网络。首次使用需要联网一次,连上后会自动继续", "No network. The first use needs it once; this goes on by itself")
	later      = i18n.Define("signin.later", "可以先取消,下次从断开的地方继续", "You may cancel; next time it goes on where it stopped")
)

// Loading is shown until the first sync is complete.
type Loading struct {
	widget.BaseWidget

	engine   *client.Engine
	server   string
	said     *widget.Label
	activity *widget.Activity
	bar      *widget.ProgressBar
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
	cancel := widget.NewButton(i18n.Cancel.Text(), cancelled)
	l.activity.Start()
	l.body = container.New(narrow{}, container.NewVBox(layout.NewSpacer(), title, l.activity, l.bar, l.said,
		centred(later.Text()), container.NewCenter(cancel), layout.NewSpacer()))
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
	if st.FirstSync.Total > 0 {
		l.bar.Show()
		l.bar.SetValue(float64(st.FirstSync.Percent()))
	}
	switch {
	case !st.Loading:
		l.Dispose()
		l.ready()
	case st.Stopped != nil:
		l.said.SetText(view.ExplainRefusal(st.Stopped).Text)
	case st.Trouble != nil:
		l.said.SetText(view.ExplainRefusal(st.Trouble).Text)
	case st.Link == client.Online:
		l.said.SetText(progress(st.FirstSync))
	case st.Link == client.Connecting:
		l.said.SetText(connecting.Text(l.server))
	default:
		l.said.SetText(offline.Text())
	}
}

// progress says how far a first sync has come and what it will still take.
func progress(f client.FirstSync) string {
	switch {
	case f.Total == 0:
		return receiving.Text()
	case f.Done >= f.Total:
		return arranging.Text(f.Total)
	case f.Rest == 0:
		return received.Text(f.Done, f.Total, f.Percent())
	}
	return received.Text(f.Done, f.Total, f.Percent()) + toGo.Text(i18n.Span(f.Rest))
}
