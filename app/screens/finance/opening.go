package finance

import (
	"time"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/screens/warehouse"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/finance"
	"heyi/shared/debt"
	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/stock"
)

// The opening forms; that of the stock is the warehouse's.
const (
	OpenDebts  = "debts"
	OpenFunds  = "funds"
	OpenLedger = "ledger"
)

// commands of the forms, whose labels are their titles.
var commands = map[string]string{OpenDebts: "debt.open", OpenFunds: "finance.open", OpenLedger: "ledger.open"}

// openingPage enters opening balances line by line.
type openingPage struct {
	site    *common.Site
	which   string
	lines   []*finance.Old
	grid    *widgets.LineGrid
	page    *widgets.FormPage
	trouble *common.TroublePanel
}

func newOpening(site *common.Site, which string) nav.Page {
	p := &openingPage{site: site, which: which, trouble: common.NewTroublePanel()}
	p.page = widgets.NewFormPage(i18n.Save.Text(), p.save)
	p.page.AddObject(p.trouble)
	p.grid = widgets.NewLineGrid(p.columns())
	p.grid.OnSave = p.page.Save
	p.grid.OnAdd = p.line
	p.grid.OnRemove = func(n int) { p.lines = append(p.lines[:n:n], p.lines[n+1:]...) }
	p.page.AddObject(p.grid)
	p.grid.Add(p.line())
	return p
}

func (p *openingPage) label(entity, field string) string {
	return view.Label(p.site.Desk.Catalog, entity, field)
}

func (p *openingPage) columns() []widgets.LineColumn {
	figure := func(title string) widgets.LineColumn {
		return widgets.LineColumn{Title: title, Weight: 2, Align: fyne.TextAlignTrailing}
	}
	item := debt.Items.Name()
	switch p.which {
	case OpenFunds:
		return []widgets.LineColumn{{Title: view.Entity(p.site.Desk.Catalog, "fund"), Weight: 4}, figure(p.label(item, "amount"))}
	case OpenLedger:
		e := ledger.Entries.Name()
		return []widgets.LineColumn{{Title: p.label(e, "account"), Weight: 4}, figure(p.label(e, "debit")), figure(p.label(e, "credit"))}
	}
	return []widgets.LineColumn{
		{Title: p.label(item, "party"), Weight: 4},
		{Title: p.label(item, "number"), Weight: 2},
		{Title: p.label(item, "date"), Weight: 2},
		{Title: p.label(item, "due"), Weight: 2},
		figure(p.label(item, "amount")),
	}
}

func (p *openingPage) line() widgets.LineCells {
	l := &finance.Old{}
	p.lines = append(p.lines, l)
	titles := p.columns()
	money := func(n int, to *kernel.Money) *widgets.NumberField {
		f := widgets.NewMoneyField("amount", titles[n].Title)
		f.OnChanged = func(v int64) { *to = kernel.Money(v) }
		return f
	}
	day := func(n int, to *kernel.Date) *widgets.DateField {
		f := widgets.NewDateField("date", titles[n].Title, p.site.Day)
		f.OnChanged = func(t time.Time) { *to = kernel.Date(t.Year()*10000 + int(t.Month())*100 + t.Day()) }
		return f
	}
	switch p.which {
	case OpenFunds:
		all, _ := finance.Funds(p.site.Desk) // without funds the picker finds none and says so
		return widgets.LineCells{Cells: []fyne.CanvasObject{fundPicker(p.site, titles[0].Title, all, func(n finance.Named) { l.Who = n.ID }), money(1, &l.Amount)}}
	case OpenLedger:
		who := widgets.NewPickerField(p.site.Dispatcher, "account", titles[0].Title, widgets.PickerConfig[finance.Named]{
			Search: finance.Accounts(p.site.Desk), Title: named, OnPicked: func(n finance.Named) { l.Who = n.ID },
		})
		return widgets.LineCells{Cells: []fyne.CanvasObject{who, money(1, &l.Amount), money(2, &l.Credit)}}
	}
	who := widgets.NewPickerField(p.site.Dispatcher, "party", titles[0].Title, widgets.PickerConfig[finance.Named]{
		Search: finance.Customers(p.site.Desk), Title: named, Detail: func(n finance.Named) string { return n.Detail }, OnPicked: func(n finance.Named) { l.Who = n.ID },
	})
	number := widgets.NewField("number", titles[1].Title)
	number.OnChanged = func(text string) { l.Number = text }
	return widgets.LineCells{Cells: []fyne.CanvasObject{who, number, day(2, &l.Day), day(3, &l.Due), money(4, &l.Amount)}}
}

func (p *openingPage) save() {
	send := map[string]func(*view.Desk, []*finance.Old) error{OpenDebts: finance.OpenDebts, OpenFunds: finance.OpenFunds, OpenLedger: finance.OpenLedger}[p.which]
	p.page.SetBusy(true)
	p.site.Do(func() error { return send(p.site.Desk, p.lines) }, func(err error) {
		p.page.SetBusy(false)
		p.trouble.Set(view.Explain(err), nil)
		if err == nil {
			p.site.Toast(common.Done.Text())
			p.site.Router.Back()
		}
	})
}

// Title implements nav.Page.
func (p *openingPage) Title() string { return view.Command(p.site.Desk.Catalog, commands[p.which]) }

// Content implements nav.Page.
func (p *openingPage) Content() fyne.CanvasObject { return p.page }

// Actions lead to the other opening forms.
func (p *openingPage) Actions() []nav.Action {
	var list []nav.Action
	for _, which := range []string{OpenDebts, OpenFunds, OpenLedger} {
		if which != p.which {
			list = append(list, nav.Action{
				Label: view.Command(p.site.Desk.Catalog, commands[which]), Icon: base.DocumentIcon(),
				Tapped: func() { p.site.Router.Replace(nav.Route{Name: RouteOpening, ID: which}) },
			})
		}
	}
	return append(list, nav.Action{
		Label: view.Command(p.site.Desk.Catalog, "stock.open"), Icon: base.StorageIcon(),
		Tapped: func() { p.site.Router.Replace(nav.Route{Name: warehouse.RouteNew, ID: string(stock.Opening)}) },
	})
}

// Dispose implements nav.Page.
func (p *openingPage) Dispose() {}
