package finance

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/finance"
	"heyi/shared/ledger"
)

var (
	differs     = i18n.Define("finance.periods.differs", "期初借贷不平，{0}。差额属于哪个科目，请在期初科目里录入；不平不能结账", "Opening balances differ: {0}. Enter the difference into the account it belongs to: nothing can be closed before")
	enterIt     = i18n.Define("finance.periods.enter", "录入差额", "Enter the difference")
	monthsWord  = i18n.Define("finance.periods.months", "会计期间", "Periods")
	yearsWord   = i18n.Define("finance.periods.years", "年终结转", "Profit carried forward")
	askClose    = i18n.Define("finance.periods.ask.close", "结账后，{0} 期不能再记账；补录的单据记到下一期", "Nothing is posted into {0} any more: late documents go to the next period")
	askEarly    = i18n.Define("finance.periods.ask.early", "{0} 还没有结束。现在结账，这个月剩下几天的单据都会记到下一期", "{0} is not over. After an early close the documents of its last days go to the next period")
	askReopen   = i18n.Define("finance.periods.ask.reopen", "{0} 期重新可以记账", "{0} takes postings again")
	askCarry    = i18n.Define("finance.periods.ask.carry", "{0} 年的损益科目结平，本年利润转入未分配利润", "All accounts of profit and loss of {0} come to zero, and the profit goes to the retained profit")
	askTakeBack = i18n.Define("finance.periods.ask.back", "{0} 年的结转凭证将用红字冲销", "The vouchers that carried {0} forward are reversed")
)

// periodsPage says how far the books are closed, and closes them.
type periodsPage struct {
	site    *common.Site
	page    *common.Page[*finance.Books]
	trouble *common.TroublePanel
}

func newPeriods(site *common.Site) nav.Page {
	p := &periodsPage{site: site, trouble: common.NewTroublePanel()}
	p.page = common.NewPage(site, common.Spec[*finance.Books]{
		Title: func() string { return periods.Text() }, Load: finance.LoadBooks(site.Desk), Show: p.show, Trouble: p.trouble,
		Of: []string{ledger.Periods.Name(), ledger.Years.Name(), ledger.Balances.Name()},
	})
	return p.page
}

func (p *periodsPage) show(b *finance.Books) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if b.Difference != "" {
		banner := widgets.NewBanner()
		banner.Set(widgets.Alert, differs.Text(b.Difference), "", nil)
		if p.site.Leads(RouteOpening, OpenLedger) {
			banner.Set(widgets.Alert, differs.Text(b.Difference), enterIt.Text(), func() { p.site.Go(RouteOpening, OpenLedger) })
		}
		parts = append(parts, banner)
	} else if b.Hinders != "" {
		banner := widgets.NewBanner()
		banner.Set(widgets.Caution, b.Hinders, "", nil)
		parts = append(parts, banner)
	}
	parts = append(parts, widgets.NewActions(p.buttons(b)...))
	months := widgets.NewStacked()
	for _, m := range b.Months {
		months.Add(widgets.NewLineRow(widgets.Line{Title: finance.Span(m.Period), Detail: m.When, Badges: common.Badges(m.State, m.Sync)}, nil))
	}
	parts = append(parts, widgets.NewPanel(monthsWord.Text(), months))
	if len(b.Years) > 0 {
		years := widgets.NewStacked()
		for _, y := range b.Years {
			line := widgets.Line{Title: strconv.FormatInt(y.Year, 10), Detail: view.Label(p.site.Desk.Catalog, ledger.Years.Name(), "profit"), Figure: y.Profit, Badges: common.Badges(y.Sync)}
			if y.Loss {
				line.FigureTone = widgets.Alert
			}
			var open func()
			if v := y.Voucher; !v.IsZero() {
				open = func() { p.site.Open(ledger.Vouchers.Name(), v) }
			}
			years.Add(widgets.NewLineRow(line, open))
		}
		parts = append(parts, widgets.NewPanel(yearsWord.Text(), years))
	}
	return widgets.NewSections(parts...)
}

// buttons are what can be done now, each for one month or year.
func (p *periodsPage) buttons(b *finance.Books) []*widgets.Button {
	var list []*widgets.Button
	add := func(command string, what int64, ask i18n.Key, do func(*view.Desk, int64) error) {
		if what == 0 {
			return
		}
		name := view.Command(p.site.Desk.Catalog, command)
		text := finance.Span(what)
		list = append(list, widgets.NewButton(name+" "+text, func() {
			p.site.Confirm(name, ask.Text(text), name, false, func() {
				p.site.Do(func() error { return do(p.site.Desk, what) }, func(err error) { p.done(command, err) })
			})
		}))
	}
	add("ledger.year.carry", b.Carry, askCarry, finance.CarryYear)
	closing := askClose
	if b.Early {
		closing = askEarly
	}
	add("ledger.period.close", b.Close, closing, finance.ClosePeriod)
	add("ledger.year.reverse", b.TakeBack, askTakeBack, finance.TakeYearBack)
	add("ledger.period.reopen", b.Reopen, askReopen, finance.ReopenPeriod)
	if len(list) > 0 && b.Difference == "" && (b.Carry != 0 || b.Close != 0 && !b.Early) { // what is due, never what takes something back
		list[0].Importance = widget.HighImportance
	}
	return list
}

func (p *periodsPage) done(command string, err error) {
	p.trouble.Set(view.Explain(err), nil)
	if err == nil {
		p.site.Toast(p.site.Did(command))
		p.page.Reload()
	}
}
