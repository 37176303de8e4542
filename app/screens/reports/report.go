package reports

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/finance"
	"heyi/app/view/reports"
	"heyi/app/view/warehouse"
	"heyi/shared/kernel"
)

var (
	from     = i18n.Define("reports.from", "从", "From")
	until    = i18n.Define("reports.to", "到", "To")
	customer = i18n.Define("reports.customer", "客户", "Customer")
	place    = i18n.Define("reports.place", "仓库", "Warehouse")
	export   = i18n.Define("reports.export", "导出 Excel", "Export to Excel")
	exported = i18n.Define("reports.exported", "已导出 {0} 行", "{0} rows exported")
	noRows   = i18n.Define("reports.empty", "这个范围内没有数据", "Nothing in this range")
)

// reportPage is one report: filters, figures, table.
type reportPage struct {
	site    *common.Site
	spec    reports.Spec
	filter  reports.Filter
	report  *reports.Report
	loader  *uithread.Loader[*reports.Report]
	trouble *common.TroublePanel
	stamp   *widgets.EllipsisLabel
	body    *fyne.Container
	whole   fyne.CanvasObject
	grid    *widgets.DataGrid[reports.Row]
}

func newReport(site *common.Site, name string) nav.Page {
	spec, _ := reports.Find(name) // an unknown one loads as an error
	p := &reportPage{
		site: site, spec: spec, loader: uithread.NewLoader[*reports.Report](site.Dispatcher), trouble: common.NewTroublePanel(),
		stamp: widgets.NewCaption("", widgets.Quiet), body: container.NewStack(),
	}
	_ = site.Desk.Read(func(r *view.Reader) error { // without a day the load below says what is wrong
		p.filter = reports.ThisMonth(r.Today())
		p.stamp.SetText(r.Stamp())
		return nil
	})
	p.whole = container.NewBorder(widgets.NewStacked(p.filters(), p.trouble, p.stamp), nil, nil, nil, p.body)
	p.load()
	return p
}

// filters are the fields that the report has a use for.
func (p *reportPage) filters() fyne.CanvasObject {
	row := container.New(widgets.NewColumns(160, 4))
	if p.spec.Span {
		row.Add(p.day(from.Text(), &p.filter.From))
	}
	if p.spec.Span || p.spec.Months {
		row.Add(p.day(until.Text(), &p.filter.To))
	}
	if p.spec.Customer {
		row.Add(widgets.NewPickerField(p.site.Dispatcher, "customer", customer.Text(), widgets.PickerConfig[finance.Named]{
			Search: finance.Customers(p.site.Desk), Title: func(n finance.Named) string { return n.Name }, Detail: func(n finance.Named) string { return n.Detail },
			OnPicked: func(n finance.Named) { p.filter.Customer = n.ID; p.load() },
		}))
	}
	if p.spec.Place {
		all := warehouse.Named{Name: warehouse.AllPlaces.Text()}
		f := widgets.NewPickerField(p.site.Dispatcher, "place", place.Text(), widgets.PickerConfig[warehouse.Named]{
			Search: func(context.Context, string, int) ([]warehouse.Named, error) {
				list, err := warehouse.Places(p.site.Desk)
				return append([]warehouse.Named{all}, list...), err
			},
			Title: func(n warehouse.Named) string { return n.Name }, OnPicked: func(n warehouse.Named) { p.filter.Place = n.ID; p.load() },
		})
		f.SetPicked(all)
		row.Add(f)
	}
	return row
}

func (p *reportPage) day(label string, to *kernel.Date) fyne.CanvasObject {
	f := widgets.NewDateField("day", label, p.site.Day)
	if d := *to; d != 0 {
		f.SetDate(time.Date(int(d/10000), time.Month(d/100%100), int(d%100), 0, 0, 0, 0, time.UTC))
	}
	f.OnChanged = func(t time.Time) {
		*to = kernel.Date(t.Year()*10000 + int(t.Month())*100 + t.Day())
		p.load()
	}
	return f
}

func (p *reportPage) load() {
	filter := p.filter
	p.loader.Load(func(context.Context) (*reports.Report, error) {
		return view.Load(p.site.Desk, reports.Load(p.spec, filter))
	}, func(r *reports.Report, err error) {
		p.trouble.Set(view.Explain(err), nil)
		if err == nil {
			p.report = r
			p.show()
		}
	})
}

// rows gives the table to the grid, the totals last.
type rows []reports.Row

func (r rows) Count(context.Context) (int, error) { return len(r), nil }

func (r rows) Page(_ context.Context, offset, limit int) ([]reports.Row, error) {
	return r[min(offset, len(r)):min(offset+limit, len(r))], nil
}

func (p *reportPage) show() {
	if p.grid != nil {
		p.grid.List().Dispose()
	}
	list := rows(p.report.Rows)
	if len(list) > 0 && p.report.Totals != nil {
		list = append(list[:len(list):len(list)], reports.Row{Cells: p.report.Totals})
	}
	p.grid = widgets.NewDataGrid[reports.Row](p.site.Dispatcher, list, p.columns())
	p.grid.List().Empty = widgets.NewEmptyState(nil, noRows.Text(), "", "", nil)
	facts := make([]widgets.Fact, len(p.report.Facts))
	for i, f := range p.report.Facts {
		facts[i] = widgets.Fact{Label: f.Label, Value: f.Value}
	}
	var head fyne.CanvasObject
	if len(facts) > 0 {
		head = widgets.NewPanel(p.report.Subject, widgets.NewFacts(facts...))
	}
	p.body.Objects = []fyne.CanvasObject{container.NewBorder(head, nil, nil, nil, p.grid)}
	p.body.Refresh()
}

func (p *reportPage) columns() []widgets.DataColumn[reports.Row] {
	var columns []widgets.DataColumn[reports.Row]
	last, first := -1, true
	for i, h := range p.report.Headings {
		if h.Number {
			last = i
		}
	}
	for i, h := range p.report.Headings {
		c := widgets.DataColumn[reports.Row]{ID: fmt.Sprint(i), Title: h.Text, Width: p.width(i), Text: func(r reports.Row) string { return r.Cells[i] }}
		switch {
		case h.Number:
			c.Align = fyne.TextAlignTrailing
			if i == last {
				c.Card = widgets.CardFigure
			}
		case first:
			c.Card, first = widgets.CardTitle, false
		}
		columns = append(columns, c)
	}
	return columns
}

// width is the room that the cells of a column want, within reason.
func (p *reportPage) width(column int) float32 {
	const narrowest, widest, sample, perByte = 60, 200, 100, 4.5 // a Chinese character has three bytes and is twice as wide
	most := len(p.report.Headings[column].Text)
	for _, r := range p.report.Rows[:min(sample, len(p.report.Rows))] {
		most = max(most, len(r.Cells[column]))
	}
	return min(max(narrowest, float32(most)*perByte+20), widest)
}

// Title implements nav.Page.
func (p *reportPage) Title() string { return p.spec.Title() }

// Content implements nav.Page.
func (p *reportPage) Content() fyne.CanvasObject { return p.whole }

// Actions implements nav.Actor.
func (p *reportPage) Actions() []nav.Action {
	if p.report != nil && !p.report.MayExport {
		return nil
	}
	return []nav.Action{{Label: export.Text(), Icon: base.DocumentSaveIcon(), Tapped: p.export}}
}

// export asks where to and writes the spreadsheet.
func (p *reportPage) export() {
	r := p.report
	if r == nil || !r.MayExport {
		return
	}
	d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil || file == nil {
			return
		}
		p.site.Do(func() error {
			err := r.Write(file)
			if closing := file.Close(); err == nil {
				err = closing
			}
			return err
		}, func(err error) {
			p.trouble.Set(view.Explain(err), nil)
			if err == nil {
				p.site.Toast(exported.Text(len(r.Rows)))
			}
		})
	}, p.site.Window)
	day := p.site.Day()
	d.SetFileName(r.FileName(kernel.Date(day.Year()*10000 + int(day.Month())*100 + day.Day())))
	d.Show()
}

// Dispose implements nav.Page.
func (p *reportPage) Dispose() {
	p.loader.Cancel()
	if p.grid != nil {
		p.grid.List().Dispose()
	}
}
