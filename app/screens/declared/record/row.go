package record

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

var (
	ownHeading = i18n.Define("record.own", "自定义字段", "Own fields")
	fixedFacts = i18n.Define("record.facts", "不在此修改", "Not changed here")
	holding    = i18n.Define("record.holds", "名下", "Looked after")
	belonging  = i18n.Define("record.related", "相关资料", "Related")
	removeAsk  = i18n.Define("record.remove.ask", "删除「{0}」？", "Delete {0}?")
	removeNote = i18n.Define("record.remove.note", "删除后不再出现在列表中，已有单据不受影响", "It leaves the lists; documents keep what they say")
	removed    = i18n.Define("record.removed", "已删除", "Deleted")
	loseAsk    = i18n.Define("record.lose", "放弃未保存的修改？", "Leave without saving?")
	loseYes    = i18n.Define("record.lose.yes", "放弃", "Leave")
	relatedTo  = i18n.Define("record.related.count", "{0}（{1}）", "{0} ({1})")
)

// row is the page of one row: its form, or what it says for those who may not
// write it.
type row struct {
	*common.Page[*model.Form]
	site   *common.Site
	entity string
	id     kernel.ID
	part   model.Part
	label  string
	writes bool
	takes  bool // may be removed

	form     *widgets.FormPage
	trouble  *common.TroublePanel
	clashes  *fyne.Container
	controls []*control
	kept     map[string]string // typed before the page was made anew
	again    *model.Again      // the refused command that is taken up, nil for none
}

func newRow(site *common.Site, entity string, id kernel.ID, part model.Part) *row {
	p := &row{site: site, entity: entity, id: id, part: part, label: view.Entity(site.Desk.Catalog, entity)}
	if rights := site.Rights(); id.IsZero() {
		p.writes = model.MayAdd(rights, entity)
	} else {
		p.writes, p.takes = model.MayEdit(rights, entity), model.MayRemove(rights, entity)
	}
	spec := common.Spec[*model.Form]{
		Title: p.title,
		Load: func(r *view.Reader) (*model.Form, error) {
			f, err := model.Load(site.Desk, r, entity, id, part)
			if err == nil {
				f.Resets = resets(r, entity, id)
			}
			return f, err
		},
		Show: p.read, Of: view.WholeOf(site.Desk.Catalog, entity), About: id,
	}
	if p.writes {
		spec.Show, spec.Once, spec.Fixed, spec.Newer = p.write, true, true, p.newer
		if id.IsZero() {
			spec.Begin, spec.Ageless = func(*model.Form) { p.form.Begin() }, true
		}
	}
	p.Page = common.NewPage(site, spec)
	return p
}

func (p *row) title() string {
	if p.id.IsZero() {
		return newTitle(p.label)
	}
	return p.label
}

// Actions implements nav.Actor.
func (p *row) Actions() []nav.Action {
	if !p.takes {
		return p.resets()
	}
	actions := []nav.Action{{Label: i18n.Delete.Text(), Icon: base.DeleteIcon(), Tapped: p.remove}}
	if f, ok := p.Model(); ok {
		actions = append(actions, RetireAction(p.site, p.entity, p.id, f.Title, f.Retired, p.leave))
	}
	return append(actions, p.resets()...)
}

// read draws what the row says.
func (p *row) read(f *model.Form) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.NewPanel(f.Title, slices.Concat(facts(f.Facts), explained(f.Facts), p.links(f))...)}
	return widgets.NewSections(slices.Concat(parts, p.related(f), p.site.Chain(f.Chain), common.Trail(f.Trail))...)
}

var (
	opens          = i18n.Define("record.opens", "打开{0}", "Open {0}")
	whatFiguresAre = i18n.Define("record.means", "数字的口径", "What the figures are")
)

// links are buttons to the documents that the row is about.
func (p *row) links(f *model.Form) []fyne.CanvasObject {
	var buttons []*widgets.Button
	for _, fact := range f.Facts {
		s := p.site.Desk.Catalog.Schema(fact.Entity)
		if s == nil || s.StateField() == nil && !strings.HasPrefix(fact.Entity, "party") && fact.Entity != "product" || !p.site.Opens(fact.Entity) {
			continue
		}
		buttons = append(buttons, widgets.NewButton(opens.Text(view.Say(s.Zh, s.En)), func() { p.site.Open(fact.Entity, fact.ID) }))
	}
	if len(buttons) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widgets.NewActions(buttons...)}
}

func facts(list []model.Fact) []fyne.CanvasObject {
	var shown []widgets.Fact
	var badges []widgets.LineBadge
	for _, f := range list {
		if f.Badge.Text != "" {
			badges = append(badges, common.Badges(f.Badge)...)
			continue
		}
		shown = append(shown, widgets.Fact{Label: f.Label, Value: f.Text})
	}
	return []fyne.CanvasObject{widgets.NewBadges(badges...), widgets.NewFacts(shown...)}
}

// explained are, behind a button, the sentences that say what the figures are.
func explained(list []model.Fact) []fyne.CanvasObject {
	var shown []widgets.Fact
	for _, f := range list {
		if f.Means != "" && f.Text != "" {
			shown = append(shown, widgets.Fact{Label: f.Label, Value: f.Means})
		}
	}
	if len(shown) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widgets.NewFolded(whatFiguresAre.Text(), widgets.NewFacts(shown...))}
}

// related are the lines of a document, and buttons to the rows that belong to this one
// and to those that hang on it.
func (p *row) related(f *model.Form) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	var others []model.Related
	for _, rel := range f.Related {
		if rel.Lines == nil {
			others = append(others, rel)
			continue
		}
		var rows []fyne.CanvasObject
		for _, l := range rel.Lines {
			line := widgets.Line{Title: l.Title, Detail: l.Detail, Figure: l.Figure}
			rows = append(rows, widgets.NewLineRow(line, func() { p.site.Router.Go(RowRoute(rel.Entity, l.ID)) }))
		}
		parts = append(parts, widgets.NewPanel(rel.Label, rows...))
	}
	return slices.Concat(parts, relatedPanel(p.site, belonging.Text(), others), relatedPanel(p.site, holding.Text(), f.Holds))
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

// write draws the form.
func (p *row) write(f *model.Form) fyne.CanvasObject {
	p.form = widgets.NewFormPage(i18n.Save.Text(), p.save)
	p.trouble = common.NewTroublePanel()
	p.clashes = widgets.NewStacked()
	p.controls = nil
	if f.Title != "" {
		p.form.AddHeading(f.Title)
	}
	p.form.AddFoot(p.trouble)
	p.form.AddObject(p.clashes)
	if len(f.Begins) > 0 {
		p.form.AddObject(p.begins(f.Begins))
	}
	p.fields(f, false)
	p.fields(f, true)
	if len(f.Facts) > 0 {
		if shown := slices.Concat(facts(f.Facts), explained(f.Facts)); hasText(f.Facts) {
			p.form.AddObject(apart(widgets.NewPanel(fixedFacts.Text(), shown...)))
		}
	}
	for _, o := range p.related(f) {
		p.form.AddObject(apart(o))
	}
	for _, c := range p.controls {
		if text, has := p.kept[c.in.Name]; has {
			c.set(text)
		}
	}
	p.kept = nil
	for _, c := range f.Refused {
		p.showRefused(c)
	}
	return p.form
}

// newer tells whether somebody else has changed the row while nobody typed here: what the
// form would be saved over.
func (p *row) newer(f *model.Form) bool {
	shown, ok := p.Model()
	return ok && p.form != nil && !p.form.Busy() && !p.id.IsZero() && !shown.Dirty(p.texts()) && f.Dirty(shown.Were())
}

// apart keeps a panel off what stands above it.
func apart(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(2*base.Padding(), 0, 0, 0), o)
}

func hasText(list []model.Fact) bool {
	for _, f := range list {
		if f.Text != "" || f.Badge.Text != "" {
			return true
		}
	}
	return false
}

// fields adds the declared inputs, or those of the company's own.
func (p *row) fields(f *model.Form, own bool) {
	var inputs []model.Input
	for _, in := range f.Inputs {
		if (in.Own && !in.Setting) == own {
			inputs = append(inputs, in)
		}
	}
	if own && len(inputs) > 0 {
		p.form.AddHeading(ownHeading.Text())
	}
	p.controls = append(p.controls, placeInputs(p.site, p.form, inputs)...)
}

// texts are the canonical texts of the inputs as they stand.
func (p *row) texts() map[string]string { return textsOf(p.controls) }

// Keep implements nav.Keeper: nothing typed is lost when the page is made anew.
func (p *row) Keep() any {
	if f, ok := p.Model(); ok && p.form != nil && f.Dirty(p.texts()) {
		return p.texts()
	}
	return map[string]string(nil)
}

// Restore implements nav.Keeper.
func (p *row) Restore(state any) {
	texts, ok := state.(map[string]string)
	if !ok || texts == nil {
		return
	}
	p.kept = texts
	for _, c := range p.controls { // already drawn when the data came at once
		if text, has := texts[c.in.Name]; has {
			c.set(text)
		}
	}
}

// Leave implements nav.Leaver.
func (p *row) Leave(proceed func()) {
	if f, ok := p.Model(); !ok || p.form == nil || !f.Dirty(p.texts()) {
		proceed()
		return
	}
	p.site.Confirm(loseAsk.Text(), "", loseYes.Text(), true, proceed)
}
