package reports

import (
	"context"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/reports"
)

var (
	exportTo = i18n.Define("reports.export", "导出", "Export")
	exported = i18n.DefinePlural("reports.exported", "已导出 {0} 行", "{0} row exported", "{0} rows exported")
)

// chooseLayout asks for which program, where there is a choice.
func (p *reportPage) chooseLayout() {
	layouts := p.spec.Layouts()
	if len(layouts) == 1 {
		p.export(layouts[0])
		return
	}
	var items []*fyne.MenuItem
	for _, l := range layouts {
		items = append(items, fyne.NewMenuItem(l.Label(), func() { p.export(l) }))
	}
	c := p.site.Window.Canvas()
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	menu.ShowAtPosition(fyne.NewPos(c.Size().Width-menu.MinSize().Width-base.Padding(), barHeight))
}

// barHeight is below the app bar, where the menu of its button opens.
const barHeight = 52

// export asks where to and writes the spreadsheet.
func (p *reportPage) export(layout reports.Layout) {
	r := p.report
	if r == nil {
		return
	}
	p.site.SaveFile(r.FileName(layout, common.DateOf(p.site.Day())), func(file fyne.URIWriteCloser, err error) {
		if err != nil {
			p.trouble.Set(view.Explain(err), nil)
			return
		}
		if file != nil {
			p.write(r, layout, file)
		}
	})
}

func (p *reportPage) write(r *reports.Report, layout reports.Layout, file fyne.URIWriteCloser) {
	p.site.WriteFile(p.Title(), file, func(ctx context.Context, told func(done, total int)) error {
		return r.Export(ctx, p.site.Desk, layout, file, told)
	}, func(err error) {
		p.trouble.Set(view.Explain(err), nil)
		if err == nil {
			p.site.Toast(exported.Text(i18n.Count(int64(len(r.Rows)))))
		}
	})
}
