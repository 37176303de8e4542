package finance

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
)

// The opening forms; that of the stock is the warehouse's.
const (
	OpenDebts  = finance.OpenDebts
	OpenFunds  = finance.OpenFunds
	OpenLedger = finance.OpenLedger
)

// openingTitles are the titles of the forms: short, since a phone shows no more of them.
var sumWord = i18n.Define("finance.sum", "合计", "Total")

var openingTitles = map[string]i18n.Key{
	OpenDebts:  i18n.Define("finance.opening.debts.title", "期初往来", "Opening debts"),
	OpenFunds:  i18n.Define("finance.opening.funds.title", "期初资金", "Opening funds"),
	OpenLedger: i18n.Define("finance.opening.ledger.title", "期初科目余额", "Opening ledger"),
}

var (
	differsNow = i18n.Define("finance.opening.differs", "目前的期初借贷不平，{0}。往来、资金、库存和科目都录完还不平，差额要录入它所属的科目；不平不能结账",
		"The opening balances so far differ: {0}. What still differs once debts, money, stock and accounts are all in belongs to an account; nothing can be closed before")
	inBalance   = i18n.Define("finance.opening.fine", "目前的期初借贷平衡", "The opening balances so far are in balance")
	booksHidden = i18n.Define("finance.opening.hidden", "您的岗位看不到账簿，期初是否平衡由财务核对", "Your seat does not see the books: finance checks whether the opening balances are in balance")
	leaves      = i18n.Define("finance.opening.leaves", "录入后{0}", "then {0}")
)

var openingStock = i18n.Define("finance.opening.stock.title", "期初库存", "Opening stock")

// explained is what each form is for.
var explained = map[string]i18n.Key{
	OpenDebts:  i18n.Define("finance.opening.debts", "一行一张旧单据，各有到期日，账龄从一开始就准确。已录过的会提示，不会重复记账。", "One line for each old document with its due date, so that ageing is right from the start. What was entered already is told and not booked twice."),
	OpenFunds:  i18n.Define("finance.opening.funds", "建账日前一天各账户的余额。已录过的会提示，不会重复记账。", "What each account held the day before the books began. What was entered already is told and not booked twice."),
	OpenLedger: i18n.Define("finance.opening.ledger", "没有单据的科目余额，如实收资本、固定资产。往来、资金和库存在各自的期初里录入。", "Balances that no document keeps, such as capital and fixed assets. Receivables, money and stock have forms of their own."),
}

// openingPage enters opening balances line by line.
type openingPage struct {
	nav.Head
	site    *common.Site
	which   string
	lines   []*finance.Old
	grid    *widgets.LineGrid
	page    *widgets.FormPage
	trouble *common.TroublePanel
	sum     *widget.Label
	stands  *widgets.Banner
	goesOn  *widgets.Banner
	opened  finance.Opened
	twice   *widgets.Banner // what was entered before
	asked   int             // how often that was asked for
	kept    *common.Unfinished[[]*finance.Old]
	ready   bool // its lines are there
	saved   bool
}

func newOpening(site *common.Site, which string) nav.Page {
	if _, known := explained[which]; !known {
		which = OpenDebts // where people begin
	}
	p := &openingPage{
		site: site, which: which, trouble: common.NewTroublePanel(), twice: widgets.NewBanner(),
		kept: common.NewUnfinished[[]*finance.Old](site, RouteOpening, which),
	}
	p.page = widgets.NewFormPage(i18n.Save.Text(), p.save)
	p.page.SetWide()
	p.page.AddObject(widgets.NewNote(explained[which].Text(), widgets.Quiet))
	p.stands = widgets.NewBanner()
	p.page.AddObject(p.stands)
	p.goesOn = widgets.NewBanner()
	p.page.AddObject(p.goesOn)
	p.page.AddObject(site.NewAge())
	p.page.AddFoot(p.trouble)
	p.grid = widgets.NewLineGrid(p.columns())
	p.grid.OnAdd = p.line
	p.grid.OnRemove = func(n int) { p.lines = append(p.lines[:n:n], p.lines[n+1:]...); p.add() }
	p.page.AddLines(p.grid)
	p.page.AddObject(p.twice)
	p.sum = widgets.NewFigureLabel("")
	p.page.AddObject(p.sum)
	var opened finance.Opened
	site.Do(func() (err error) {
		opened, err = view.Load(site.Desk, finance.LoadOpened)
		return err
	}, func(error) { // a company that is not there proposes no day
		p.opened = opened
		p.stand()
		p.begin()
		p.Start()
	})
	return p
}

// stand says what the openings differ by so far, or that they are over.
func (p *openingPage) stand() {
	switch {
	case p.opened.Over != nil:
		p.stands.Set(widgets.Alert, view.Explain(p.opened.Over).Text, "", nil)
		p.page.SetBusy(true)
	case p.opened.Hidden:
		p.stands.Set(widgets.Info, booksHidden.Text(), "", nil)
	case p.opened.Left != 0:
		p.stands.Set(widgets.Caution, differsNow.Text(finance.Differs(p.opened.Left)), "", nil)
	case p.opened.Known:
		p.stands.Set(widgets.Info, inBalance.Text(), "", nil)
	}
}

// Start implements nav.Starter.
func (p *openingPage) Start() { p.grid.Focus(0) }

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
		return []widgets.LineColumn{{Title: view.Entity(p.site.Desk.Catalog, core.Funds.Name()), Weight: 4}, figure(p.label(item, "amount"))}
	case OpenLedger:
		e := ledger.Entries.Name()
		return []widgets.LineColumn{{Title: p.label(e, "account"), Weight: 4}, figure(p.label(e, "debit")), figure(p.label(e, "credit"))}
	}
	return []widgets.LineColumn{
		{Title: p.label(item, "party"), Weight: 3.4},
		{Title: p.label(item, "kind"), Weight: 1.8},
		{Title: p.label(item, "number"), Weight: 1.8},
		{Title: p.label(item, "date"), Weight: 2.6}, // a day with the calendar's button
		{Title: p.label(item, "due"), Weight: 2.6},
		figure(p.label(item, "amount")),
	}
}

// begin draws the first line, or those that were left before they were sent.
func (p *openingPage) begin() {
	if was, begun := p.kept.Was(); begun && p.opened.Over == nil {
		for _, l := range was {
			p.lines = append(p.lines, l)
			p.grid.Add(p.cells(l))
		}
		p.site.GoesOn(p.goesOn, func() {
			p.kept.Done()
			p.saved = true
			p.site.Router.Replace(nav.Route{Name: RouteOpening, ID: p.which})
		})
	} else {
		p.grid.Add(p.line())
	}
	p.ready = true
	p.add()
}

// line is a new line.
func (p *openingPage) line() widgets.LineCells {
	l := &finance.Old{Day: p.opened.Last, Kind: debt.Receivable}
	p.lines = append(p.lines, l)
	return p.cells(l)
}

// cells draw a line with what it says.
func (p *openingPage) cells(l *finance.Old) widgets.LineCells {
	titles := p.columns()
	money := func(n int, to *kernel.Money) *widgets.NumberField {
		f := widgets.NewMoneyField("amount", titles[n].Title)
		if *to != 0 {
			f.SetValue(int64(*to))
		}
		f.OnChanged = func(v int64) { *to = kernel.Money(v); p.add() }
		return f
	}
	picked := func(n finance.Named) { l.Who, l.Name = n.ID, n.Name; p.add() }
	pick := func(f *widgets.PickerField[finance.Named]) fyne.CanvasObject {
		if !l.Who.IsZero() {
			f.SetPicked(finance.Named{ID: l.Who, Name: l.Name})
		}
		return f
	}
	switch p.which {
	case OpenFunds:
		all, _ := finance.Funds(p.site.Desk) // without funds the picker finds none and says so
		return widgets.LineCells{Cells: []fyne.CanvasObject{pick(fundPicker(p.site, titles[0].Title, all, picked)), money(1, &l.Amount)}}
	case OpenLedger:
		who := widgets.NewPickerField(p.site.Dispatcher, "account", titles[0].Title, widgets.PickerConfig[finance.Named]{
			Search: finance.Accounts(p.site.Desk), Title: named, OnPicked: picked,
		})
		return widgets.LineCells{Cells: []fyne.CanvasObject{pick(who), money(1, &l.Amount), money(2, &l.Credit)}}
	}
	who := widgets.NewPickerField(p.site.Dispatcher, "party", titles[0].Title, widgets.PickerConfig[finance.Named]{
		Search: finance.Partners(p.site.Desk), Title: named, Detail: func(n finance.Named) string { return n.Detail }, OnPicked: picked,
	})
	number := widgets.NewField("number", titles[2].Title)
	number.SetText(l.Number)
	number.OnChanged = func(text string) { l.Number = text; p.add() }
	return widgets.LineCells{Cells: []fyne.CanvasObject{pick(who), p.kind(l, titles[1].Title), number, p.day(titles[3].Title, &l.Day), p.day(titles[4].Title, &l.Due), money(5, &l.Amount)}}
}

// kind says whether it is a receivable, which most are.
func (p *openingPage) kind(l *finance.Old, title string) fyne.CanvasObject {
	options := finance.Kinds(p.site.Desk.Catalog)
	kind := widgets.NewPickerField(p.site.Dispatcher, "kind", title, widgets.PickerConfig[view.Option]{
		Search: func(_ context.Context, query string, _ int) ([]view.Option, error) {
			return view.Among(options, query, func(o view.Option) string { return o.Label }), nil
		},
		Title: func(o view.Option) string { return o.Label }, OnPicked: func(o view.Option) { l.Kind = kernel.Choice(o.Code); p.add() },
	})
	for _, o := range options {
		if o.Code == string(l.Kind) {
			kind.SetPicked(o)
		}
	}
	return kind
}

func (p *openingPage) day(title string, to *kernel.Date) *widgets.DateField {
	f := widgets.NewDateField("date", title, p.site.Day)
	if *to != 0 {
		f.SetDate(common.Calendar(*to))
	}
	f.OnChanged = func(t time.Time) { *to = common.DateOf(t); p.add() }
	return f
}

// add shows the sum of the lines, to compare with the old books.
func (p *openingPage) add() {
	if !p.ready {
		return
	}
	if !p.saved {
		p.kept.Keep(p.lines, p.begun())
	}
	p.compare()
	amount, credit := finance.Sums(p.lines)
	text := sumWord.Text() + " " + view.Money(amount)
	switch {
	case amount == 0 && credit == 0: // nothing is typed yet
		text = ""
	case p.which == OpenLedger:
		e := ledger.Entries.Name()
		text = view.Join(sumWord.Text(), p.label(e, "debit")+" "+view.Money(amount), p.label(e, "credit")+" "+view.Money(credit))
		if !p.opened.Hidden {
			text = view.Join(text, leaves.Text(finance.Differs(p.opened.Left-amount+credit)))
		}
	}
	p.sum.SetText(text)
}

// begun tells whether there is something to lose.
func (p *openingPage) begun() bool {
	return slices.ContainsFunc(p.lines, func(l *finance.Old) bool {
		return !l.Who.IsZero() || l.Number != "" || l.Amount != 0 || l.Credit != 0
	})
}

// compare says before anything is sent that a line was entered before.
func (p *openingPage) compare() {
	p.asked++
	asked, lines := p.asked, make([]*finance.Old, len(p.lines))
	for i, l := range p.lines {
		copied := *l
		lines[i] = &copied
	}
	p.site.Do(func() error { return finance.Already(p.site.Desk, p.which, lines) }, func(err error) {
		if asked != p.asked || p.saved {
			return
		}
		if refusal, is := kernel.AsRefusal(err); is && p.opened.Over == nil {
			p.twice.Set(widgets.Caution, view.ExplainRefusal(refusal).Text, "", nil)
			return
		}
		p.twice.Hide()
	})
}

// opens are the commands that the pages give.
var opens = map[string]string{OpenDebts: "debt.open", OpenFunds: "finance.open", OpenLedger: "ledger.open"}

func (p *openingPage) save() { p.send(false) }

// send enters the lines; more adds them to what is entered already. What this device knows
// to be entered before is asked about here.
func (p *openingPage) send(more bool) {
	p.page.SetBusy(true)
	p.site.Do(func() error {
		if !more {
			if err := finance.Already(p.site.Desk, p.which, p.lines); err != nil {
				return err
			}
		}
		return finance.Open(p.site.Desk, p.which, p.lines, more)
	}, func(err error) {
		p.page.SetBusy(false)
		p.trouble.Set(view.Explain(err), map[string]func(){ledger.AddMore.Name: func() { p.send(true) }})
		if err == nil {
			p.saved = true
			p.kept.Done()
			p.site.Toast(p.site.Did(opens[p.which]))
			p.site.Router.Back()
		}
	})
}

// Leave implements nav.Leaver.
func (p *openingPage) Leave(proceed func()) { p.site.Leaves(!p.saved && p.begun(), proceed) }

// Title implements nav.Page.
func (p *openingPage) Title() string { return openingTitles[p.which].Text() }

// Content implements nav.Page.
func (p *openingPage) Content() fyne.CanvasObject { return p.page }

// Actions lead to the other opening forms.
func (p *openingPage) Actions() []nav.Action {
	var list []nav.Action
	for _, which := range []string{OpenDebts, OpenFunds, OpenLedger} {
		if which != p.which {
			list = append(list, nav.Action{
				Label: openingTitles[which].Text(), Icon: base.DocumentIcon(),
				Tapped: func() { p.site.Router.Replace(nav.Route{Name: RouteOpening, ID: which}) },
			})
		}
	}
	return append(list, nav.Action{
		Label: openingStock.Text(), Icon: base.StorageIcon(),
		Tapped: func() { p.site.Router.Replace(nav.Route{Name: warehouse.RouteNew, ID: string(stock.Opening)}) },
	})
}

// Dispose implements nav.Page.
func (p *openingPage) Dispose() {}
