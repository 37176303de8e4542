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
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/party"
)

var (
	toConfirm = i18n.Define("finance.confirm", "待确认收款", "Receipts to confirm")
	toRelease = i18n.Define("finance.release", "待放行订单", "Orders to release")
	nothing   = i18n.Define("finance.nothing", "没有待办", "Nothing to do")
	overdue   = i18n.Define("finance.overdue", "逾期 {0} · {1} 天", "{0} late · {1} d")
	notLate   = i18n.Define("finance.notlate", "未逾期", "Not overdue")
	prepaidOf = i18n.Define("finance.prepaid.of", "预收 {0}", "{0} paid in advance")
	takeMoney = i18n.Define("finance.take", "收款", "Take money")
	openings  = i18n.Define("finance.openings", "期初", "Opening balances")
	nobody    = i18n.Define("finance.debtors.none", "没有应收和预收", "Nobody owes anything or has paid in advance")
	daysWord  = i18n.Define("finance.days", "逾期天数", "Days late")
	account   = i18n.Define("finance.account", "往来账", "Account")
	allWord   = i18n.Define("finance.seeall", "全部", "All")
	moreWord  = i18n.Define("finance.more", "账务", "Books")
)

type homeModel struct {
	slips   []finance.Slip
	held    []finance.Held
	funds   []finance.Balance
	sees    bool // what partners owe
	debtors []finance.Debtor
}

func newHome(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[homeModel]{
		Title:   func() string { return home.Text() },
		Actions: func() []nav.Action { return takeAction(site) },
		Load: func(r *view.Reader) (m homeModel, err error) {
			if m.held, err = finance.HeldOrders(r); err != nil {
				return m, err
			}
			if m.funds, err = finance.Balances(r); err != nil {
				return m, err
			}
			if m.debtors, err = finance.Debtors(r); err != nil {
				return m, err
			}
			m.sees = view.Shows(r, party.Balances.Name())
			m.slips, err = finance.Pending(r, slipsMost)
			return m, err
		},
		Show: func(m homeModel) fyne.CanvasObject { return showHome(site, m) },
	})
}

// slipsMost is how many receipts the home lists.
const slipsMost = 20

func showHome(site *common.Site, m homeModel) fyne.CanvasObject {
	slips, held, money, owing := widgets.NewStacked(), widgets.NewStacked(), widgets.NewStacked(), widgets.NewStacked()
	for _, s := range m.slips {
		line := widgets.Line{Title: s.Customer, Detail: view.Join(s.Number, s.Day), Figure: s.Total}
		slips.Add(widgets.NewLineRow(line, func() { site.Open(core.Receipts.Name(), s.ID) }))
	}
	for _, o := range m.held {
		held.Add(widgets.NewLineRow(widgets.Line{Title: o.Name, Detail: o.Why, Figure: o.Total}, func() { site.Open(sales.Orders.Name(), o.ID) }))
	}
	for _, f := range m.funds {
		if !f.Hidden {
			money.Add(fundRow(site, f))
		}
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
	// What somebody may not decide or see is not there: an empty panel would say that there is none.
	panels := container.New(widgets.NewColumns(420, 2))
	if site.May("finance.receipt.approve") {
		panels.Add(widgets.NewPanelWith(toConfirm.Text(), seeAll(site, RouteReceipts), slips))
	}
	if site.May("sales.order.release") {
		panels.Add(widgets.NewPanel(toRelease.Text(), held))
	}
	if m.sees {
		panels.Add(widgets.NewPanelWith(debtors.Text(), seeAll(site, RouteDebtors), owing))
	}
	if len(money.Objects) > 0 {
		panels.Add(widgets.NewPanelWith(funds.Text(), seeAll(site, RouteFunds), money))
	}
	sections := widgets.NewSections(panels)
	if more := common.Doors(
		site.Door(openings.Text(), RouteOpening, OpenDebts), site.Door(bills.Text(), RouteBills, ""),
		site.Door(vouchers.Text(), RouteVouchers, ""), site.Door(periods.Text(), RoutePeriods, ""),
	); len(more) > 0 {
		sections.Add(widgets.NewPanel(moreWord.Text(), widgets.NewActions(more...)))
	}
	return sections
}

func seeAll(site *common.Site, route string) fyne.CanvasObject {
	b := widgets.NewButton(allWord.Text(), func() { site.Go(route, "") })
	b.Importance = widget.LowImportance
	return b
}

func debtorRow(site *common.Site, d finance.Debtor) fyne.CanvasObject {
	line := widgets.Line{Title: d.Name, Detail: howLate(d), Figure: d.Owes}
	if d.Late != "" {
		line.FigureTone = widgets.Alert
	}
	return widgets.NewLineRow(line, func() { site.Go(RouteAccount, d.ID.String()) })
}

func newDebtors(site *common.Site) nav.Page {
	return common.NewList(site, common.ListSpec[finance.Debtor]{
		Title: func() string { return debtors.Text() }, Filters: finance.DebtorFilters(), Empty: nobody,
		Of: []string{party.Balances.Name(), debt.Items.Name()},
		Source: func(search, filter string) widgets.Source[finance.Debtor] {
			return finance.NewDebtorPages(site.Desk, search, filter)
		},
		Tapped: func(d finance.Debtor) { site.Go(RouteAccount, d.ID.String()) },
		Columns: func() []widgets.DataColumn[finance.Debtor] {
			tone := func(d finance.Debtor) widgets.Tone {
				if d.Late != "" {
					return widgets.Alert
				}
				return widgets.Plain
			}
			sum := func(field string) string { return view.Label(site.Desk.Catalog, party.Balances.Name(), field) }
			return []widgets.DataColumn[finance.Debtor]{
				{ID: "name", Title: view.Label(site.Desk.Catalog, party.Parties.Name(), "name"), Width: 300, Card: widgets.CardTitle, Text: func(d finance.Debtor) string { return d.Name }},
				{ID: "owes", Title: sum("receivable"), Width: 140, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(d finance.Debtor) string { return d.Owes }, Tone: tone},
				{ID: "prepaid", Title: sum("prepaid"), Width: 140, Align: fyne.TextAlignTrailing, Card: widgets.CardHidden, Text: func(d finance.Debtor) string { return d.Prepaid }},
				{ID: "late", Title: overdueWd.Text(), Width: 140, Align: fyne.TextAlignTrailing, Card: widgets.CardHidden, Text: func(d finance.Debtor) string { return d.Late }, Tone: tone},
				{ID: "days", Title: daysWord.Text(), Width: 100, Align: fyne.TextAlignTrailing, Card: widgets.CardHidden, Text: lateFor},
				{ID: "how", Card: widgets.CardValue, CardOnly: true, Text: howLate},
			}
		},
	})
}

func lateFor(d finance.Debtor) string {
	if d.Late == "" {
		return ""
	}
	return i18n.Count(d.Days)
}

// howLate says how an account stands: how late it is, and what is in it for later.
func howLate(d finance.Debtor) string {
	how := ""
	switch {
	case d.Late != "":
		how = overdue.Text(d.Late, d.Days)
	case d.Owes != view.Money(0):
		how = notLate.Text()
	}
	if d.Prepaid != "" {
		how = view.Join(how, prepaidOf.Text(d.Prepaid))
	}
	return how
}
