// Package syncpage shows what this device has not settled with the server, and
// what can be done about it.
package syncpage

import (
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/syncpage"
)

// Route is the page's name.
const Route = "sync"

var (
	title       = i18n.Define("syncpage.title", "同步", "Synchronisation")
	waiting     = i18n.Define("syncpage.waiting", "等待上传({0})", "Waiting to be sent ({0})")
	refused     = i18n.Define("syncpage.refused", "需要你处理({0})", "Needs you ({0})")
	adjusted    = i18n.Define("syncpage.adjusted", "有调整({0})", "Adjusted ({0})")
	flight      = i18n.Define("syncpage.flight", "飞行模式", "Flight mode")
	nothing     = i18n.Define("syncpage.nothing", "全部操作都已保存到服务器", "Everything has reached the server")
	nothingHint = i18n.Define("syncpage.nothing.hint", "没有网络时的操作会先保存在本机,列在这里", "What you do without a network is kept on this device and listed here")
	seen        = i18n.Define("syncpage.seen", "知道了", "Dismiss")
	draft       = i18n.Define("syncpage.draft", "改成草稿再处理", "Keep as a draft")
	export      = i18n.Define("syncpage.export", "导出未上传内容", "Export what waits")
	exported    = i18n.Define("syncpage.exported", "已导出到 {0}", "Exported to {0}")
	repaired    = i18n.Define("syncpage.repaired", "已重新提交", "Sent again")
)

// Area tells the page's route.
func Area(site *common.Site) common.Area {
	return common.Area{Routes: map[string]nav.Make{Route: func(nav.Route) nav.Page { return New(site) }}}
}

type screen struct {
	*common.Page[*model.Page]
	site    *common.Site
	trouble *common.TroublePanel
}

// New returns the page.
func New(site *common.Site) nav.Page {
	s := &screen{site: site, trouble: common.NewTroublePanel()}
	s.Page = common.NewPage(site, common.Spec[*model.Page]{
		Title: func() string { return title.Text() },
		Load:  func(r *view.Reader) (*model.Page, error) { return model.Read(site.Desk, r) },
		Show:  s.show,
	})
	return s
}

func (s *screen) show(p *model.Page) fyne.CanvasObject {
	parts := []fyne.CanvasObject{s.trouble, s.head(p)}
	if len(p.Waiting)+len(p.Refused)+len(p.Adjusted) == 0 {
		return widgets.NewSections(append(parts, widgets.NewEmptyState(nil, nothing.Text(), nothingHint.Text(), "", nil))...)
	}
	if len(p.Refused) > 0 {
		parts = append(parts, widgets.NewPanel(refused.Text(len(p.Refused)), s.entries(p.Refused)...))
	}
	if len(p.Adjusted) > 0 {
		parts = append(parts, widgets.NewPanel(adjusted.Text(len(p.Adjusted)), s.entries(p.Adjusted)...))
	}
	if len(p.Waiting) > 0 {
		rows := s.entries(p.Waiting)
		rows = append(rows, widgets.NewActions(widget.NewButton(export.Text(), s.export)))
		parts = append(parts, widgets.NewPanel(waiting.Text(len(p.Waiting)), rows...))
	}
	return widgets.NewSections(parts...)
}

func (s *screen) head(p *model.Page) fyne.CanvasObject {
	toggle := widget.NewCheck(flight.Text(), func(on bool) {
		s.site.Do(func() error { return s.site.Desk.Engine.SetFlight(on) }, s.done)
	})
	toggle.Checked = p.Flight
	rows := []fyne.CanvasObject{widgets.NewNote(p.Link, widgets.Plain), widgets.NewCaption(p.AsOf, widgets.Quiet)}
	if p.Said != "" {
		rows = append(rows, widgets.NewNote(p.Said, widgets.Alert))
	}
	return widgets.NewPanel("", container.NewBorder(nil, nil, nil, toggle, widgets.NewStacked(rows...)))
}

func (s *screen) entries(list []model.Entry) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, e := range list {
		rows = append(rows, widgets.NewLineRow(widgets.Line{Title: e.Title, Detail: e.Detail}, nil))
		if e.Why == nil {
			continue
		}
		rows = append(rows, widgets.NewNote(e.Why.Whole(), widgets.Caution), widgets.NewActions(s.ways(e)...))
	}
	return rows
}

// ways are the buttons of a refused or adjusted entry.
func (s *screen) ways(e model.Entry) []*widget.Button {
	var buttons []*widget.Button
	for _, w := range e.Why.Repairs {
		buttons = append(buttons, widget.NewButton(w.Label, func() {
			s.site.Do(func() error {
				_, err := model.Repair(s.site.Desk, e, w.Name)
				return err
			}, func(err error) {
				s.done(err)
				if err == nil {
					s.site.Toast(repaired.Text())
				}
			})
		}))
	}
	if e.IsOrder() {
		buttons = append(buttons, widget.NewButton(draft.Text(), func() {
			s.site.Do(func() error {
				_, err := model.AsDraft(s.site.Desk, e)
				return err
			}, s.done)
		}))
	}
	dismiss := widget.NewButton(seen.Text(), func() {
		s.site.Do(func() error { return s.site.Desk.Engine.MarkSeen(e.Item.Key) }, s.done)
	})
	dismiss.Importance = widget.LowImportance
	if len(buttons) > 0 {
		buttons[0].Importance = widget.HighImportance
	}
	return append(buttons, dismiss)
}

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
