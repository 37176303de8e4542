package sales

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/device/client"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/sales"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

var (
	lines     = i18n.Define("orderpage.lines", "商品", "Lines")
	facts     = i18n.Define("orderpage.facts", "单据", "Document")
	steps     = i18n.Define("orderpage.steps", "进度", "Progress")
	papers    = i18n.Define("orderpage.papers", "出库与收款", "Deliveries and receipts")
	heldFor   = i18n.Define("orderpage.held", "待放行原因", "On hold because")
	editDraft = i18n.Define("orderpage.edit", "修改草稿", "Edit draft")
	why       = i18n.Define("orderpage.why", "原因", "Why")
	refusedIt = i18n.Define("orderpage.refused", "有操作没有通过，去同步页处理", "Something about it was refused; see the sync page")
	total     = i18n.Define("orderpage.total", "价税合计", "Total")
)

// stepTones are those of the six steps.
var stepTones = map[sales.StepState]widgets.Tone{
	sales.ToDo: widgets.Quiet, sales.Doing: widgets.Info, sales.Stopped: widgets.Caution, sales.Done: widgets.Good,
}

var stepWords = map[sales.StepState]i18n.Key{
	sales.ToDo:    i18n.Define("step.todo", "未开始", "Not started"),
	sales.Doing:   i18n.Define("step.doing", "进行中", "Under way"),
	sales.Stopped: i18n.Define("step.stopped", "待决定", "Stopped"),
	sales.Done:    i18n.Define("step.done", "完成", "Done"),
}

// orderPage shows one order.
type orderPage struct {
	*common.Page[*model.Order]
	site    *common.Site
	id      kernel.ID
	trouble *shortTrouble
	reason  *widgets.Field
	asked   string // the command that waits for a reason
}

func newOrderPage(site *common.Site, id kernel.ID) nav.Page {
	p := &orderPage{site: site, id: id, trouble: newShortTrouble()}
	p.Page = common.NewPage(site, common.Spec[*model.Order]{
		Title: func() string { return view.Entity(site.Desk.Catalog, model.Entity) },
		Load:  func(r *view.Reader) (*model.Order, error) { return model.Read(r, p.id) },
		Show:  p.show, Trouble: p.trouble.panel,
	})
	return p
}

func (p *orderPage) show(m *model.Order) fyne.CanvasObject {
	parts := []fyne.CanvasObject{p.trouble.table, p.head(m)}
	if m.Mark == client.MarkRefused {
		banner := widgets.NewBanner()
		banner.Set(widgets.Alert, refusedIt.Text(), look.Text(), func() { p.site.Go(common.SyncRoute, "") })
		parts = append(parts, banner)
	}
	if m.Returned != "" {
		banner := widgets.NewBanner()
		banner.Set(widgets.Caution, m.Returned, "", nil)
		parts = append(parts, banner)
	}
	if len(m.Holds) > 0 {
		var notes []fyne.CanvasObject
		for n, h := range m.Holds {
			notes = append(notes, widgets.NewNote(h.Why, widgets.Caution))
			if h.Sum != "" {
				notes = append(notes, common.NewSum(h.Sum))
			}
			if h.By != "" && (n+1 == len(m.Holds) || m.Holds[n+1].By != h.By) { // once for all that the same may decide
				notes = append(notes, widgets.NewNote(h.By, widgets.Quiet))
			}
		}
		parts = append(parts, widgets.NewPanel(heldFor.Text(), notes...))
	}
	parts = append(parts, p.buttons(m), p.progress(m))
	var rows []fyne.CanvasObject
	for _, l := range m.Lines {
		rows = append(rows, widgets.NewLineRow(widgets.Line{Title: l.Title, Detail: l.Detail, Figure: l.Gross, Under: l.Under}, nil))
	}
	parts = append(parts, widgets.NewPanel(lines.Text(), rows...))
	if len(m.Papers) > 0 {
		rows := p.papers(m)
		if m.Back != "" {
			rows = append(rows, widgets.NewNote(m.Back, widgets.Quiet))
		}
		parts = append(parts, widgets.NewPanel(papers.Text(), rows...))
	}
	var list []widgets.Fact
	for _, f := range m.Facts {
		list = append(list, widgets.Fact{Label: f.Code, Value: f.Label})
	}
	parts = append(parts, widgets.NewPanel(facts.Text(), widgets.NewFacts(list...)))
	parts = append(parts, p.site.Attached(sales.Orders.Name(), m.Order.ID))
	return widgets.NewSections(append(parts, common.Trail(m.Trail)...)...)
}

func (p *orderPage) head(m *model.Order) fyne.CanvasObject {
	line := widgets.Line{
		Title: m.Order.Name, Detail: view.Join(view.Date(m.Order.Date), m.Holder),
		Figure: view.Money(m.Order.Total), Under: total.Text(),
	}
	row := widgets.NewLineRow(line, func() { p.site.Go(customerRoute, m.Customer.String()) })
	badges := container.NewHBox()
	for _, b := range common.Badges(m.Badges...) {
		badges.Add(widgets.NewBadge(b.Text, b.Tone))
	}
	return widgets.NewPanel("", row, underText(badges))
}

// underText puts badges below a text so that both begin at the same place.
func underText(badges fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(0, base.Padding(), base.InnerPadding(), 0), badges)
}

func (p *orderPage) progress(m *model.Order) fyne.CanvasObject {
	grid := container.New(widgets.NewColumns(150, 6))
	for _, s := range m.Steps {
		word := stepWords[s.State].Text()
		if s.Likely {
			word = view.Expected(word)
		}
		badge := container.NewHBox(widgets.NewBadge(word, stepTones[s.State]))
		grid.Add(widgets.NewStacked(widgets.NewCaption(s.Label, widgets.Plain), underText(badge),
			widgets.NewTight(s.By, s.At)))
	}
	return widgets.NewPanel(steps.Text(), grid)
}

// papers are rows that open the order's documents.
func (p *orderPage) papers(m *model.Order) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, d := range m.Papers {
		var open func()
		if p.site.Opens(d.Entity) {
			open = func() { p.site.Open(d.Entity, d.ID) }
		}
		rows = append(rows, widgets.NewLineRow(widgets.Line{Title: d.Title, Detail: d.Detail, Figure: d.Figure, Badges: common.Badges(d.Badges...)}, open))
	}
	return rows
}

// buttons are what can be done with the order now.
func (p *orderPage) buttons(m *model.Order) fyne.CanvasObject {
	var buttons []*widgets.Button
	if m.Order.State == sales.Draft && p.site.May("sales.order.save") {
		buttons = append(buttons, widgets.NewButton(editDraft.Text(), func() { p.site.Go(DraftRoute, p.id.String()) }))
	}
	for _, a := range m.Actions {
		b := widgets.NewButton(a.Label, func() { p.act(a) })
		if a.Name == "sales.order.submit" || a.Name == "sales.order.release" {
			b.Importance = widget.HighImportance
		}
		buttons = append(buttons, b)
	}
	if m.MayTake {
		take := widgets.NewButton(takeMoney.Text(), func() { p.site.Go(PaidRoute, p.id.String()) })
		if m.Order.State == sales.Shipped {
			take.Importance = widget.HighImportance // what is left to do
		}
		buttons = append(buttons, take)
	}
	if m.MayRate {
		buttons = append(buttons, widgets.NewButton(rateLabel(m), func() { newRating(p.site, p.id, rateLabel(m), p.Reload).Show() }))
	}
	if len(buttons) == 0 {
		return widgets.NewStacked()
	}
	box := widgets.NewStacked()
	if p.asked != "" {
		p.reason = widgets.NewField("why", why.Text())
		box.Add(p.reason)
		box.Add(widgets.NewActions(
			widgets.NewButton(i18n.Cancel.Text(), func() { p.asked = ""; p.Redraw() }),
			widgets.NewButton(view.Command(p.site.Desk.Catalog, p.asked), func() { p.give(p.asked, "", p.reason.Text()) }),
		))
		return widgets.NewPanel(view.Command(p.site.Desk.Catalog, p.asked), box)
	}
	box.Add(widgets.NewActions(buttons...))
	return box
}

// act gives a command, or first asks for its reason.
func (p *orderPage) act(a model.Action) {
	if a.NeedWhy {
		p.asked = a.Name
		p.Redraw()
		p.reason.Focus()
		return
	}
	p.give(a.Name, "", "")
}

func (p *orderPage) give(name string, allow kernel.Choice, reason string) {
	p.site.Do(func() error { return model.Act(p.site.Desk, name, p.id, allow, reason) }, func(err error) {
		ways := map[string]func(){
			"ship_rest": func() { p.give(name, sales.OrLess, reason) },
			"wait":      func() { p.give(name, sales.Backorder, reason) },
		}
		p.trouble.set(err, ways)
		if err == nil {
			p.asked = ""
			p.site.Toast(p.site.Did(name))
			p.Reload()
		}
	})
}
