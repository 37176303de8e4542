// Package syncpage shows what this device has not settled with the server, and
// what can be done about it.
package syncpage

import (
	"context"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/device/client"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/system/syncpage"
)

var (
	title       = i18n.Define("syncpage.title", "同步", "Synchronisation")
	waiting     = i18n.Define("syncpage.waiting", "等待上传（{0}）", "Waiting to be sent ({0})")
	refused     = i18n.Define("syncpage.refused", "需要你处理（{0}）", "Needs you ({0})")
	adjusted    = i18n.Define("syncpage.adjusted", "有调整（{0}）", "Adjusted ({0})")
	flight      = i18n.Define("syncpage.flight", "飞行模式", "Flight mode")
	nothing     = i18n.Define("syncpage.nothing", "全部操作都已保存到服务器", "Everything has reached the server")
	nothingHint = i18n.Define("syncpage.nothing.hint", "没有网络时的操作会先保存在本机，列在这里", "What you do without a network is kept on this device and listed here")
	export      = i18n.Define("syncpage.export", "导出未上传内容", "Export what waits")
	exported    = i18n.Define("syncpage.exported", "已导出到 {0}", "Exported to {0}")
	damaged     = i18n.Define("syncpage.damaged", "记录损坏（{0}）", "Damaged records ({0})")
	again       = i18n.Define("syncpage.again", "已重新操作，不再显示", "Done again; take it off")
	timeRight   = i18n.Define("syncpage.clock", "确认服务器时间无误", "The server's time is right")
	noted       = i18n.Define("syncpage.noted", "已核对", "Checked")
	back        = i18n.Define("syncpage.back", "恢复联网", "Go online")
	signIn      = i18n.Define("syncpage.signin", "重新登录", "Sign in again")
	demoTitle   = i18n.Define("syncpage.demo", "离线演示", "Offline demo")
	demoPlay    = i18n.Define("syncpage.demo.play", "断网，写 3 张订单", "Lose the network and write 3 orders")
	demoHint    = i18n.Define("syncpage.demo.hint", "林晓燕在路上写三张订单；其间同事卖掉了同样的货。恢复联网后看服务器怎么说", "Lin Xiaoyan writes three orders on the road while a colleague sells some of the same goods. Go online to see what the server says")
	openDoc     = i18n.Define("syncpage.open", "打开单据", "Open the document")
)

// Area tells the page's route.
func Area(site *common.Site) common.Area {
	return common.Area{Routes: map[string]nav.Make{
		common.SyncRoute: func(nav.Route) nav.Page { return New(site) },
		ProofRoute:       func(nav.Route) nav.Page { return NewProof(site) },
	}}
}

type screen struct {
	*common.Page[*model.Page]
	site    *common.Site
	trouble *common.TroublePanel
	demo    bool // this is the tablet of the demo company
}

// New returns the page.
func New(site *common.Site) nav.Page {
	s := &screen{site: site, trouble: common.NewTroublePanel()}
	s.Page = common.NewPage(site, common.Spec[*model.Page]{
		Ageless: true,
		Title:   func() string { return title.Text() },
		Load:    func(r *view.Reader) (*model.Page, error) { return model.Read(site.Desk, r) },
		Show:    s.show,
		Trouble: s.trouble,
	})
	if !site.Still {
		s.lookForScene()
	}
	return s
}

// lookForScene asks the server whether it has the demo company; another server says
// no and nothing is shown.
func (s *screen) lookForScene() {
	found := false
	s.site.Do(func() error {
		found = s.site.Desk.Engine.DemoTablet(context.Background())
		return nil
	}, func(error) {
		if s.demo = found; found {
			s.Redraw()
		}
	})
}

func (s *screen) show(p *model.Page) fyne.CanvasObject {
	parts := []fyne.CanvasObject{s.head(p)}
	if len(p.Waiting)+len(p.Refused)+len(p.Adjusted)+len(p.Unread) == 0 && p.Restored == "" {
		parts = append(parts, widgets.NewEmptyState(nil, nothing.Text(), nothingHint.Text(), "", nil))
	}
	parts = append(parts, s.unread(p.Unread)...)
	parts = append(parts, s.cards(refused, p.Refused)...)
	parts = append(parts, s.cards(adjusted, p.Adjusted)...)
	if len(p.Waiting) > 0 {
		var rows []fyne.CanvasObject
		for _, e := range p.Waiting {
			rows = append(rows, s.entry(e)...)
		}
		rows = append(rows, widgets.NewActions(widgets.NewButton(export.Text(), s.export)))
		parts = append(parts, widgets.NewPanel(waiting.Text(len(p.Waiting)), rows...))
	}
	parts = append(parts, widgets.NewPanel("", widgets.NewLineRow(
		widgets.Line{Title: proofTitle.Text(), Detail: p.Proof}, func() { s.site.Go(ProofRoute, "") })))
	if s.demo && !p.Flight {
		parts = append(parts, s.scene())
	}
	return widgets.NewSections(parts...)
}

// cards are entries that want a decision, each on a card of its own.
func (s *screen) cards(counted i18n.Key, list []model.Entry) []fyne.CanvasObject {
	var cards []fyne.CanvasObject
	for n, e := range list {
		heading := ""
		if n == 0 {
			heading = counted.Text(len(list))
		}
		cards = append(cards, widgets.NewPanel(heading, s.entry(e)...))
	}
	return cards
}

// unread are commands whose record is damaged. They can be exported, and taken off
// the page once they were given again.
func (s *screen) unread(list []model.Entry) []fyne.CanvasObject {
	if len(list) == 0 {
		return nil
	}
	var rows []fyne.CanvasObject
	keys := make([]int64, 0, len(list))
	for _, e := range list {
		rows = append(rows, s.entry(e)...)
		keys = append(keys, e.Item.Key)
	}
	drop := func() { s.site.Do(func() error { return s.site.Desk.Engine.DropUnread(keys...) }, s.done) }
	rows = append(rows, widgets.NewActions(widgets.NewButton(export.Text(), s.export), widgets.NewButton(again.Text(), drop)))
	return []fyne.CanvasObject{widgets.NewPanel(damaged.Text(len(list)), rows...)}
}

// head says how this device and the server stand, and lets the person change that.
func (s *screen) head(p *model.Page) fyne.CanvasObject {
	toggle := widgets.NewCheck(flight.Text(), s.fly)
	toggle.Checked = p.Flight
	said := widgets.NewStacked(widgets.NewNote(p.Link, widgets.Plain), widgets.NewCaption(p.AsOf, widgets.Quiet))
	rows := []fyne.CanvasObject{widgets.NewBorder(nil, nil, nil, container.NewVBox(toggle), said)}
	for _, b := range []view.Badge{{Text: p.Said, Tone: view.Alert}, {Text: p.Mended, Tone: view.Alert}, {Text: p.Restored, Tone: view.Caution}, {Text: p.Doubt, Tone: view.Alert}, {Text: p.Clock, Tone: view.Caution}, {Text: p.Files, Tone: view.Info}} {
		if b.Text != "" {
			banner := widgets.NewBanner()
			banner.Set(common.Tone(b.Tone), b.Text, "", nil)
			rows = append(rows, banner)
		}
	}
	var buttons []*widgets.Button
	if p.Again && s.site.SignedOut != nil {
		buttons = append(buttons, widgets.NewButton(signIn.Text(), s.site.SignedOut))
	}
	if p.MayConfirm {
		buttons = append(buttons, widgets.NewButton(timeRight.Text(), func() {
			s.site.Do(func() error { return model.ConfirmClock(s.site.Desk) }, s.done)
		}))
	}
	if p.Mended != "" {
		buttons = append(buttons, widgets.NewButton(noted.Text(), func() { s.site.Do(s.site.Desk.Engine.SeenMended, s.done) }))
	}
	if p.Pausing {
		buttons = append(buttons, widgets.NewButton(i18n.SyncRedial.Text(), s.site.Desk.Engine.Redial))
	}
	if p.Flight {
		buttons = append(buttons, widgets.NewButton(back.Text(), func() { s.fly(false) }))
	}
	if len(buttons) > 0 {
		buttons[0].Importance = widget.HighImportance
		rows = append(rows, widgets.NewActions(buttons...))
	}
	return widgets.NewPanel("", rows...)
}

func (s *screen) fly(on bool) {
	s.site.Do(func() error { return s.site.Desk.Engine.SetFlight(on) }, s.done)
}

// scene offers the day without a network of the demo company's salesperson.
func (s *screen) scene() fyne.CanvasObject {
	play := widgets.NewButton(demoPlay.Text(), func() {
		s.site.Do(func() error { return s.site.Desk.Engine.DemoOffline(context.Background()) }, s.done)
	})
	return widgets.NewPanel(demoTitle.Text(), widgets.NewNote(demoHint.Text(), widgets.Quiet), widgets.NewActions(play))
}

// entry is a command: what it was, why it came out otherwise, and what can be done.
func (s *screen) entry(e model.Entry) []fyne.CanvasObject {
	var open func()
	if e.Opens != nil && s.site.Opens(e.Opens.Entity) {
		open = func() { s.site.Open(e.Opens.Entity, e.Opens.ID) }
	}
	line := widgets.Line{Title: e.Title, Detail: e.Detail, Badges: common.Badges(e.Badge)}
	rows := []fyne.CanvasObject{widgets.NewLineRow(line, open)}
	if e.Goods != "" {
		rows = append(rows, widgets.NewNote(e.Goods, widgets.Quiet))
	}
	if e.Why != nil {
		banner := widgets.NewBanner()
		banner.Set(common.Tone(tones[e.Item.Standing]), e.Why.Text, "", nil)
		rows = append(rows, banner)
		for _, line := range e.Why.Lines {
			rows = append(rows, widgets.NewNote(line, widgets.Plain))
		}
	}
	if buttons := s.buttons(e, open); len(buttons) > 0 {
		rows = append(rows, widgets.NewActions(buttons...))
	}
	return rows
}

var tones = map[client.Standing]view.Tone{client.Refused: view.Alert, client.Adjusted: view.Caution, client.Doubtful: view.Caution}

// buttons are the ways out, the first of them the obvious one.
func (s *screen) buttons(e model.Entry, open func()) []*widgets.Button {
	var buttons []*widgets.Button
	if e.Item.Standing == client.Adjusted && open != nil {
		buttons = append(buttons, widgets.NewButton(openDoc.Text(), open))
	}
	for _, w := range e.Ways {
		b := widgets.NewButton(w.Label, func() { s.ask(e, w) })
		if w.Name == model.GiveUp || w.Name == model.Seen && len(buttons) > 0 {
			b.Importance = widget.LowImportance
		}
		buttons = append(buttons, b)
	}
	if len(buttons) > 0 && buttons[0].Importance != widget.LowImportance {
		buttons[0].Importance = widget.HighImportance
	}
	return buttons
}

func (s *screen) ask(e model.Entry, w model.Way) {
	if w.Asks == "" {
		s.take(e, w.Name)
		return
	}
	s.site.Confirm(e.Title, w.Asks, w.Label, true, func() { s.take(e, w.Name) })
}

// take goes a way out and on to where it leads.
func (s *screen) take(e model.Entry, way string) {
	var out model.Outcome
	s.site.Do(func() (err error) {
		out, err = model.Take(s.site.Desk, e, way)
		return err
	}, func(err error) {
		s.done(err)
		if err != nil {
			return
		}
		if out.Said != "" {
			s.site.Toast(out.Said)
		}
		switch {
		case out.Form != "":
			s.site.Router.Go(record.AgainRoute(out.Form, e.Item.Key))
		case out.Opens != nil && out.Opens.Draft && s.site.Router.Knows(draftRoute):
			s.site.Go(draftRoute, out.Opens.ID.String())
		case out.Opens != nil:
			s.site.Open(out.Opens.Entity, out.Opens.ID)
		}
	})
}

// draftRoute is where salespersons write an order on.
const draftRoute = "sales.draft"

func (s *screen) done(err error) {
	s.trouble.Set(view.Explain(err), nil)
	s.Reload()
}

func (s *screen) export() {
	folder, err := os.UserHomeDir()
	if err != nil {
		folder = os.TempDir()
	}
	var path string
	s.site.Do(func() (err error) {
		path, err = model.Export(s.site.Desk, folder)
		return err
	}, func(err error) {
		s.trouble.Set(view.Explain(err), nil)
		if err == nil {
			s.site.Toast(exported.Text(path))
		}
	})
}
