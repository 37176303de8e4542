package customers

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/customers"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

// MergeRoute compares two partners and merges them; its id is the one that stays,
// and perhaps the other: "keep/gone".
const MergeRoute = "party.merge"

var (
	mergeTitle = i18n.Define("merge.title", "合并往来单位", "Merge partners")
	mergeWhich = i18n.Define("merge.which", "保留哪一家", "Which one stays")
	mergeSwap  = i18n.Define("merge.swap", "换一家保留", "Keep the other one")
	mergeStays = i18n.Define("merge.stays", "保留", "Stays")
	mergeGoes  = i18n.Define("merge.goes", "并入并停用", "Goes into it")
	mergeKept  = i18n.Define("merge.kept", "粗体是合并后留下的", "What is bold stays")
	mergeOwed  = i18n.Define("merge.owed", "往来", "What is owed")
	mergeData  = i18n.Define("merge.data", "资料", "Data")
	mergeThen  = i18n.Define("merge.then", "合并之后", "Afterwards")
	mergeAsk   = i18n.Define("merge.ask", "把「{0}」并入「{1}」？", "Merge {0} into {1}?")
	mergeIrrev = i18n.Define("merge.irrevocable", "合并不能撤销。「{0}」停用，往来余额转到「{1}」", "This cannot be undone. {0} is retired, and what is owed moves to {1}")
	mergeDone  = i18n.Define("merge.done", "已合并", "Merged")
)

// mergePage is the page of [MergeRoute].
type mergePage struct {
	common.FormPage
	site       *common.Site
	keep, gone kernel.ID
	stays      *widgets.PickerField[model.Choice]
	goes       *widgets.PickerField[model.Choice]
	note       *widgets.Field
	both       *fyne.Container
	model      *model.Merging
}

// mergeIDs reads the route's id.
func mergeIDs(text string) (keep, gone kernel.ID) {
	first, second, _ := strings.Cut(text, "/")
	keep, _ = kernel.ParseID(first)
	gone, _ = kernel.ParseID(second)
	return keep, gone
}

func mergeOf(text string) (string, kernel.ID) {
	keep, _ := mergeIDs(text)
	return party.Parties.Name(), keep
}

func newMerge(site *common.Site, text string) nav.Page {
	p := &mergePage{site: site, both: widgets.NewSections()}
	p.keep, p.gone = mergeIDs(text)
	p.FormPage = common.NewFormPage(site, func() string { return mergeTitle.Text() }, view.Command(site.Desk.Catalog, command), p.ask)
	p.stays = p.picker("keep", &p.keep, &p.gone)
	p.goes = p.picker("gone", &p.gone, &p.keep)
	p.note = widgets.NewField("note", view.FieldLabel(site.Desk.Catalog.Command(command).Field("note")))
	p.Form.Add(p.stays, p.goes)
	p.Form.AddFoot(p.Trouble)
	p.Form.AddObject(p.both)
	p.Form.AddWide(p.note)
	p.compare()
	return p
}

// Start implements nav.Starter.
func (p *mergePage) Start() {
	if p.keep.IsZero() {
		p.stays.Focus()
	} else if p.gone.IsZero() {
		p.goes.Focus()
	}
}

// picker chooses one of the two; who is probably the same as the other is offered
// first.
func (p *mergePage) picker(name string, of, other *kernel.ID) *widgets.PickerField[model.Choice] {
	label := view.FieldLabel(p.site.Desk.Catalog.Command(command).Field(name))
	f := widgets.NewPickerField(p.site.Dispatcher, name, label, widgets.PickerConfig[model.Choice]{
		Search: func(_ context.Context, query string, limit int) ([]model.Choice, error) {
			return view.Load(p.site.Desk, func(r *view.Reader) ([]model.Choice, error) { return model.FindOther(r, *other, query, limit) })
		},
		Title:    func(c model.Choice) string { return c.Name },
		Detail:   func(c model.Choice) string { return c.Detail },
		OnPicked: func(c model.Choice) { *of = c.ID; p.compare() },
	})
	f.SetRequired(true)
	return f
}

// command is what the page gives.
const command = "party.merge"

// compare loads both and shows them.
func (p *mergePage) compare() {
	var m *model.Merging
	p.model = nil
	if p.keep.IsZero() && p.gone.IsZero() {
		return
	}
	p.site.Do(func() (err error) {
		m, err = view.Load(p.site.Desk, func(r *view.Reader) (*model.Merging, error) { return model.LoadMerging(r, p.keep, p.gone) })
		return err
	}, func(err error) {
		p.both.RemoveAll()
		if err != nil {
			p.Trouble.Set(view.Explain(err), nil)
			return
		}
		p.keep = m.Keep.ID // who was merged himself stands for another
		p.Trouble.Set(m.Trouble, nil)
		for f, s := range map[*widgets.PickerField[model.Choice]]model.Side{p.stays: m.Keep, p.goes: m.Gone} {
			if !s.ID.IsZero() {
				f.SetPicked(model.ChoiceOf(s))
			}
		}
		if !m.Keep.ID.IsZero() && !m.Gone.ID.IsZero() {
			p.model = m
			p.draw(m)
		}
	})
}

func (p *mergePage) draw(m *model.Merging) {
	swap := widgets.NewButtonWithIcon(mergeSwap.Text(), base.ViewRefreshIcon(), func() {
		p.keep, p.gone = p.gone, p.keep
		p.compare()
	})
	swap.Importance = widget.LowImportance
	two := container.New(widgets.NewColumns(280, 2),
		widgets.NewLineRow(widgets.Line{Title: m.Keep.Name, Detail: m.Keep.Detail, Badges: []widgets.LineBadge{{Text: mergeStays.Text(), Tone: widgets.Good}}}, nil),
		widgets.NewLineRow(widgets.Line{Title: m.Gone.Name, Detail: m.Gone.Detail, Badges: []widgets.LineBadge{{Text: mergeGoes.Text(), Tone: widgets.Caution}}}, nil),
	)
	p.both.Add(widgets.NewPanelWith(mergeWhich.Text(), swap, two))
	if len(m.Money) > 0 {
		p.both.Add(widgets.NewPanel(mergeOwed.Text(), append(rowsOf(m.Money), p.site.NewAge())...))
	}
	p.both.Add(widgets.NewPanel(mergeData.Text(), append([]fyne.CanvasObject{widgets.NewCaption(mergeKept.Text(), widgets.Quiet)}, rowsOf(m.Fields)...)...))
	var then []fyne.CanvasObject
	for _, text := range m.Moves {
		then = append(then, widgets.NewNote(text, widgets.Plain))
	}
	p.both.Add(widgets.NewPanel(mergeThen.Text(), then...))
	p.both.Refresh()
}

func rowsOf(list []model.Compared) []fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(list))
	for i, c := range list {
		parts := []fyne.CanvasObject{widgets.NewCompared(c.Label, cell(c.Keep, c.KeepStays, c.GoneStays), cell(c.Gone, c.GoneStays, c.KeepStays))}
		if c.Becomes != "" {
			parts = append(parts, widgets.NewNote(c.Becomes, widgets.Info))
		}
		rows[i] = widgets.NewStacked(parts...)
	}
	return rows
}

// cell is what one of the two has: bold where it stays, quiet where it goes.
func cell(text string, stays, otherStays bool) fyne.CanvasObject {
	tone := widgets.Plain
	if !stays && otherStays {
		tone = widgets.Quiet
	}
	l := widgets.NewNote(text, tone)
	l.TextStyle.Bold = stays
	return l
}

func (p *mergePage) ask() {
	if p.model == nil {
		return
	}
	m := p.model
	if m.Trouble != nil { // nobody is asked whether he wants what will be refused
		p.merge()
		return
	}
	yes := view.Command(p.site.Desk.Catalog, command)
	p.site.Confirm(mergeAsk.Text(m.Gone.Name, m.Keep.Name), mergeIrrev.Text(m.Gone.Name, m.Keep.Name), yes, true, p.merge)
}

func (p *mergePage) merge() {
	p.Send(func() error { return model.Merge(p.site.Desk, p.keep, p.gone, p.note.Text()) }, nil, mergeDone.Text(), p.site.Router.Back)
}
