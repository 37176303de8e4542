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
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
)

var (
	differs     = i18n.Define("finance.periods.differs", "期初借贷不平，{0}。差额属于哪个科目，请在期初科目里录入；不平不能结账", "Opening balances differ: {0}. Enter the difference into the account it belongs to: nothing can be closed before")
	enterIt     = i18n.Define("finance.periods.enter", "录入差额", "Enter the difference")
	monthsWord  = i18n.Define("finance.periods.months", "会计期间", "Periods")
	yearsWord   = i18n.Define("finance.periods.years", "年终结转", "Profit carried forward")
	askClose    = i18n.Define("finance.periods.ask.close", "结账后，{0} 期不能再记账；补录的单据记到下一期", "Nothing is posted into {0} any more: late documents go to the next period")
	askEarly    = i18n.Define("finance.periods.ask.early", "{0} 还没有结束。现在结账，这个月剩下几天的单据都会记到下一期", "{0} is not over. After an early close the documents of its last days go to the next period")
	askReopen   = i18n.Define("finance.periods.ask.reopen", "{0} 期重新可以记账；结账期间记到以后期间的凭证，反结账后可以转回", "{0} takes postings again; what was posted into a later period meanwhile can then be brought back")
	askBack     = i18n.Define("finance.periods.ask.bring", "在原期间红字转出，按原日期和金额记回 {0} 期", "They are taken back in red where they stand, and posted into {0} with their dates and amounts")
	pushedWord  = i18n.Define("finance.periods.pushed", "属于 {0}、因结账记到以后期间的凭证（{1}）", "Vouchers of {0} that were posted into a later period ({1})")
	standsIn    = i18n.Define("finance.voucher.period", "记在 {0}", "Posted into {0}")
	askCarry    = i18n.Define("finance.periods.ask.carry", "{0} 年的损益科目结平，本年利润转入未分配利润", "All accounts of profit and loss of {0} come to zero, and the profit goes to the retained profit")
	askTakeBack = i18n.Define("finance.periods.ask.back", "{0} 年的结转凭证将用红字冲销", "The vouchers that carried {0} forward are reversed")
)

// periodsPage says how far the books are closed, and closes them.
type periodsPage struct {
	site    *common.Site
	page    *common.Page[*finance.Books]
	trouble *common.TroublePanel

	decision  *common.Decision
	reopening bool // a reason is asked for
}

func newPeriods(site *common.Site) nav.Page {
	p := &periodsPage{site: site}
	p.decision = common.NewDecision(site, func() { p.reopening = false; p.page.Reload() })
	p.trouble = p.decision.Trouble
	p.page = common.NewPage(site, common.Spec[*finance.Books]{
		Title: func() string { return periods.Text() }, Load: finance.LoadBooks, Show: p.show, Trouble: p.trouble,
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
	p.decision.Fresh()
	if b.Reopen != 0 && p.reopening {
		parts = append(parts, p.reason(b.Reopen))
	} else {
		parts = append(parts, widgets.NewActions(p.buttons(b)...))
	}
	if len(b.Pushed) > 0 {
		parts = append(parts, p.pushed(b))
	}
	months := widgets.NewStacked()
	for _, m := range b.Months {
		months.Add(widgets.NewLineRow(widgets.Line{Title: finance.Span(m.Period), Detail: view.Join(m.Did, m.Who, m.When), Under: m.Why, Badges: common.Badges(m.State, m.Sync)}, nil))
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
	return widgets.NewSections(append(parts, common.Trail(b.Trail)...)...)
}

// reason asks why a month is opened again.
func (p *periodsPage) reason(month int64) fyne.CanvasObject {
	const command = "ledger.period.reopen"
	do := func(why string, _ kernel.Answers) error { return finance.ReopenPeriod(p.site.Desk, month, why) }
	return widgets.NewStacked(
		widgets.NewNote(askReopen.Text(finance.Span(month)), widgets.Plain),
		p.decision.Panel(view.Command(p.site.Desk.Catalog, command)+" "+finance.Span(month),
			widgets.NewButton(i18n.Cancel.Text(), func() { p.reopening = false; p.page.Redraw() }),
			p.decision.Because(command, widget.WarningImportance, record.UsualReasons(p.site.Desk.Catalog, "ledger.period.reopen"), do)),
	)
}

// pushed lists the vouchers that can be brought back; each opens.
func (p *periodsPage) pushed(b *finance.Books) fyne.CanvasObject {
	list := widgets.NewStacked()
	for _, v := range b.Pushed[:min(len(b.Pushed), shownEvents)] {
		line := widgets.Line{Title: v.Summary, Detail: view.Join(v.Name, v.Day, standsIn.Text(v.Period)), Figure: v.Amount}
		list.Add(widgets.NewLineRow(line, func() { p.site.Open(ledger.Vouchers.Name(), v.ID) }))
	}
	return widgets.NewPanel(pushedWord.Text(finance.Span(b.PushedOf), len(b.Pushed)), list)
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
	if b.BringBack {
		add("ledger.period.bring_back", b.PushedOf, askBack, finance.BringBack)
	}
	if b.Reopen != 0 {
		word := view.Command(p.site.Desk.Catalog, "ledger.period.reopen") + " " + finance.Span(b.Reopen)
		list = append(list, widgets.NewButton(word, func() {
			p.reopening = true
			p.decision.Why.Offer(record.UsualReasons(p.site.Desk.Catalog, "ledger.period.reopen")...)
			p.page.Redraw()
			p.decision.Why.Field.Focus()
		}))
	}
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
