package record

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

var (
	loseAsk = i18n.Define("record.lose", "放弃未保存的修改？", "Leave without saving?")
	loseYes = i18n.Define("record.lose.yes", "放弃", "Leave")
	editOf  = i18n.Define("record.edit", "修改{0}", "Edit {0}")
)

// edit is the form of a row: of a new one, or of one that is changed.
type edit struct {
	*common.Page[*model.Form]
	site   *common.Site
	entity string
	id     kernel.ID
	label  string

	form     *widgets.FormPage
	trouble  *common.TroublePanel
	clashes  *fyne.Container
	controls []*control
	kept     map[string]string // typed before the page was made anew
	again    *model.Again      // the refused command that is taken up, nil for none
}

func newEdit(site *common.Site, entity string, id kernel.ID, part model.Part) *edit {
	p := &edit{site: site, entity: entity, id: id, label: view.Entity(site.Desk.Catalog, entity)}
	spec := common.Spec[*model.Form]{
		Title: p.title, Load: func(r *view.Reader) (*model.Form, error) { return model.Load(site.Desk, r, entity, id, part) },
		Show: p.draw, Of: view.WholeOf(site.Desk.Catalog, entity), About: id, Once: true, Fixed: true, Newer: p.newer,
	}
	if id.IsZero() {
		spec.Begin, spec.Ageless = func(*model.Form) { p.form.Begin() }, true
	}
	p.Page = common.NewPage(site, spec)
	return p
}

func (p *edit) title() string {
	if p.id.IsZero() {
		return newTitle(p.label)
	}
	return editOf.Text(within(p.label))
}

func (p *edit) draw(f *model.Form) fyne.CanvasObject {
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
	p.fields(f)
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
func (p *edit) newer(f *model.Form) bool {
	shown, ok := p.Model()
	return ok && p.form != nil && !p.form.Busy() && !p.id.IsZero() && !shown.Dirty(p.texts()) && f.Dirty(shown.Were())
}

// apart keeps a panel off what stands above it.
func apart(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(2*base.Padding(), 0, 0, 0), o)
}

// fields adds the inputs below the headings of their sections.
func (p *edit) fields(f *model.Form) {
	for _, part := range f.Sections() {
		if part.Label != "" {
			p.form.AddHeading(part.Label)
		}
		p.controls = append(p.controls, placeInputs(p.site, p.form, part.Inputs)...)
	}
}

// texts are the canonical texts of the inputs as they stand.
func (p *edit) texts() map[string]string { return textsOf(p.controls) }

// Keep implements nav.Keeper: nothing typed is lost when the page is made anew.
func (p *edit) Keep() any {
	if f, ok := p.Model(); ok && p.form != nil && f.Dirty(p.texts()) {
		return p.texts()
	}
	return map[string]string(nil)
}

// Restore implements nav.Keeper.
func (p *edit) Restore(state any) {
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
func (p *edit) Leave(proceed func()) {
	if f, ok := p.Model(); !ok || p.form == nil || !f.Dirty(p.texts()) {
		proceed()
		return
	}
	p.site.Confirm(loseAsk.Text(), "", loseYes.Text(), true, proceed)
}
