package record

import (
	"maps"
	"slices"
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
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

var actsOf = i18n.Define("record.acts", "办理：{0}", "{0}: what you can do")

// act is the page of a command: its arguments, as they are declared.
type act struct {
	*common.Page[*model.ActForm]
	site    *common.Site
	form    *widgets.FormPage
	trouble *common.TroublePanel
	stands  *widget.Label
	inputs  []*control
	lists   []*lineList
}

// newAct makes the page of a route's id: "command", or "command/row".
func newAct(site *common.Site, id string) nav.Page {
	command, text, _ := strings.Cut(id, "/")
	about, err := kernel.ParseID(text)
	if err != nil {
		about = kernel.ID{}
	}
	p := &act{site: site}
	p.Page = common.NewPage(site, common.Spec[*model.ActForm]{
		Ageless: true, About: about,
		Title: func() string { return view.Command(site.Desk.Catalog, command) }, Once: true, Fixed: true,
		Load: func(r *view.Reader) (*model.ActForm, error) { return model.LoadAct(r, command, about) },
		Show: p.draw, Begin: func(*model.ActForm) { p.form.Begin() },
	})
	return p
}

func (p *act) draw(f *model.ActForm) fyne.CanvasObject {
	p.form = widgets.NewFormPage(f.Label, p.send)
	p.trouble = common.NewTroublePanel()
	p.form.AddFoot(p.trouble)
	p.stands = widgets.NewNote(f.Stands, widgets.Plain)
	p.stands.Hidden = f.Stands == ""
	p.form.AddObject(p.stands)
	if f.About.Text != "" {
		for _, o := range p.subject(f) {
			p.form.AddObject(o)
		}
		for _, o := range relatedPanel(p.site, holding.Text(), f.Holds) {
			p.form.AddObject(apart(o))
		}
	}
	p.inputs = placeInputs(p.site, p.form, f.Inputs)
	for _, c := range p.inputs {
		if c.in.Name == f.Subject() {
			c.picked = func(about kernel.ID) { p.stand(f, about) }
		}
	}
	for _, l := range f.Lists {
		list := newLineList(p.site, l)
		p.lists = append(p.lists, list)
		p.form.AddHeading(l.Label)
		p.form.AddObject(list.box)
	}
	return p.form
}

// stand says how things stand with the row that was chosen on the page: before anything is
// filled in, and not only once it is refused.
func (p *act) stand(f *model.ActForm, about kernel.ID) {
	var text string
	p.site.Do(func() (err error) {
		text, err = f.Standing(p.site.Desk, about)
		return err
	}, func(error) {
		p.stands.SetText(text)
		p.stands.Hidden = text == ""
		p.stands.Refresh()
	})
}

// factsMost is how many facts about its row stand on a page above the first field; more are
// a tap away.
const factsMost = 4

var moreFacts = i18n.Define("record.facts.more", "其他资料（{0}）", "More about it ({0})")

// subject is the row that the command is about, with what tells it from others of its name.
func (p *act) subject(f *model.ActForm) []fyne.CanvasObject {
	about := []widgets.Fact{{Label: f.About.Label, Value: f.About.Text}}
	for _, fact := range f.Facts {
		if fact.Text != "" {
			about = append(about, widgets.Fact{Label: fact.Label, Value: fact.Text})
		}
	}
	shown := min(len(about), factsMost)
	if len(about) == factsMost+1 { // one more is not worth a tap
		shown = len(about)
	}
	parts := []fyne.CanvasObject{widgets.NewFacts(about[:shown]...)}
	if rest := about[shown:]; len(rest) > 0 {
		parts = append(parts, widgets.NewFolded(moreFacts.Text(len(rest)), widgets.NewFacts(rest...)))
	}
	return parts
}

// placeInputs draws inputs: side by side where there is room, then the checks, then
// long texts.
func placeInputs(site *common.Site, form *widgets.FormPage, inputs []model.Input) []*control {
	var controls []*control
	var beside, checks, wide []widgets.FormField
	for _, in := range inputs {
		c := newControl(site, in)
		controls = append(controls, c)
		switch {
		case c.wide:
			wide = append(wide, c.field)
		case in.Kind == kernel.KindBool:
			checks = append(checks, c.field)
		default:
			beside = append(beside, c.field)
		}
	}
	for _, group := range [][]widgets.FormField{beside, checks} {
		if len(group) > 0 {
			form.Add(group...)
		}
	}
	form.AddWide(wide...)
	return controls
}

func textsOf(controls []*control) map[string]string {
	texts := map[string]string{}
	for _, c := range controls {
		texts[c.in.Name] = c.text()
	}
	return texts
}

// send gives the command.
func (p *act) send() {
	f, ok := p.Model()
	if !ok {
		return
	}
	lines := model.Lines{}
	for _, l := range p.lists {
		lines[l.of.Name] = l.texts()
	}
	texts := textsOf(p.inputs)
	if f.Asks == "" {
		p.give(f, texts, lines)
		return
	}
	p.site.Confirm(view.Join(f.Label, f.About.Text), f.Asks, f.Label, true, func() { p.give(f, texts, lines) })
}

func (p *act) give(f *model.ActForm, texts map[string]string, lines model.Lines) {
	p.form.SetBusy(true)
	p.trouble.Set(nil, nil)
	p.site.Do(func() error {
		if err := keepFiles(p.inputs); err != nil {
			return err
		}
		return f.Do(p.site.Desk, texts, lines)
	}, func(err error) {
		p.form.SetBusy(false)
		if err == nil {
			p.site.Toast(p.site.Did(f.Command))
			p.form = nil
			p.site.Router.Back()
			return
		}
		t := view.Explain(err)
		if at := f.OnFields(t); len(at) > 0 {
			p.form.SetErrors(at)
			return
		}
		p.trouble.Set(t, p.site.Answers(err, f.Command, func(a kernel.Answers) {
			maps.Copy(texts, a)
			p.give(f, texts, lines)
		}))
	})
}

// Leave implements nav.Leaver: what was filled in is not lost without a question.
func (p *act) Leave(proceed func()) {
	if p.form == nil || !p.filled() {
		proceed()
		return
	}
	p.site.Confirm(loseAsk.Text(), "", loseYes.Text(), true, proceed)
}

func (p *act) filled() bool {
	for _, c := range p.inputs {
		if c.text() != c.in.Was {
			return true
		}
	}
	for _, l := range p.lists {
		for _, line := range l.lines {
			for _, c := range line {
				if c.text() != c.in.Was {
					return true
				}
			}
		}
	}
	return false
}

// lineList is the lines of a document, each with its inputs.
type lineList struct {
	site  *common.Site
	of    model.ActList
	lines [][]*control
	rows  *fyne.Container
	box   fyne.CanvasObject
}

// newLineList draws a list with its first line.
func newLineList(site *common.Site, of model.ActList) *lineList {
	l := &lineList{site: site, of: of, rows: widgets.NewStacked()}
	l.box = widgets.NewStacked(l.rows, container.NewHBox(widgets.NewButtonWithIcon(i18n.AddLine.Text(), base.ContentAddIcon(), l.add)))
	if of.Required {
		l.add()
	}
	return l
}

func (l *lineList) add() {
	least := float32(lineFieldWidth)
	if slices.ContainsFunc(l.of.Inputs, func(in model.Input) bool { return in.Target != "" }) {
		least = linePickWidth
	}
	grid := container.New(widgets.NewColumns(least, 6))
	var line []*control
	for _, in := range l.of.Inputs {
		c := newControl(l.site, in)
		line = append(line, c)
		grid.Add(c.field)
	}
	for i, c := range line {
		next := func() {}
		if i+1 < len(line) {
			next = line[i+1].field.Focus
		}
		c.field.Bind(next, next)
	}
	l.lines = append(l.lines, line)
	drop := widgets.NewButtonWithIcon("", base.DeleteIcon(), nil)
	row := widgets.NewBorder(nil, nil, nil, container.NewCenter(drop), grid)
	drop.OnTapped = func() { l.drop(line, row) }
	l.rows.Add(row)
}

// The least widths of the inputs of a line; a row that is picked needs room for its name.
const (
	lineFieldWidth = 140
	linePickWidth  = 220
)

func (l *lineList) drop(line []*control, row fyne.CanvasObject) {
	for i := range l.lines {
		if &l.lines[i][0] == &line[0] {
			l.lines = append(l.lines[:i:i], l.lines[i+1:]...)
			break
		}
	}
	l.rows.Remove(row)
}

func (l *lineList) texts() []map[string]string {
	list := []map[string]string{}
	for _, line := range l.lines {
		list = append(list, textsOf(line))
	}
	return list
}

// showActs lists every command that the person may give.
func showActs(site *common.Site, groups []model.ActGroup) []fyne.CanvasObject {
	var panels []fyne.CanvasObject
	for _, g := range groups {
		var lines []fyne.CanvasObject
		for _, a := range g.Acts {
			lines = append(lines, widgets.NewLineRow(widgets.Line{Title: a.Label}, func() { site.Give(a.Command, kernel.ID{}) }))
		}
		panels = append(panels, widgets.NewPanel(actsOf.Text(g.Label), lines...))
	}
	return panels
}
