package sales

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/tasks"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	parties "heyi/app/view/modules/customers"
	model "heyi/app/view/modules/sales"
	core "heyi/shared/modules/documents/sales"
)

var (
	todayOrders   = i18n.Define("home.today", "今日订单", "Orders today")
	openOrders    = i18n.Define("home.open", "未完成订单", "Open orders")
	lateOwed      = i18n.Define("home.late", "逾期应收", "Overdue")
	needsMe       = i18n.Define("home.needs", "待处理", "To do")
	nothingToDo   = i18n.Define("home.nothing", "没有待处理的事", "Nothing to do")
	myOrders      = i18n.Define("home.orders", "最近订单", "Latest orders")
	howMany       = i18n.DefinePlural("home.count", "{0} 单", "{0} order", "{0} orders")
	heldToo       = i18n.Define("home.held", "其中 {0} 单待放行", "{0} of them on hold")
	lateWho       = i18n.DefinePlural("home.latewho", "{0} 家，最长 {1} 天", "{0} customer, {1} days", "{0} customers, {1} days")
	howManyThings = i18n.DefinePlural("home.things", "{0} 项", "{0} thing", "{0} things")
	attention     = i18n.DefinePlural("home.attention", "有 {0} 个操作没有通过，需要你处理", "{0} action was refused and needs you", "{0} actions were refused and need you")
	notUploaded   = i18n.Define("home.waiting", "另有 {0} 条待上传", "{0} more to be uploaded")
	look          = i18n.Define("home.look", "查看", "Look")
	takeMoney     = i18n.Define("home.take", "收款", "Take money")
	customers     = i18n.Define("home.customers", "客户", "Customers")
	stockCheck    = i18n.Define("home.stock", "查库存", "Check stock")
	regulars      = i18n.Define("home.regulars", "给常客下单", "Order for a regular")
	lateOnes      = i18n.Define("home.debtors", "逾期客户", "Overdue customers")
	behindOnes    = i18n.DefinePlural("home.behind", "逾期未交的订单（{0}）", "{0} late order", "Late orders ({0})")
	lateDays      = i18n.DefinePlural("home.debtors.days", "逾期 {0} 天", "{0} day late", "{0} days late")
	all           = i18n.Define("home.all", "全部", "All")
)

// todosMost is how many tasks stand on the home; all are in their list.
const todosMost = 12

func newHome(site *common.Site, _ string) nav.Page {
	return common.NewPage(site, common.Spec[*model.Home]{
		Title: func() string { return today.Text() },
		Load:  func(r *view.Reader) (*model.Home, error) { return model.ReadHome(site.Desk, r) },
		Show:  func(h *model.Home) fyne.CanvasObject { return showHome(site, h) },
	})
}

func showHome(site *common.Site, h *model.Home) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if h.Attention > 0 {
		banner := widgets.NewBanner()
		banner.Set(widgets.Alert, attention.Text(h.Attention), look.Text(), func() { site.Go(common.SyncRoute, "") })
		parts = append(parts, banner)
	}
	parts = append(parts, quick(site, h), figures(site, h))
	if h.MayOrder && len(h.Regulars) > 0 {
		row := container.New(widgets.NewColumns(220, 3))
		for _, c := range h.Regulars {
			row.Add(widgets.NewLineRow(widgets.Line{Title: c.Name}, func() { site.Go(NewRoute, c.ID.String()) }))
		}
		parts = append(parts, widgets.NewPanel(regulars.Text(), row))
	}
	var todos []fyne.CanvasObject
	for _, t := range h.Todos[:min(len(h.Todos), todosMost)] {
		todos = append(todos, widgets.NewLineRow(widgets.Line{Title: t.Text, Detail: t.Since}, func() { tasks.Open(site, t) }))
	}
	if len(todos) == 0 {
		todos = append(todos, widgets.NewNote(nothingToDo.Text(), widgets.Quiet))
	}
	var mine []fyne.CanvasObject
	for _, r := range h.Orders {
		mine = append(mine, orderLine(site, r))
	}
	switch {
	case len(mine) > 0:
	case h.SeesOrders:
		mine = append(mine, widgets.NewNote(noOrders.Text(), widgets.Quiet))
	default:
		mine = append(mine, widgets.NewNote(view.Hidden.Text(), widgets.Quiet))
	}
	more := widgets.NewButton(all.Text(), func() { site.Go(ListRoute, "") })
	more.Importance = widget.LowImportance
	right := widgets.NewSections(widgets.NewPanel(needsMe.Text(), todos...))
	if len(h.Behind) > 0 {
		right.Add(widgets.NewPanel(behindOnes.Text(len(h.Behind)), behind(site, h)...))
	}
	if len(h.Debtors) > 0 {
		right.Add(widgets.NewPanel(lateOnes.Text(), debtors(site, h)...))
	}
	lists := container.New(widgets.NewColumns(480, 2), widgets.NewPanelWith(myOrders.Text(), more, mine...), right)
	return widgets.NewSections(append(parts, lists)...)
}

// debtors are who is overdue; each opens his page with the unpaid documents.
func debtors(site *common.Site, h *model.Home) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, d := range h.Debtors {
		line := widgets.Line{Title: d.Name, Figure: d.Amount, FigureTone: widgets.Alert, Under: lateDays.Text(d.Days)}
		rows = append(rows, widgets.NewLineRow(line, func() { site.Go(customerRoute, d.ID.String()) }))
	}
	return rows
}

// behind are the orders that should have left; each opens.
func behind(site *common.Site, h *model.Home) []fyne.CanvasObject {
	const most = 8
	var rows []fyne.CanvasObject
	for _, r := range h.Behind[:min(len(h.Behind), most)] {
		line := widgets.Line{Title: r.Customer, Detail: view.Join(r.Number, r.Due), Figure: r.Total, FigureTone: widgets.Alert, Under: lateDays.Text(r.Late)}
		rows = append(rows, widgets.NewLineRow(line, func() { site.Open(model.Entity, r.ID) }))
	}
	return rows
}

// quick are the acts of a day, one tap away.
func quick(site *common.Site, h *model.Home) fyne.CanvasObject {
	row := container.New(widgets.NewColumns(150, 4))
	if h.MayOrder {
		b := widgets.NewButtonWithIcon(newOrder.Text(), base.ContentAddIcon(), func() { site.Go(NewRoute, "") })
		b.Importance = widget.HighImportance
		row.Add(b)
	}
	if h.MayTake {
		row.Add(widgets.NewButtonWithIcon(takeMoney.Text(), base.DownloadIcon(), func() { site.Go(ReceiptRoute, "") }))
	}
	row.Add(widgets.NewButtonWithIcon(customers.Text(), base.AccountIcon(), func() { site.Go(customersRoute, "") }))
	row.Add(widgets.NewButtonWithIcon(stockCheck.Text(), base.SearchIcon(), func() { site.Go(productsRoute, "") }))
	return row
}

func figures(site *common.Site, h *model.Home) fyne.CanvasObject {
	grid := container.New(widgets.NewColumns(160, 4))
	opens := func(route, filter string) func() { return func() { site.Go(route, filter) } }
	written := widgets.Figure{Label: todayOrders.Text(), Full: view.Money(h.Today), Comparison: howMany.Text(h.TodayCount)}
	open := widgets.Figure{Label: openOrders.Text(), Full: howMany.Text(h.Open)}
	if h.Held > 0 {
		open.Comparison = heldToo.Text(h.Held)
	}
	if !h.SeesOrders {
		written.Full, written.Comparison, open.Full = view.Hidden.Text(), "", view.Hidden.Text()
	}
	grid.Add(widgets.NewKPI(written, opens(ListRoute, core.ListToday)))
	grid.Add(widgets.NewKPI(open, opens(ListRoute, core.ListOpen)))
	late := widgets.Figure{Label: lateOwed.Text(), Full: view.Money(h.LateOwed)}
	if !h.SeesDebt {
		late.Full = view.Hidden.Text()
	}
	if h.Late > 0 {
		late.Tone, late.Comparison = widgets.Alert, lateWho.Text(h.Late, h.Oldest)
	}
	grid.Add(widgets.NewKPI(late, opens(customersRoute, parties.Overdue)))
	waits := widgets.Figure{Label: needsMe.Text(), Full: howManyThings.Text(len(h.Todos) + h.Attention)}
	if h.Waiting > 0 {
		waits.Comparison = notUploaded.Text(h.Waiting)
	}
	goes := opens(common.SyncRoute, "")
	if h.Attention == 0 && h.Waiting == 0 {
		goes = opens(tasks.ListRoute, "")
	}
	grid.Add(widgets.NewKPI(waits, goes))
	return grid
}
