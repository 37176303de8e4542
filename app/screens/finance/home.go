package finance

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/finance"
	core "heyi/shared/finance"
	"heyi/shared/kernel"
)

var (
	toConfirm = i18n.Define("finance.confirm", "待确认收款", "Receipts to confirm")
	toRelease = i18n.Define("finance.release", "待放行订单", "Orders to release")
	nothing   = i18n.Define("finance.nothing", "没有待办", "Nothing to do")
	overdue   = i18n.Define("finance.overdue", "逾期 {0} · {1} 天", "{0} late by up to {1} days")
	notLate   = i18n.Define("finance.notlate", "未逾期", "Not overdue")
	takeMoney = i18n.Define("finance.take", "收款", "Take money")
	openings  = i18n.Define("finance.openings", "期初", "Opening balances")
	moreWord  = i18n.Define("finance.more", "账务", "Books")
)

type homeModel struct {
	slips   []finance.Slip
	held    []*finance.Order
	funds   []finance.Balance
	debtors []finance.Debtor
}

func newHome(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[homeModel]{
		Title: func() string { return home.Text() }, Stamped: true,
		Actions: func() []nav.Action { return []nav.Action{takeAction(site)} },
		Load: func(r *view.Reader) (m homeModel, err error) {
			if m.held, err = finance.Held(r); err != nil {
				return m, err
			}
			if m.funds, err = finance.Balances(r); err != nil {
				return m, err
			}
			if m.debtors, err = finance.Debtors(r); err != nil {
				return m, err
			}
			m.slips, err = finance.Slips(site.Desk, "", string(core.Pending)).Page(context.Background(), 0, 20)
			return m, err
		},
		Show: func(m homeModel) fyne.CanvasObject { return showHome(site, m) },
	})
}

func showHome(site *common.Site, m homeModel) fyne.CanvasObject {
	slips, held, money, owing := widgets.NewStacked(), widgets.NewStacked(), widgets.NewStacked(), widgets.NewStacked()
	for _, s := range m.slips {
		slips.Add(widgets.NewLineRow(widgets.Line{Title: s.Customer, Detail: view.Join(s.Number, s.Day), Figure: s.Total, Badges: common.Badges(s.State, s.Sync)},
			func() { site.Go(RouteReceipt, s.ID.String()) }))
	}
	for _, o := range m.held {
		why := ""
		if len(o.Why) > 0 {
			why = o.Why[0]
		}
		held.Add(widgets.NewLineRow(widgets.Line{Title: o.Row.Name, Detail: why, Figure: view.Money(o.Row.Total), Badges: common.Badges(o.State)},
			func() { site.Go(RouteOrder, o.Row.ID.String()) }))
	}
	for _, f := range m.funds {
		money.Add(widgets.NewLineRow(widgets.Line{Title: f.Name, Figure: f.Amount}, nil))
	}
	const most = 5
	for _, d := range m.debtors[:min(most, len(m.debtors))] {
		owing.Add(debtorRow(site, d))
	}
	for _, box := range []*fyne.Container{slips, held} {
		if len(box.Objects) == 0 {
			box.Add(widgets.NewNote(nothing.Text(), widgets.Quiet))
		}
	}
	return widgets.NewSections(
		widgets.NewPanel(toConfirm.Text(), slips), widgets.NewPanel(toRelease.Text(), held),
		widgets.NewPanel(debtors.Text(), owing), widgets.NewPanel(funds.Text(), money),
		widgets.NewPanel(moreWord.Text(), widgets.NewActions(
			widget.NewButton(vouchers.Text(), func() { site.Go(RouteVouchers, "") }),
			widget.NewButton(bills.Text(), func() { site.Go(RouteBills, "") }),
			widget.NewButton(openings.Text(), func() { site.Go(RouteOpening, OpenDebts) }),
		)),
	)
}

func debtorRow(site *common.Site, d finance.Debtor) fyne.CanvasObject {
	line := widgets.Line{Title: d.Name, Detail: notLate.Text(), Figure: d.Owes}
	if d.Late != "" {
		line.Detail, line.FigureTone = overdue.Text(d.Late, d.Days), widgets.Alert
	}
	return widgets.NewLineRow(line, func() { site.Go(RouteAccount, d.ID.String()) })
}

func newDebtors(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[[]finance.Debtor]{
		Title: func() string { return debtors.Text() }, Stamped: true, Load: finance.Debtors,
		Show: func(list []finance.Debtor) fyne.CanvasObject {
			box := widgets.NewStacked()
			for _, d := range list {
				box.Add(debtorRow(site, d))
			}
			return widgets.NewPanel("", box)
		},
	})
}

func newFunds(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[[]finance.Balance]{
		Title: func() string { return funds.Text() }, Stamped: true, Load: finance.Balances,
		Show: func(list []finance.Balance) fyne.CanvasObject {
			box := widgets.NewStacked()
			for _, f := range list {
				box.Add(widgets.NewLineRow(widgets.Line{Title: f.Name, Figure: f.Amount}, nil))
			}
			return widgets.NewPanel("", box)
		},
	})
}

var sinceWhen = i18n.Define("finance.item", "{0} · 到期 {1}", "{0}, due {1}")

func newAccount(site *common.Site, id kernel.ID) nav.Page {
	return common.NewPage(site, common.Spec[*finance.Account]{
		Title: func() string { return debtors.Text() }, Stamped: true, Load: finance.LoadAccount(id),
		Actions: func() []nav.Action {
			a := takeAction(site)
			a.Tapped = func() { site.Go(RouteTake, id.String()) }
			return []nav.Action{a}
		},
		Show: func(a *finance.Account) fyne.CanvasObject {
			label := func(field string) string { return view.Label(site.Desk.Catalog, "party_balance", field) }
			facts := []widgets.Fact{
				{Label: label("receivable"), Value: a.Receivable},
				{Label: label("prepaid"), Value: a.Prepaid},
				{Label: view.Label(site.Desk.Catalog, "party", "terms"), Value: a.Terms},
				{Label: view.Label(site.Desk.Catalog, "party", "limit"), Value: a.Limit},
			}
			box := widgets.NewStacked()
			for _, i := range a.Items {
				line := widgets.Line{Title: view.Join(i.Number, i.Kind), Detail: sinceWhen.Text(i.Day, i.Due), Figure: view.Money(i.Rest)}
				if i.Late > 0 {
					line.FigureTone, line.Under = widgets.Alert, lateDays.Text(i.Late)
				}
				box.Add(widgets.NewLineRow(line, nil))
			}
			head := widgets.Line{Title: a.Name, Figure: a.Receivable}
			if a.Late != "" {
				head.Detail, head.FigureTone = overdue.Text(a.Late, a.Days), widgets.Alert
			}
			return widgets.NewSections(widgets.NewPanel("", widgets.NewLineRow(head, nil), widgets.NewFacts(facts...)), widgets.NewPanel(openItems.Text(), box))
		},
	})
}

var (
	lateDays  = i18n.Define("finance.late", "逾期 {0} 天", "{0} days late")
	openItems = i18n.Define("finance.items", "未结单据", "Open items")
)
