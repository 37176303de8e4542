package finance

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

var (
	openItems = i18n.Define("finance.items", "未结单据", "Open items")
	noItems   = i18n.Define("finance.items.none", "没有未结单据", "Nothing is open")
	history   = i18n.Define("finance.history", "近 90 天往来", "The last 90 days")
	noHistory = i18n.Define("finance.history.none", "近 90 天没有往来", "Nothing in the last 90 days")
	balanceIs = i18n.Define("finance.history.balance", "应收余额 {0}", "Owes {0}")
	prepaidBy = i18n.Define("finance.history.prepaid", "预收 {0}", "Paid in advance {0}")
	atMost    = i18n.Define("finance.apply.most", "最多冲抵（不填为全部）", "At most (everything if empty)")
	overdueWd = i18n.Define("finance.overdue.word", "逾期", "Overdue")
)

// Goods that come back without a delivery are taken in on a page of the warehouse.
const (
	looseRoute   = "warehouse.loose"
	looseCommand = "sales.return.loose"
)

// accountPage is what a customer owes, what he has paid in advance, and what has
// happened lately.
type accountPage struct {
	*common.Page[*finance.Account]
	site     *common.Site
	id       kernel.ID
	most     *widgets.NumberField
	applying bool
	trouble  *common.TroublePanel
	busy     bool
}

func newAccount(site *common.Site, id kernel.ID) nav.Page {
	p := &accountPage{site: site, id: id, trouble: common.NewTroublePanel(), most: widgets.NewMoneyField("most", atMost.Text())}
	p.most.Bind(p.apply, p.apply)
	p.Page = common.NewPage(site, common.Spec[*finance.Account]{
		Title: func() string { return account.Text() }, Load: finance.LoadAccount(id), Show: p.show, Trouble: p.trouble, About: id,
	})
	return p
}

func (p *accountPage) show(a *finance.Account) fyne.CanvasObject {
	if a.Hidden {
		return widgets.NewPanel(a.Name, widgets.NewFacts(widgets.Fact{Label: account.Text(), Value: view.Hidden.Text()}))
	}
	parts := []fyne.CanvasObject{p.head(a)}
	if a.MayApply && p.applying {
		cancel := widgets.NewButton(i18n.Cancel.Text(), func() { p.applying = false; p.Redraw() })
		do := widgets.NewButton(p.applyWord(), p.apply)
		do.Importance = widget.HighImportance
		parts = append(parts, widgets.NewPanel(p.applyWord(), p.most, widgets.NewActions(cancel, do)))
	}
	return widgets.NewSections(append(parts, p.items(a), p.events(a))...)
}

func (p *accountPage) applyWord() string {
	return view.Command(p.site.Desk.Catalog, "finance.prepaid.apply")
}

func (p *accountPage) head(a *finance.Account) fyne.CanvasObject {
	label := func(field string) string { return view.Label(p.site.Desk.Catalog, party.Parties.Name(), field) }
	sum := func(field string) string { return view.Label(p.site.Desk.Catalog, party.Balances.Name(), field) }
	late := widgets.Figure{Label: overdueWd.Text(), Full: view.Money(0)}
	if a.Late != "" {
		late.Full, late.Tone, late.Comparison = a.Late, widgets.Alert, lateDays.Text(a.Days)
	}
	figures := container.New(widgets.NewColumns(150, 3),
		widgets.NewKPI(widgets.Figure{Label: sum("receivable"), Full: a.Receivable}, nil),
		widgets.NewKPI(late, nil),
		widgets.NewKPI(widgets.Figure{Label: sum("prepaid"), Full: a.Prepaid}, nil),
	)
	var buttons []*widgets.Button
	if p.site.May(looseCommand) && p.site.Router.Knows(looseRoute) {
		buttons = append(buttons, widgets.NewButton(view.Command(p.site.Desk.Catalog, looseCommand), func() { p.site.Go(looseRoute, p.id.String()) }))
	}
	if a.MayApply && !p.applying {
		buttons = append(buttons, widgets.NewButton(p.applyWord(), func() {
			p.applying = true
			p.Redraw()
			p.most.Focus()
		}))
	}
	if a.MayRefund {
		buttons = append(buttons, widgets.NewButton(view.Command(p.site.Desk.Catalog, finance.RefundCommand), func() {
			p.site.Give(finance.RefundCommand, p.id)
		}))
	}
	if take := p.site.CommandButton("finance.receive", takeMoney.Text(), p.id); take != nil {
		take.Importance = widget.HighImportance
		buttons = append(buttons, take)
	}
	return widgets.NewPanel(a.Name, figures,
		widgets.NewFacts(widgets.Fact{Label: label("terms"), Value: a.Terms}, widgets.Fact{Label: label("limit"), Value: a.Limit}),
		widgets.NewActions(buttons...))
}

func (p *accountPage) items(a *finance.Account) fyne.CanvasObject {
	list := widgets.NewStacked()
	for _, i := range a.Items {
		line := widgets.Line{Title: view.Join(i.Number, i.Kind), Detail: since.Text(i.Day, i.Due), Figure: view.Money(i.Rest)}
		if i.Due == "" {
			line.Detail = i.Day
		}
		if i.Late > 0 {
			line.FigureTone, line.Under = widgets.Alert, lateDays.Text(i.Late)
		}
		list.Add(widgets.NewLineRow(line, opener(p.site, i.Entity, i.Src)))
	}
	if len(a.Items) == 0 {
		list.Add(widgets.NewNote(noItems.Text(), widgets.Quiet))
	}
	return widgets.NewPanel(openItems.Text(), list)
}

// shownEvents bounds what is drawn; the statement among the reports has them all.
const shownEvents = 100

func (p *accountPage) events(a *finance.Account) fyne.CanvasObject {
	list := widgets.NewStacked()
	for _, e := range a.Events[:min(len(a.Events), shownEvents)] {
		line := widgets.Line{Title: view.Join(e.What, e.Number), Detail: e.Day, Figure: e.Change, Under: balanceIs.Text(e.Balance)}
		if e.Prepaid != "" {
			line.Detail = view.Join(e.Day, prepaidBy.Text(e.Prepaid))
		}
		if e.Less {
			line.FigureTone = widgets.Good
		}
		list.Add(widgets.NewLineRow(line, opener(p.site, e.Entity, e.ID)))
	}
	if len(a.Events) == 0 {
		list.Add(widgets.NewNote(noHistory.Text(), widgets.Quiet))
	}
	return widgets.NewPanel(history.Text(), list)
}

// apply uses what was paid in advance.
func (p *accountPage) apply() {
	if p.busy || !p.Check() {
		return
	}
	most, _ := p.most.Value()
	p.busy = true
	p.site.Do(func() error { return finance.Apply(p.site.Desk, p.id, kernel.Money(most)) }, func(err error) {
		p.busy = false
		p.trouble.Set(view.Explain(err), nil)
		if err == nil {
			p.applying = false
			p.most.Clear()
			p.site.Toast(waitsFor.Text())
			p.Reload()
		}
	})
}
