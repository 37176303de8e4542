package record

import (
	"context"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
)

var (
	groupWord = i18n.Define("record.groups", "分组汇总", "Group and add up")
	groupBy   = i18n.Define("record.groups.by", "按什么分组", "Group by")
)

// groupAction puts the rows of the list together by a field, says what each group comes to,
// and opens one. It is there where rows have something in common.
func (l *list) groupAction() []nav.Action {
	groupings := l.spec.Groupings(l.site.Rights())
	if len(groupings) == 0 {
		return nil
	}
	return []nav.Action{{Label: groupWord.Text(), Icon: base.ListIcon(), Tapped: func() { l.group(groupings) }}}
}

func (l *list) group(groupings []view.Option) {
	options := make([]widgets.SelectOption, len(groupings))
	for i, o := range groupings {
		options[i] = widgets.SelectOption{Code: o.Code, Label: o.Label}
	}
	by := widgets.NewSelectField("by", groupBy.Text(), options)
	by.SetCode(options[0].Code)
	found := widgets.NewStacked()
	var sheet *widgets.Sheet
	loader := uithread.NewLoader[[]model.Bunch](l.site.Dispatcher)
	load := func() {
		look := l.look(l.Asked())
		loader.Load(func(context.Context) ([]model.Bunch, error) {
			return view.Load(l.site.Desk, func(r *view.Reader) ([]model.Bunch, error) { return l.spec.Groups(r, look, by.Code()) })
		}, func(groups []model.Bunch, err error) {
			found.Objects = nil
			if err != nil {
				found.Add(widgets.NewNote(view.Explain(err).Text, widgets.Alert))
			}
			for _, g := range groups[:min(len(groups), groupsMost)] {
				found.Add(groupRow(g, func() {
					sheet.Hide()
					l.narrow.take(g.Narrow)
				}))
			}
			found.Refresh()
			sheet.Fit()
		})
	}
	by.OnChanged = func(string) { load() }
	sheet = widgets.NewSheet(l.site.Window.Canvas(), groupWord.Text(), "", nil, by, found)
	load()
	sheet.Show()
}

// groupsMost is how many groups a sheet shows, those with most rows.
const groupsMost = 200

// groupRow is a group with what it comes to.
func groupRow(g model.Bunch, tapped func()) fyne.CanvasObject {
	line := widgets.Line{Title: g.Label, Under: i18n.RowCount.Text(int(g.Rows))}
	for i, sum := range g.Sums {
		if i == 0 {
			line.Figure = sum.Label
			continue
		}
		line.Detail = view.Join(line.Detail, sum.Code+" "+sum.Label)
	}
	return widgets.NewLineRow(line, tapped)
}
