package reports

import (
	"cmp"
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/reports"
	"heyi/app/view/modules/finance"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
)

var (
	from          = i18n.Define("reports.from", "从", "From")
	until         = i18n.Define("reports.to", "到", "To")
	asOfDay       = i18n.Define("reports.day", "截止日期", "As of")
	month         = i18n.Define("reports.month", "月份", "Month")
	fromMonth     = i18n.Define("reports.from.month", "从（月）", "From (month)")
	untilMonth    = i18n.Define("reports.to.month", "到（月）", "To (month)")
	customer      = i18n.Define("reports.customer", "客户", "Customer")
	everybody     = i18n.Define("reports.everybody", "全部客户", "All customers")
	place         = i18n.Define("reports.place", "仓库", "Warehouse")
	noRows        = i18n.Define("reports.empty", "这个范围内没有数据", "Nothing in this range")
	choose        = i18n.Define("reports.choose", "请先在上面选择客户", "Choose a customer above")
	account       = i18n.Define("reports.account", "科目", "Account")
	chooseAccount = i18n.Define("reports.choose.account", "请先在上面选择科目", "Choose an account above")
	goods         = i18n.Define("reports.product", "商品", "Product")
	chooseGoods   = i18n.Define("reports.choose.product", "请先在上面选择商品", "Choose a product above")
	adding        = i18n.Define("reports.adding", "正在计算…", "Working it out…")
	looked        = i18n.DefinePlural("reports.looked", "已读 {0} 行", "{0} row read", "{0} rows read")
	stopped       = i18n.Define("reports.stopped", "已取消", "Cancelled")
	lastMonth     = i18n.Define("reports.last.month", "上月", "Last month")
	thisMonth     = i18n.Define("reports.this.month", "本月", "This month")
	thisYear      = i18n.Define("reports.this.year", "今年", "This year")
)

// reportPage is one report: filters, figures, table.
type reportPage struct {
	nav.Head
	site    *common.Site
	spec    reports.Spec
	today   kernel.Date
	exports bool // the person may
	filter  reports.Filter
	report  *reports.Report
	loader  *uithread.Loader[*reports.Report]
	trouble *common.TroublePanel
	stamp   *widget.Label
	head    *fyne.Container // filters
	body    *fyne.Container
	whole   fyne.CanvasObject
	grid    *widgets.DataGrid[reports.Row]
}

// newReport makes the page of a route's id: the name of a report, and behind "/" what it
// is narrowed down to.
func newReport(site *common.Site, id string) nav.Page {
	name, narrowed, _ := strings.Cut(id, "/")
	spec, _ := reports.Find(name) // an unknown one loads as an error
	p := &reportPage{
		site: site, spec: spec, loader: uithread.NewLoader[*reports.Report](site.Dispatcher), trouble: common.NewTroublePanel(),
		stamp: widgets.NewRemark("", widgets.Quiet), head: container.NewStack(), body: container.NewStack(),
	}
	p.today, p.exports = site.Today(), site.MayExport()
	p.filter = reports.ThisMonth(p.today)
	p.filter.Parse(narrowed)
	p.head.Objects = []fyne.CanvasObject{p.filters()}
	p.whole = widgets.NewBorder(widgets.NewStacked(container.NewPadded(p.head), p.trouble, p.stamp), nil, nil, nil, p.body)
	p.load()
	return p
}

// filters are the fields that the report has a use for.
func (p *reportPage) filters() fyne.CanvasObject {
	row := container.New(widgets.NewFilledColumns(160, 4))
	switch {
	case p.spec.Months && p.spec.Span:
		row.Add(p.month(fromMonth.Text(), &p.filter.From))
		row.Add(p.month(untilMonth.Text(), &p.filter.To))
	case p.spec.Months:
		row.Add(p.month(month.Text(), &p.filter.To))
	case p.spec.Day:
		row.Add(p.day(asOfDay.Text(), &p.filter.To))
	case p.spec.Span:
		row.Add(p.day(from.Text(), &p.filter.From))
		row.Add(p.day(until.Text(), &p.filter.To))
	}
	if p.spec.Customer || p.spec.Buyer {
		row.Add(p.buyer())
	}
	if p.spec.Account {
		row.Add(p.account())
	}
	if p.spec.Product {
		row.Add(p.goods())
	}
	if p.spec.Place {
		row.Add(p.place())
	}
	if !p.spec.Span || p.spec.Months {
		return row
	}
	return widgets.NewSections(row, p.spans())
}

// place picks a warehouse, or all of them.
func (p *reportPage) place() fyne.CanvasObject {
	all := warehouse.Named{Name: warehouse.AllPlaces.Text()}
	f := widgets.NewPickerField(p.site.Dispatcher, "place", place.Text(), widgets.PickerConfig[warehouse.Named]{
		Search: func(context.Context, string, int) ([]warehouse.Named, error) {
			list, err := warehouse.Places(p.site.Desk)
			return append([]warehouse.Named{all}, list...), err
		},
		Title: func(n warehouse.Named) string { return n.Name }, OnPicked: func(n warehouse.Named) { p.filter.Place = n.ID; p.load() },
	})
	f.SetPicked(all)
	if at := p.filter.Place; !at.IsZero() {
		tell(p, f, func() (warehouse.Named, error) { return warehouse.PlaceNamed(p.site.Desk, at) })
	}
	return f
}

// goods picks a product.
func (p *reportPage) goods() fyne.CanvasObject {
	f := widgets.NewPickerField(p.site.Dispatcher, "product", goods.Text(), widgets.PickerConfig[warehouse.Good]{
		Search: warehouse.Goods(p.site.Desk), Title: func(g warehouse.Good) string { return g.Name }, Detail: func(g warehouse.Good) string { return g.Code },
		OnPicked: func(g warehouse.Good) { p.filter.Product = g.ID; p.load() },
	})
	if id := p.filter.Product; !id.IsZero() {
		tell(p, f, func() (warehouse.Good, error) { return warehouse.GoodNamed(p.site.Desk, id) })
	}
	return f
}

// buyer picks a customer; where all may be meant, all are the first choice.
func (p *reportPage) buyer() fyne.CanvasObject {
	all := finance.Named{Name: everybody.Text()}
	search := finance.Customers(p.site.Desk)
	f := widgets.NewPickerField(p.site.Dispatcher, "customer", customer.Text(), widgets.PickerConfig[finance.Named]{
		Search: func(ctx context.Context, text string, limit int) ([]finance.Named, error) {
			list, err := search(ctx, text, limit)
			if p.spec.Buyer && text == "" {
				list = append([]finance.Named{all}, list...)
			}
			return list, err
		},
		Title: func(n finance.Named) string { return n.Name }, Detail: func(n finance.Named) string { return n.Detail },
		OnPicked: func(n finance.Named) { p.filter.Customer = n.ID; p.load() },
	})
	if p.spec.Buyer {
		f.SetPicked(all)
	}
	if who := p.filter.Customer; !who.IsZero() {
		tell(p, f, func() (finance.Named, error) { return finance.CustomerName(p.site.Desk, who) })
	}
	return f
}

// tell writes into a picker what the report is narrowed down to from the start.
func tell[T any](p *reportPage, f *widgets.PickerField[T], name func() (T, error)) {
	var known T
	p.site.Do(func() (err error) {
		known, err = name()
		return err
	}, func(err error) {
		if err == nil {
			f.SetPicked(known)
		}
	})
}

// account picks an account of the books.
func (p *reportPage) account() fyne.CanvasObject {
	f := widgets.NewPickerField(p.site.Dispatcher, "account", account.Text(), widgets.PickerConfig[finance.Named]{
		Search: finance.Ledgers(p.site.Desk), Title: func(n finance.Named) string { return n.Name },
		OnPicked: func(n finance.Named) { p.filter.Account = n.ID; p.load() },
	})
	if id := p.filter.Account; !id.IsZero() {
		tell(p, f, func() (finance.Named, error) { return finance.LedgerName(p.site.Desk, id) })
	}
	return f
}

// spans are the spans that people ask for most.
func (p *reportPage) spans() fyne.CanvasObject {
	start := p.today.MonthStart()
	row := container.NewHBox()
	for _, s := range []struct {
		label    i18n.Key
		from, to kernel.Date
	}{
		{thisMonth, start, p.today},
		{lastMonth, start.AddMonths(-1), start.AddDays(-1)},
		{thisYear, kernel.DateOf(p.today.Year(), 1, 1), p.today},
	} {
		b := widgets.NewButton(s.label.Text(), func() {
			p.filter.From, p.filter.To = s.from, s.to
			p.head.Objects = []fyne.CanvasObject{p.filters()}
			p.head.Refresh()
			p.load()
		})
		b.Importance = widget.LowImportance
		if p.filter.From == s.from && p.filter.To == s.to {
			b.Importance = widget.HighImportance
		}
		row.Add(b)
	}
	return row
}

// monthsBack is how many months can be chosen.
const monthsBack = 36

// month chooses a whole month by its first day.
func (p *reportPage) month(label string, to *kernel.Date) fyne.CanvasObject {
	var options []widgets.SelectOption
	for n := range monthsBack {
		text := p.today.MonthStart().AddMonths(1 - n).String() // what comes after an early close is in the next month
		options = append(options, widgets.SelectOption{Code: text, Label: text[:len("2026-11")]})
	}
	f := widgets.NewSelectField("month", label, options)
	f.SetCode(to.MonthStart().String())
	f.OnChanged = func(code string) {
		if d, err := kernel.ParseDate(code); err == nil {
			*to = d
			p.load()
		}
	}
	return f
}

func (p *reportPage) day(label string, to *kernel.Date) fyne.CanvasObject {
	f := widgets.NewDateField("day", label, p.site.Day)
	if d := *to; d != 0 {
		f.SetDate(time.Date(int(d/10000), time.Month(d/100%100), int(d%100), 0, 0, 0, 0, time.UTC))
	}
	f.Toward = i18n.Past
	f.OnChanged = func(t time.Time) {
		if t.IsZero() {
			return // being typed anew
		}
		*to = kernel.Date(t.Year()*10000 + int(t.Month())*100 + t.Day())
		p.load()
	}
	return f
}

// load works the report out. What is on screen stays until the new one is there,
// unless there is nothing to show.
func (p *reportPage) load() {
	filter := p.filter
	if p.spec.Customer && filter.Customer.IsZero() {
		p.say(choose.Text(), "", nil)
		return
	}
	if p.spec.Account && filter.Account.IsZero() {
		p.say(chooseAccount.Text(), "", nil)
		return
	}
	if p.spec.Product && filter.Product.IsZero() {
		p.say(chooseGoods.Text(), "", nil)
		return
	}
	progress := widgets.NewNote("", widgets.Quiet)
	progress.Alignment = fyne.TextAlignCenter
	p.say(adding.Text(), i18n.Cancel.Text(), func() {
		p.loader.Cancel()
		p.say(stopped.Text(), i18n.Retry.Text(), p.load)
	}, progress)
	p.loader.Load(func(ctx context.Context) (*reports.Report, error) {
		return view.Load(p.site.Desk, reports.Load(ctx, p.spec, filter, func(rows int) {
			p.site.Dispatcher.Do(func() { progress.SetText(looked.Text(i18n.Count(int64(rows)))) })
		}))
	}, func(r *reports.Report, err error) {
		p.trouble.Set(view.Explain(err), nil)
		if err != nil {
			p.body.Objects = nil
			p.body.Refresh()
			return
		}
		p.report, p.spec = r, r.Spec
		p.HeadChanged()
		p.stamp.SetText(r.Stamp)
		p.show()
	})
}

// say fills the place of the table with a sentence and a button.
func (p *reportPage) say(text, action string, tapped func(), more ...fyne.CanvasObject) {
	rows := append([]fyne.CanvasObject{widgets.NewEmptyState(base.GridIcon(), text, "", action, tapped)}, more...)
	p.body.Objects = []fyne.CanvasObject{container.NewVBox(rows...)}
	p.body.Refresh()
}

// Title implements nav.Page.
func (p *reportPage) Title() string { return cmp.Or(p.spec.Title(), home.Text()) }

// Content implements nav.Page.
func (p *reportPage) Content() fyne.CanvasObject { return p.whole }

// Actions implements nav.Actor.
func (p *reportPage) Actions() []nav.Action {
	if !p.exports {
		return []nav.Action{p.explains()}
	}
	return []nav.Action{p.explains(), {Label: exportTo.Text(), Icon: base.DownloadIcon(), Tapped: p.chooseLayout}}
}

// Dispose implements nav.Page.
func (p *reportPage) Dispose() {
	p.loader.Cancel()
	if p.grid != nil {
		p.grid.List().Dispose()
	}
}
