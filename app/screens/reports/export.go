package reports

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/reports"
)

var (
	exportTo = i18n.Define("reports.export", "导出", "Export")
	exported = i18n.DefinePlural("reports.exported", "已导出 {0} 行", "{0} row exported", "{0} rows exported")
	writing  = i18n.Define("reports.writing", "正在导出…", "Exporting…")
	dropped  = i18n.Define("reports.dropped", "已取消导出", "The export was cancelled")
)

// job is a file on its way: how far it is and a button that ends it. It takes no
// room while there is none.
type job struct {
	widget.BaseWidget
	site   *common.Site
	bar    *widget.ProgressBar
	loader *uithread.Loader[struct{}]
	row    fyne.CanvasObject
}

func newJob(site *common.Site) *job {
	j := &job{site: site, bar: widget.NewProgressBar(), loader: uithread.NewLoader[struct{}](site.Dispatcher)}
	stop := widgets.NewButton(i18n.Cancel.Text(), func() { j.cancel() })
	j.row = widgets.NewBorder(nil, nil, widgets.NewCaption(writing.Text(), widgets.Quiet), stop, j.bar)
	j.ExtendBaseWidget(j)
	j.Hide()
	return j
}

// CreateRenderer implements fyne.Widget.
func (j *job) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(j.row) }

// run writes in the background. done is told how it ended, unless it was cancelled;
// then undo is called in the background once the work has let go.
func (j *job) run(work func(ctx context.Context, told func(done, total int)) error, undo func(), done func(error)) {
	j.bar.SetValue(0)
	j.Show()
	j.Refresh()
	j.loader.Load(func(ctx context.Context) (struct{}, error) {
		err := work(ctx, func(done, total int) {
			j.site.Dispatcher.Do(func() { j.bar.SetValue(float64(done) / float64(max(total, 1))) })
		})
		if err != nil || ctx.Err() != nil {
			undo()
		}
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		j.Hide()
		done(err)
	})
}

// cancel ends the writing; without a job it does nothing.
func (j *job) cancel() {
	if !j.loader.Busy() {
		return
	}
	j.loader.Cancel()
	j.Hide()
	j.site.Toast(dropped.Text())
}

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
	d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil {
			p.trouble.Set(view.Explain(err), nil)
			return
		}
		if file != nil {
			p.write(r, layout, file)
		}
	}, p.site.Window)
	d.SetFileName(r.FileName(layout, common.DateOf(p.site.Day())))
	d.Show()
}

// write writes into the file and removes it again when that fails or is cancelled: half
// a spreadsheet opens nowhere.
func (p *reportPage) write(r *reports.Report, layout reports.Layout, file fyne.URIWriteCloser) {
	p.job.run(func(ctx context.Context, told func(done, total int)) error {
		err := r.Export(ctx, p.site.Desk, layout, file, told)
		return errors.Join(err, file.Close())
	}, func() {
		_ = storage.Delete(file.URI()) // it may never have come to be
	}, func(err error) {
		p.trouble.Set(view.Explain(err), nil)
		if err == nil {
			p.site.Toast(exported.Text(i18n.Count(int64(len(r.Rows)))))
		}
	})
}
