package record

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

var (
	bulkWord   = i18n.Define("record.bulk", "批量办理", "Several at once")
	bulkChosen = i18n.DefinePlural("record.bulk.chosen", "已选 {0} 条，点一行选上或去掉", "{0} chosen; tap a row to take it or leave it out", "{0} chosen; tap a row to take it or leave it out")
	bulkAll    = i18n.Define("record.bulk.all", "全选", "Choose all")
	bulkDo     = i18n.Define("record.bulk.do", "选好了，办理", "Go on with these")
	bulkGo     = i18n.Define("record.bulk.go", "开始办理", "Go ahead")
	bulkWhat   = i18n.Define("record.bulk.what", "办什么", "What to do")
	bulkNobody = i18n.Define("record.bulk.none", "先点选要办理的行", "First choose the rows")
	bulkDone   = i18n.Define("record.bulk.done", "办理结果：{0} 条成功，{1} 条没有办成", "{0} done, {1} not done")
	bulkFine   = i18n.Define("record.bulk.fine", "已办理", "Done")
)

// bulkAction begins to choose rows for one command; none where there is none for several.
func (l *list) bulkAction() []nav.Action {
	if _, choosing := l.Choosing(); choosing || len(model.BulkActs(l.site.Rights(), l.spec.Entity)) == 0 {
		return nil
	}
	return []nav.Action{{Label: bulkWord.Text(), Icon: base.CheckButtonCheckedIcon(), Tapped: l.Choose}}
}

// newBar is the bar below the rows while some are being chosen.
func (l *list) newBar() *fyne.Container {
	l.many = widgets.NewCaption("", widgets.Plain)
	do := widgets.NewButton(bulkDo.Text(), l.ask)
	do.Importance = widget.HighImportance
	bar := widgets.NewStacked(l.many, widgets.NewActions(do, widgets.NewButton(bulkAll.Text(), func() { l.ChooseAll() }), widgets.NewButton(i18n.Cancel.Text(), func() { l.Leave() })))
	bar.Hide()
	return bar
}

// chose shows how many rows are chosen.
func (l *list) chose(n int) {
	_, choosing := l.Choosing()
	l.many.SetText(bulkChosen.Text(n))
	if l.bar.Hidden == choosing {
		l.bar.Hidden = !choosing
		l.Content().Refresh()
		l.HeadChanged()
	}
}

// ask opens the sheet in which the command is chosen, and what it asks for.
func (l *list) ask() {
	rows, _ := l.Choosing()
	if len(rows) == 0 {
		l.site.Toast(bulkNobody.Text())
		return
	}
	acts := model.BulkActs(l.site.Rights(), l.spec.Entity)
	options := make([]widgets.SelectOption, len(acts))
	for i, a := range acts {
		options[i] = widgets.SelectOption{Code: a.Command, Label: a.Label}
	}
	what := widgets.NewSelectField("command", bulkWhat.Text(), options)
	asked := widgets.NewStacked()
	var controls []*control
	var sheet *widgets.Sheet
	loader := uithread.NewLoader[*model.ActForm](l.site.Dispatcher)
	what.OnChanged = func(command string) {
		loader.Load(func(context.Context) (*model.ActForm, error) {
			return view.Load(l.site.Desk, func(r *view.Reader) (*model.ActForm, error) { return model.BulkForm(r, command) })
		}, func(f *model.ActForm, err error) {
			asked.Objects, controls = nil, nil
			if err != nil {
				asked.Add(widgets.NewNote(view.Explain(err).Text, widgets.Alert))
				return
			}
			if f.Asks != "" {
				asked.Add(widgets.NewNote(f.Asks, widgets.Caution))
			}
			for _, in := range f.Inputs {
				c := newControl(l.site, in)
				controls = append(controls, c)
				asked.Add(c.field)
			}
			asked.Refresh()
			sheet.Fit()
		})
	}
	sheet = widgets.NewSheet(l.site.Window.Canvas(), bulkWord.Text(), bulkGo.Text(), func() {
		bad := ""
		for _, c := range controls {
			bad = cmp.Or(c.field.Check(), bad)
		}
		if bad == "" && what.Code() != "" {
			sheet.Hide()
			l.give(what.Code(), rows, textsOf(controls))
		}
	}, what, asked)
	what.SetCode(options[0].Code)
	what.OnChanged(options[0].Code)
	sheet.Show()
}

// give gives the command about all rows and shows what became of each.
func (l *list) give(command string, rows []kernel.ID, texts map[string]string) {
	l.Leave()
	var done []model.Done
	l.site.Do(func() (err error) {
		done, err = model.Bulk(l.site.Desk, command, rows, texts, func(int, int) {})
		return err
	}, func(err error) {
		if err != nil {
			l.site.Toast(view.Explain(err).Text)
		}
		l.showDone(done)
	})
}

// showDone is the one page about all rows: what was refused first, with its reason; each opens.
func (l *list) showDone(done []model.Done) {
	refused, fine := widgets.NewStacked(), widgets.NewStacked()
	var sheet *widgets.Sheet
	failed := 0
	for _, d := range done {
		open := func() {
			sheet.Hide()
			l.open(model.Row{ID: d.ID})
		}
		if d.Refused == nil {
			fine.Add(widgets.NewLineRow(widgets.Line{Title: d.Title, Under: bulkFine.Text()}, open))
			continue
		}
		failed++
		refused.Add(widgets.NewLineRow(widgets.Line{Title: d.Title, FigureTone: widgets.Alert}, open))
		refused.Add(widgets.NewNote(d.Refused.Whole(), widgets.Alert))
	}
	sheet = widgets.NewSheet(l.site.Window.Canvas(), bulkDone.Text(i18n.Count(int64(len(done)-failed)), i18n.Count(int64(failed))), "", nil, refused, fine)
	sheet.Show()
}
