package customers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/customers"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
)

// Routes of the sales area that a customer leads to.
const (
	newOrderRoute   = "sales.new"
	newReceiptRoute = "sales.receipt"
)

var (
	overdue    = i18n.Define("customer.overdue", "逾期", "Overdue")
	prepaid    = i18n.Define("customer.prepaid", "预收", "Paid in advance")
	left       = i18n.Define("customer.left", "可用额度", "Credit left")
	noLimit    = i18n.Define("customer.nolimit", "不限额", "No limit")
	oldest     = i18n.DefinePlural("customer.oldest", "最长 {0} 天", "{0} day", "Up to {0} days")
	ofLimit    = i18n.Define("customer.oflimit", "额度 {0}", "Limit {0}")
	order      = i18n.Define("customer.order", "下单", "New order")
	take       = i18n.Define("customer.take", "收款", "Take money")
	unpaid     = i18n.Define("customer.unpaid", "未结清", "Unpaid")
	orders     = i18n.Define("customer.orders", "最近订单", "Latest orders")
	contacts   = i18n.Define("customer.contacts", "联系人", "Contacts")
	traded     = i18n.Define("customer.traded", "累计订单", "Orders so far")
	lastPaid   = i18n.Define("customer.lastpaid", "最近收款", "Last payment")
	facts      = i18n.Define("customer.facts", "资料", "Data")
	dueOn      = i18n.Define("customer.due", "到期 {0}", "Due {0}")
	lateBy     = i18n.DefinePlural("customer.late", "逾期 {0} 天", "{0} day late", "{0} days late")
	mergedInto = i18n.Define("customer.merged", "已并入「{0}」，往来和新业务都在那里", "Merged into {0}: what is owed and all new business stands there")
	mergedAway = i18n.Define("customer.merged.away", "已并入另一家，由其他同事负责", "Merged into another partner, whom a colleague looks after")
	openKept   = i18n.Define("customer.merged.open", "打开", "Open")
	absorbed   = i18n.Define("customer.absorbed", "并入的单位（以前的单据在各自名下）", "Merged into this one (documents of before stand there)")
	onHold     = i18n.Define("customer.onhold", "已暂停交易，新订单要放行后才能发货", "On hold: new orders have to be released before they ship")
	decides    = i18n.Define("customer.decides", "决策人", "Decides")

	addContact = i18n.Define("customer.contact.add", "添加联系人", "Add a contact")
	noOthers   = i18n.Define("customer.contact.others", "还没有其他联系人", "No other contacts yet")
	noContacts = i18n.Define("customer.contact.none", "还没有联系人", "No contacts yet")
)

func newPage(site *common.Site, id kernel.ID) nav.Page {
	var page *common.Page[*model.Customer]
	page = common.NewPage(site, common.Spec[*model.Customer]{
		Title: func() string { return "" }, // the customer's name
		Load:  func(r *view.Reader) (*model.Customer, error) { return model.Read(r, id) },
		Show:  func(c *model.Customer) fyne.CanvasObject { return show(site, c) },
		Actions: func() []nav.Action {
			var actions []nav.Action
			c, ok := page.Model()
			if ok && !c.Into.ID.IsZero() { // he is another now
				return nil
			}
			if site.May("party.edit") {
				actions = append(actions, nav.Action{Label: common.Edit.Text(), Icon: base.DocumentCreateIcon(), Tapped: func() { site.Go(FormRoute, id.String()) }})
			}
			if ok && site.May("party.remove") {
				actions = append(actions, record.RetireAction(site, party.Parties.Name(), id, c.Party.Name, c.Party.Retired, page.Reload))
			}
			return actions
		},
	})
	return page
}

func show(site *common.Site, c *model.Customer) fyne.CanvasObject {
	parts := []fyne.CanvasObject{money(c), acts(site, c)}
	if !c.Into.ID.IsZero() {
		parts = append([]fyne.CanvasObject{mergedBanner(site, c)}, parts...)
	}
	if c.Party.Hold {
		held := widgets.NewBanner()
		held.Set(widgets.Caution, onHold.Text(), "", nil)
		parts = append([]fyne.CanvasObject{held}, parts...)
	}
	if len(c.Items) > 0 {
		parts = append(parts, widgets.NewPanel(unpaid.Text(), items(site, c)...))
	}
	if len(c.Orders) > 0 {
		var rows []fyne.CanvasObject
		for _, o := range c.Orders {
			line := widgets.Line{Title: o.Number, Detail: o.Date, Figure: o.Total, Badges: common.Badges(o.Badge)}
			rows = append(rows, widgets.NewLineRow(line, func() { site.Open(sales.Orders.Name(), o.ID) }))
		}
		parts = append(parts, widgets.NewPanel(orders.Text(), rows...))
	}
	parts = append(parts, people(site, c), about(site, c), site.Attached(party.Parties.Name(), c.Party.ID))
	if len(c.Merged) > 0 {
		var rows []fyne.CanvasObject
		for _, gone := range c.Merged {
			rows = append(rows, widgets.NewLineRow(widgets.Line{Title: gone.Name}, func() { site.Go(PageRoute, gone.ID.String()) }))
		}
		parts = append(parts, widgets.NewPanel(absorbed.Text(), rows...))
	}
	parts = append(parts, common.Trail(c.Trail)...)
	return widgets.NewSections(parts...)
}

// mergedBanner says who the customer is now, and leads there.
func mergedBanner(site *common.Site, c *model.Customer) fyne.CanvasObject {
	banner := widgets.NewBanner()
	if c.Into.Name == "" {
		banner.Set(widgets.Info, mergedAway.Text(), "", nil)
		return banner
	}
	banner.Set(widgets.Info, mergedInto.Text(c.Into.Name), openKept.Text(), func() { site.Go(PageRoute, c.Into.ID.String()) })
	return banner
}

// acts are what a salesperson does with a customer.
func acts(site *common.Site, c *model.Customer) fyne.CanvasObject {
	id := c.Party.ID.String()
	var buttons []*widgets.Button
	if c.MayTake {
		buttons = append(buttons, widgets.NewButtonWithIcon(take.Text(), base.DownloadIcon(), func() { site.Go(newReceiptRoute, id) }))
	}
	if c.MayOrder {
		b := widgets.NewButtonWithIcon(order.Text(), base.ContentAddIcon(), func() { site.Go(newOrderRoute, id) })
		b.Importance = widget.HighImportance
		buttons = append(buttons, b)
	}
	if len(buttons) == 0 {
		return widgets.NewStacked()
	}
	return widgets.NewActions(buttons...)
}

// people are the customer's own number and the contacts; each of these opens its form,
// where it can be changed or removed.
func people(site *common.Site, c *model.Customer) fyne.CanvasObject {
	entity := party.Contacts.Name()
	var rows []fyne.CanvasObject
	switch p := c.Party; {
	case p.Contact != "":
		rows = append(rows, widgets.NewLineRow(widgets.Line{Title: p.Contact, Detail: p.Mobile}, nil))
	case p.Mobile != "":
		rows = append(rows, widgets.NewLineRow(widgets.Line{Title: p.Mobile, Detail: view.Label(site.Desk.Catalog, party.Parties.Name(), "mobile")}, nil))
	}
	for _, p := range c.Contacts {
		line := widgets.Line{Title: view.Join(p.Name, p.Title), Detail: p.Mobile}
		if p.Decides {
			line.Badges = []widgets.LineBadge{{Text: decides.Text(), Tone: widgets.Info}}
		}
		var open func()
		if c.MayName && site.Opens(entity) {
			open = func() { site.Open(entity, p.ID) }
		}
		rows = append(rows, widgets.NewLineRow(line, open))
	}
	if len(c.Contacts) == 0 {
		none := noContacts
		if len(rows) > 0 {
			none = noOthers
		}
		rows = append(rows, widgets.NewNote(none.Text(), widgets.Quiet))
	}
	if !c.MayAdd || !site.Opens(entity) {
		return widgets.NewPanel(contacts.Text(), rows...)
	}
	add := widgets.NewButtonWithIcon(addContact.Text(), base.ContentAddIcon(), func() {
		site.Router.Go(record.NewPartRoute(entity, "party", c.Party.ID))
	})
	add.Importance = widget.LowImportance
	return widgets.NewPanelWith(contacts.Text(), add, rows...)
}

func money(c *model.Customer) fyne.CanvasObject {
	m := c.Money
	if m.Hidden {
		return container.New(widgets.NewColumns(160, 4), widgets.NewKPI(widgets.Figure{Label: model.Receivable.Text(), Full: view.Hidden.Text()}, nil))
	}
	late := widgets.Figure{Label: overdue.Text(), Full: view.Money(m.Overdue)}
	if m.Overdue > 0 {
		late.Tone, late.Comparison = widgets.Alert, oldest.Text(m.Days)
	}
	credit := widgets.Figure{Label: left.Text(), Full: noLimit.Text()}
	if m.Limited {
		credit.Full, credit.Comparison = view.Money(m.Left), ofLimit.Text(view.Money(m.Limit))
		if m.Left < 0 {
			credit.Tone = widgets.Alert
		}
	}
	grid := container.New(widgets.NewColumns(160, 4))
	for _, f := range []widgets.Figure{
		{Label: model.Receivable.Text(), Full: view.Money(m.Receivable), Comparison: c.Age}, late, credit, {Label: prepaid.Text(), Full: view.Money(m.Prepaid)},
	} {
		grid.Add(widgets.NewKPI(f, nil))
	}
	return grid
}

func about(site *common.Site, c *model.Customer) fyne.CanvasObject {
	p := c.Party
	label := func(field string) string { return view.Label(site.Desk.Catalog, party.Parties.Name(), field) }
	choice := func(field, code string) string {
		return view.Choice(site.Desk.Catalog, party.Parties.Name(), field, code)
	}
	list := []widgets.Fact{
		{Label: label("code"), Value: p.Code},
		{Label: traded.Text(), Value: c.Trade.Sum()},
		{Label: lastPaid.Text(), Value: c.Trade.Payment()},
		{Label: label("region"), Value: c.Region},
		{Label: label("address"), Value: p.Address},
		{Label: label("owner"), Value: c.Seller},
		{Label: label("category"), Value: p.Category},
		{Label: label("level"), Value: choice("level", string(p.Level))},
		{Label: label("terms"), Value: c.Terms},
		{Label: label("tax_no"), Value: p.TaxNo},
		{Label: label("bank"), Value: view.Join(p.Bank, p.Account)},
		{Label: label("note"), Value: p.Note},
	}
	list = append(list, common.OwnFacts(c.Custom)...)
	badge := widgets.NewBadge(c.Badge.Text, common.Tone(c.Badge.Tone))
	return widgets.NewPanelWith(facts.Text(), container.NewCenter(badge), widgets.NewFacts(list...))
}

// items are the unpaid documents; each opens its page.
func items(site *common.Site, c *model.Customer) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, i := range c.Items {
		line := widgets.Line{Title: i.Number, Detail: view.Join(i.Date, dueOn.Text(i.Due)), Figure: view.Money(i.Rest)}
		if i.Late > 0 {
			line.Badges = []widgets.LineBadge{{Text: lateBy.Text(i.Late), Tone: widgets.Alert}}
		}
		var open func()
		if site.Opens(i.Entity) {
			open = func() { site.Open(i.Entity, i.ID) }
		}
		rows = append(rows, widgets.NewLineRow(line, open))
	}
	return rows
}
