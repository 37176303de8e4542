package finance

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/ledger"
)

var (
	journal     = i18n.Define("finance.journal", "日记账", "Journal")
	beginsAt    = i18n.Define("finance.journal.begins", "期初余额", "Opening balance")
	moneyIn     = i18n.Define("finance.journal.in", "收入", "In")
	moneyOut    = i18n.Define("finance.journal.out", "支出", "Out")
	inFund      = i18n.Define("finance.journal.balance", "余额", "Balance")
	dayOfMoney  = i18n.Define("finance.journal.day", "期初 {0} · 收入 {1} · 支出 {2}", "Opening {0} · in {1} · out {2}")
	noMoney     = i18n.Define("finance.journal.none", "本月没有收支", "Nothing went in or out in this month")
	monthBefore = i18n.Define("finance.journal.before", "上月", "The month before")
	monthAfter  = i18n.Define("finance.journal.after", "下月", "The month after")
	noFunds     = i18n.Define("finance.funds.none", "没有由你保管的资金账户", "You keep no fund")
)

// fundRow leads to the journal of a fund.
func fundRow(site *common.Site, f finance.Balance) fyne.CanvasObject {
	return widgets.NewLineRow(widgets.Line{Title: f.Name, Figure: f.Amount}, func() { site.Go(RouteJournal, f.ID.String()) })
}

// newFunds lists the funds that the reader keeps, with what is in them.
func newFunds(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[[]finance.Balance]{
		Title: func() string { return funds.Text() }, Load: finance.Balances, Of: []string{core.Funds.Name(), ledger.Balances.Name()},
		Show: func(list []finance.Balance) fyne.CanvasObject {
			box := widgets.NewStacked()
			for _, f := range list {
				if !f.Hidden {
					box.Add(fundRow(site, f))
				}
			}
			if len(box.Objects) == 0 {
				box.Add(widgets.NewNote(noFunds.Text(), widgets.Quiet))
			}
			return widgets.NewPanel("", box)
		},
	})
}

// journalPage is the journal of a fund, a month at a time.
type journalPage struct {
	*common.Page[*finance.Journal]
	site  *common.Site
	id    kernel.ID
	month int64
}

func newJournal(site *common.Site, id kernel.ID) nav.Page {
	p := &journalPage{site: site, id: id}
	p.Page = common.NewPage(site, common.Spec[*finance.Journal]{
		Title: func() string { return journal.Text() }, Load: finance.LoadJournal(id, func() int64 { return p.month }), Show: p.show, About: id,
		Of: []string{core.Funds.Name(), ledger.Entries.Name(), ledger.Balances.Name()},
	})
	return p
}

// turn leads to another month.
func (p *journalPage) turn(label i18n.Key, month int64, icon fyne.Resource) *widgets.Button {
	b := widgets.NewButtonWithIcon(label.Text(), icon, func() {
		p.month = month
		p.Reload()
	})
	b.Importance = widget.LowImportance
	if month == 0 {
		b.Disable()
	}
	return b
}

func (p *journalPage) show(j *finance.Journal) fyne.CanvasObject {
	if j.Hidden {
		return widgets.NewPanel(j.Name, widgets.NewFacts(widgets.Fact{Label: journal.Text(), Value: view.Hidden.Text()}))
	}
	kpi := func(label i18n.Key, figure string) fyne.CanvasObject {
		return widgets.NewKPI(widgets.Figure{Label: label.Text(), Full: figure}, nil)
	}
	head := []fyne.CanvasObject{
		widgets.NewActions(p.turn(monthBefore, j.Before, base.NavigateBackIcon()), p.turn(monthAfter, j.After, base.NavigateNextIcon())),
		container.New(widgets.NewColumns(150, 4), kpi(beginsAt, j.Opening), kpi(moneyIn, j.In), kpi(moneyOut, j.Out), kpi(inFund, j.Closing)),
	}
	if j.Keeper != "" {
		head = append(head, widgets.NewFacts(widgets.Fact{Label: view.Label(p.site.Desk.Catalog, core.Funds.Name(), "keeper"), Value: j.Keeper}))
	}
	parts := []fyne.CanvasObject{widgets.NewPanel(view.Join(j.Name, j.Title()), head...)}
	for _, d := range j.Days {
		box := widgets.NewStacked(widgets.NewLineRow(widgets.Line{
			Title: inFund.Text(), Detail: dayOfMoney.Text(d.Opening, d.In, d.Out), Figure: d.Balance,
		}, nil))
		for _, l := range d.Lines {
			line := widgets.Line{Title: l.Summary, Detail: l.Party, Figure: l.In, Under: moneyIn.Text(), FigureTone: widgets.Good}
			if l.Out != "" {
				line.Figure, line.Under, line.FigureTone = l.Out, moneyOut.Text(), widgets.Plain
			}
			box.Add(widgets.NewLineRow(line, opener(p.site, l.Entity, l.Src)))
		}
		parts = append(parts, widgets.NewPanel(d.Day, box))
	}
	if len(j.Days) == 0 {
		parts = append(parts, widgets.NewPanel("", widgets.NewNote(noMoney.Text(), widgets.Quiet)))
	}
	return widgets.NewSections(parts...)
}
