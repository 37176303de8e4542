package record

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

var (
	holding        = i18n.Define("record.holds", "名下", "Looked after")
	decideWord     = i18n.Define("record.decide", "决定", "Decision")
	belonging      = i18n.Define("record.related", "相关资料", "Related")
	removeAsk      = i18n.Define("record.remove.ask", "删除「{0}」？", "Delete {0}?")
	removeNote     = i18n.Define("record.remove.note", "删除后不再出现在列表中，已有单据不受影响", "It leaves the lists; documents keep what they say")
	removed        = i18n.Define("record.removed", "已删除", "Deleted")
	relatedTo      = i18n.Define("record.related.count", "{0}（{1}）", "{0} ({1})")
	notTaken       = i18n.Define("record.refused", "你之前的修改没有生效", "An edit of yours was not accepted")
	whatFiguresAre = i18n.Define("record.means", "数字的口径", "What the figures are")
	settleIt       = i18n.Define("record.refused.settle", "处理", "Settle it")
)

// page is any row to be read: what it is and how it stands, the act that likely comes
// next, its fields, and everything that hangs on it.
type page struct {
	*common.Page[*model.Page]
	site    *common.Site
	entity  string
	id      kernel.ID
	decides *common.Decision
}

// PageOf is the page of a row, to stand on another one.
func PageOf(site *common.Site, entity string, id kernel.ID) nav.Page {
	return newPage(site, entity, id)
}

func newPage(site *common.Site, entity string, id kernel.ID) *page {
	p := &page{site: site, entity: entity, id: id}
	p.decides = common.NewDecision(site, func() { p.Reload() })
	p.Page = common.NewPage(site, common.Spec[*model.Page]{
		Title: func() string { return view.Entity(site.Desk.Catalog, entity) },
		Load: func(r *view.Reader) (*model.Page, error) {
			m, err := model.LoadPage(site.Desk, r, entity, id)
			if err == nil {
				m.Resets = resets(r, entity, id)
			}
			return m, err
		},
		Show: p.show, Of: model.Follows(site.Desk.Catalog, entity), About: id, Trouble: p.decides.Trouble,
	})
	return p
}

// Actions implements nav.Actor: to change the row, and to take it out of use. The commands
// about it stand behind them.
func (p *page) Actions() []nav.Action {
	m, ok := p.Model()
	if !ok {
		return nil
	}
	var actions []nav.Action
	if m.Edits {
		actions = append(actions, nav.Action{Label: common.Edit.Text(), Icon: base.DocumentCreateIcon(), Tapped: p.edit})
	}
	if m.Takes {
		actions = append(
			actions, nav.Action{Label: i18n.Delete.Text(), Icon: base.DeleteIcon(), Tapped: p.remove},
			RetireAction(p.site, p.entity, p.id, m.Name, m.Retired, p.leave),
		)
	}
	return append(actions, p.resets(m)...)
}

func (p *page) edit() { p.site.Router.Go(EditRoute(p.entity, p.id)) }

func (p *page) show(m *model.Page) fyne.CanvasObject {
	parts := append([]fyne.CanvasObject{p.head(m)}, p.panels(m.Panels)...)
	if len(m.Decides) > 0 {
		parts = append(parts, p.decides.About(decideWord.Text(), p.id, m.Decides, m.Next))
	}
	var lines []fyne.CanvasObject
	for _, t := range m.Tables {
		lines = append(lines, widgets.NewPanel(t.Label, p.table(t)))
	}
	return widgets.NewSections(slices.Concat(parts, lines, p.site.Chain(m.Chain), behind(p.site, m))...)
}

// head says what the row is and how it stands, with the one act that likely comes next.
func (p *page) head(m *model.Page) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if m.Refused {
		banner := widgets.NewBanner()
		banner.Set(widgets.Caution, notTaken.Text(), settleIt.Text(), p.edit)
		parts = append(parts, banner)
	}
	for _, n := range m.Notes {
		banner := widgets.NewBanner()
		if n.Sync {
			banner.Set(common.Tone(n.Tone), n.Text, settleIt.Text(), func() { p.site.Go(common.SyncRoute, "") })
		} else {
			banner.Set(common.Tone(n.Tone), n.Text, "", nil)
		}
		parts = append(parts, banner)
	}
	parts = append(parts, common.Head(widgets.Line{Title: m.Head.Title, Detail: m.Head.Detail, Figure: m.Head.Figure}, nil, m.Chips...))
	if buttons := p.buttons(m); len(buttons) > 0 {
		buttons[0].Importance = widget.HighImportance
		parts = append(parts, widgets.NewActions(buttons...))
	}
	return widgets.NewPanel("", parts...)
}

// buttons are what likely comes next, and what is begun from the row.
func (p *page) buttons(m *model.Page) (list []*widgets.Button) {
	if m.Next != nil && len(m.Decides) == 0 {
		list = append(list, widgets.NewButton(m.Next.Label, func() {
			if m.AtOnce {
				p.give(m.Next.Command, nil)
				return
			}
			p.site.Give(m.Next.Command, p.id)
		}))
	}
	for _, a := range m.Begins {
		if begin := p.site.Beginning(a.Command, p.entity, p.id); begin != nil {
			list = append(list, widgets.NewButton(a.Label, begin))
		}
	}
	return list
}

// give gives a command that asks for nothing but its row. What its refusal asks is answered
// with one tap.
func (p *page) give(command string, answers kernel.Answers) {
	p.decides.Trouble.Set(nil, nil)
	p.site.Do(func() error { return model.GiveNow(p.site.Desk, command, p.id, "", answers) }, func(err error) {
		p.decides.Trouble.Set(view.Explain(err), p.site.Answers(err, command, func(a kernel.Answers) { p.give(command, a) }))
		if err == nil {
			p.site.Toast(p.site.Did(command))
			p.Reload()
		}
	})
}

// panels are what modules say of a row, beside what follows from its declaration.
func (p *page) panels(list []model.Panel) (shown []fyne.CanvasObject) {
	for _, panel := range list {
		var parts []fyne.CanvasObject
		for _, n := range panel.Notes {
			parts = append(parts, widgets.NewNote(n.Text, common.Tone(n.Tone)))
			if n.Sum != "" {
				parts = append(parts, common.NewSum(n.Sum))
			}
		}
		if len(panel.Steps) > 0 {
			parts = append(parts, steps(panel.Steps))
		}
		for _, k := range panel.Lines {
			parts = append(parts, p.site.Kin(k, ""))
		}
		shown = append(shown, widgets.NewPanel(panel.Label, parts...))
	}
	return shown
}

// stepWidth is the least width of a step, stepsMost how many stand beside each other.
const (
	stepWidth = 150
	stepsMost = 6
)

func steps(list []model.Step) fyne.CanvasObject {
	grid := container.New(widgets.NewColumns(stepWidth, stepsMost))
	for _, s := range list {
		grid.Add(widgets.NewStacked(widgets.NewCaption(s.Label, widgets.Plain), widgets.NewBadges(common.Badges(s.Stands)...), widgets.NewTight(s.By, s.At)))
	}
	return grid
}

// explained are, behind a button, the sentences that say what the figures are.
func explained(list []model.Fact) []fyne.CanvasObject {
	var shown []widgets.Fact
	for _, f := range list {
		if f.Means != "" {
			shown = append(shown, widgets.Fact{Label: f.Label, Value: f.Means})
		}
	}
	if len(shown) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widgets.NewFolded(whatFiguresAre.Text(), widgets.NewFacts(shown...))}
}

// table is the lines of a document, each of which opens as what it is.
func (p *page) table(t model.Table) fyne.CanvasObject {
	columns := make([]widgets.TableColumn, len(t.Columns))
	var sums []string
	for i, c := range t.Columns {
		columns[i] = widgets.TableColumn{Title: c.Label, Figure: c.Figure, Width: float32(c.Chars)*charWidth + cellMargin, Grows: c.Place == model.AsTitle}
		if len(t.Sums) > 0 {
			sums = append(sums, t.Sums[c.Name])
		}
	}
	rows := make([]widgets.TableRow, len(t.Rows))
	for i, row := range t.Rows {
		line := row.Line(t.Columns)
		rows[i].Line = widgets.Line{Title: line.Title, Detail: line.Detail, Figure: line.Figure}
		rows[i].Tapped = func() { p.site.Router.Go(RowRoute(t.Entity, row.ID)) }
		for _, c := range t.Columns {
			rows[i].Cells = append(rows[i].Cells, row.Cells[c.Name].Text)
		}
	}
	return widgets.NewTable(columns, rows, sums)
}

// relatedPanel leads to lists of rows and says how many each has.
func relatedPanel(site *common.Site, heading string, list []model.Related) []fyne.CanvasObject {
	var buttons []*widgets.Button
	for _, rel := range list {
		buttons = append(buttons, widgets.NewButton(relatedTo.Text(rel.Label, i18n.Count(rel.Count)), func() {
			site.Router.Go(PartRoute(rel.Entity, rel.Part))
		}))
	}
	if len(buttons) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widgets.NewPanel(heading, widgets.NewActions(buttons...))}
}

// remove sets the row aside after a question.
func (p *page) remove() {
	m, ok := p.Model()
	if !ok {
		return
	}
	p.site.Confirm(removeAsk.Text(m.Name), removeNote.Text(), i18n.Delete.Text(), true, func() {
		p.site.Do(func() error { return m.Remove(p.site.Desk) }, func(err error) {
			t := view.Explain(err)
			switch {
			case t == nil:
				p.site.Toast(removed.Text())
				p.leave()
			case t.Code == kernel.ChangedMeanwhile.Name:
				p.site.Toast(t.Text)
				p.Reload() // as it is now
			default:
				p.decides.Trouble.Set(t, map[string]func(){"retire": RetireAction(p.site, p.entity, p.id, m.Name, false, p.leave).Tapped})
			}
		})
	})
}

func (p *page) leave() { leave(p.site, p.entity) }

// leave goes back to where the person came from, else to the list.
func leave(site *common.Site, entity string) {
	if site.Router.CanBack() {
		site.Router.Back()
		return
	}
	site.Router.Replace(ListRoute(entity))
}
