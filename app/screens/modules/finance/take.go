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
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/finance"
)

var (
	owesNow  = i18n.Define("finance.owes", "现欠 {0}", "Owes {0}")
	hasPaid  = i18n.Define("finance.take.advance", "客户还有预收 {0} 可冲", "{0} paid in advance can be used")
	takenNow = i18n.Define("finance.take.taken", "本机已收 {0}，等服务器核销", "{0} taken on this device is yet to be settled by the server")
	allOf    = i18n.Define("finance.take.all", "全部 {0}", "All {0}")
	lateOnly = i18n.Define("finance.take.late", "逾期 {0}", "Late {0}")
	forgive  = i18n.Define("finance.take.odd", "抹零 {0}", "Round off {0}")
	byRate   = i18n.Define("finance.take.rate", "按费率 {0}", "By rate {0}")
	leaveIt  = i18n.Define("finance.leave", "放弃填写的内容？", "Leave without saving?")
	leaveWhy = i18n.Define("finance.leave.text", "还没有保存，离开后填写的内容会丢失。", "Nothing is saved yet; what you have typed will be lost.")
	leaveYes = i18n.Define("finance.leave.yes", "放弃", "Leave")
)

// takePage writes a receipt.
type takePage struct {
	nav.Head
	site     *common.Site
	take     *finance.Take
	page     *widgets.FormPage
	customer *widgets.PickerField[finance.Named]
	date     *widgets.DateField
	discount *widgets.NumberField
	note     *widgets.Field
	own      *common.Own
	parts    *widgets.LineGrid
	first    *widgets.NumberField // the amount of the first fund
	offers   *fyne.Container
	list     *ShareList
	sum      *widget.Label
	trouble  *common.TroublePanel
	age      *widgets.EllipsisLabel
	saved    bool
}

func newTake(site *common.Site, customer kernel.ID) nav.Page {
	p := &takePage{site: site, take: &finance.Take{}, offers: widgets.NewStacked(), sum: widgets.NewNote("", widgets.Quiet), trouble: common.NewTroublePanel(), age: site.NewAge()}
	label := func(field string) string { return view.Label(site.Desk.Catalog, core.Receipts.Name(), field) }
	p.customer = widgets.NewPickerField(site.Dispatcher, "customer", label("customer"), widgets.PickerConfig[finance.Named]{
		Search: finance.Customers(site.Desk), Title: named, Detail: func(n finance.Named) string { return n.Detail }, OnPicked: func(n finance.Named) { p.choose(n.ID) },
		Maker: common.MakePartner(site, view.WhoBuys, func(id kernel.ID, name string) finance.Named { return finance.Named{ID: id, Name: name} }),
	})
	p.customer.SetRequired(true)
	p.date = common.NewDay(site, "finance.receive", "date")
	p.discount = widgets.NewMoneyField("discount", view.FieldLabel(view.Argument(site.Desk.Catalog, "finance.receive", "discount")))
	p.discount.OnChanged = func(v int64) { p.take.Discount = kernel.Money(v); p.show() }
	p.note = widgets.NewField("note", label("note"))
	p.page = widgets.NewFormPage(i18n.Save.Text(), p.save)
	p.list = NewShareList(func(item kernel.ID, amount kernel.Money) {
		p.take.Share(item, amount)
		p.say()
	}, func() { p.take.OldestFirst(); p.show() }, p.page.Save)
	p.page.AddWide(p.customer)
	p.page.AddFoot(p.trouble)
	p.page.AddObject(p.sum)
	p.page.AddLines(p.funds())
	p.page.AddObject(p.offers)
	p.page.Add(p.discount, p.note, p.date)
	p.own = common.AddOwn(site, p.page, "finance.receive")
	p.page.AddObject(p.list.Box)
	p.page.AddObject(p.age)
	if !customer.IsZero() {
		p.start(customer)
	}
	p.show()
	return p
}

// Start implements nav.Starter.
func (p *takePage) Start() { p.begin() }

// begin puts the keyboard where the first thing is missing.
func (p *takePage) begin() {
	if _, known := p.customer.Picked(); known {
		p.first.Focus()
		return
	}
	p.customer.Focus()
}

func named(n finance.Named) string { return n.Name }

// start begins with a customer that is known.
func (p *takePage) start(customer kernel.ID) {
	if a, err := view.Load(p.site.Desk, finance.LoadAccount(customer)); err == nil {
		p.customer.SetPicked(finance.Named{ID: customer, Name: a.Name})
		p.choose(customer)
	}
}

func (p *takePage) choose(customer kernel.ID) {
	p.trouble.Set(view.Explain(p.take.Choose(p.site.Desk, customer)), nil)
	p.age.SetText(p.site.Age())
	p.show()
}

// funds is the grid of what went where; each line proposes another fund.
func (p *takePage) funds() *widgets.LineGrid {
	label := func(field string) string { return view.Label(p.site.Desk.Catalog, core.ReceiptParts.Name(), field) }
	p.parts = widgets.NewLineGrid([]widgets.LineColumn{
		{Title: label("fund"), Weight: 3}, {Title: label("amount"), Weight: 2, Align: fyne.TextAlignTrailing}, {Title: label("fee"), Weight: 2, Align: fyne.TextAlignTrailing},
	})
	all, _ := finance.Funds(p.site.Desk) // without funds the picker finds none and says so
	p.parts.OnAdd = func() widgets.LineCells {
		part := &finance.TakePart{}
		p.take.Parts = append(p.take.Parts, part)
		amount, fee := widgets.NewMoneyField("amount", label("amount")), widgets.NewMoneyField("fee", label("fee"))
		choose := func(n finance.Named) {
			part.Fund = n.ID
			hint := ""
			if n.Rate != "" {
				hint = byRate.Text(n.Rate)
			}
			fee.Input.SetPlaceHolder(hint)
		}
		fund := fundPicker(p.site, label("fund"), all, choose)
		if n := len(p.take.Parts) - 1; n < len(all) {
			fund.SetPicked(all[n])
			choose(all[n])
		}
		amount.OnChanged = func(v int64) { part.Amount = kernel.Money(v); p.show() }
		fee.OnChanged = func(v int64) { part.Fee = kernel.Money(v) }
		if p.first == nil {
			p.first = amount
		}
		return widgets.LineCells{Cells: []fyne.CanvasObject{fund, amount, fee}}
	}
	p.parts.OnRemove = func(n int) {
		p.take.Parts = append(p.take.Parts[:n:n], p.take.Parts[n+1:]...)
		p.show()
	}
	p.parts.Add(p.parts.OnAdd())
	return p.parts
}

func fundPicker(site *common.Site, label string, all []finance.Named, picked func(finance.Named)) *widgets.PickerField[finance.Named] {
	return widgets.NewPickerField(site.Dispatcher, "fund", label, widgets.PickerConfig[finance.Named]{
		Search: func(_ context.Context, query string, _ int) ([]finance.Named, error) {
			return view.Among(all, query, named), nil
		}, Title: named, Detail: func(n finance.Named) string { return n.Detail }, OnPicked: picked,
	})
}

// show draws what the money settles and what one tap would fill in.
func (p *takePage) show() {
	if p.list == nil || p.first == nil {
		return // the form is being made
	}
	p.say()
	p.offer()
	p.list.Show(p.take.Items(p.site.Today()), p.take.Chosen(), p.take.OwnOpen())
}

func (p *takePage) say() {
	text := ""
	switch {
	case p.take.Customer.IsZero():
	case p.take.Hidden():
		text = finance.OwesHidden.Text()
	default:
		text = owesNow.Text(view.Money(p.take.Owes()))
	}
	if taken := p.take.Taken(); taken > 0 {
		text = view.Join(text, takenNow.Text(view.Money(taken)))
	}
	if advance := p.take.Advance(); advance > 0 {
		text = view.Join(text, hasPaid.Text(view.Money(advance)))
	}
	if p.take.Total() != 0 || p.take.Chosen() {
		text = view.Join(text, LeftText(p.take.Prepaid()))
	}
	p.sum.SetText(text)
}

// offer shows the amounts that are usually paid, and rounding off.
func (p *takePage) offer() {
	p.offers.RemoveAll()
	var buttons []*widgets.Button
	fill := func(m kernel.Money) func() { return func() { p.first.SetValue(int64(m)) } }
	if owes := p.take.Owes() - p.take.Taken(); owes > 0 && p.take.Total() == 0 {
		if late := p.take.Overdue(p.site.Today()) - p.take.Taken(); late > 0 && late < owes {
			buttons = append(buttons, widgets.NewButton(lateOnly.Text(view.Money(late)), fill(late)))
		}
		buttons = append(buttons, widgets.NewButton(allOf.Text(view.Money(owes)), fill(owes)))
	}
	if odd := p.take.Odd(); odd != 0 {
		buttons = append(buttons, widgets.NewButton(forgive.Text(view.Money(odd)), func() { p.discount.SetValue(int64(odd)) }))
	}
	if len(buttons) > 0 {
		p.offers.Add(widgets.NewActions(buttons...))
	}
}

func (p *takePage) save() {
	if n, ok := p.customer.Picked(); ok {
		p.take.Customer = n.ID
	}
	p.take.Note, p.take.Date, p.take.Own = p.note.Text(), common.DayOf(p.date), p.own.Custom()
	p.page.SetBusy(true)
	p.site.Do(func() error { return p.take.Save(p.site.Desk) }, func(err error) {
		p.page.SetBusy(false)
		p.trouble.Set(view.Explain(err), nil)
		if err == nil {
			p.saved = true
			p.site.Toast(p.site.Did("finance.receive"))
			p.site.Router.Replace(nav.Route{Name: RouteReceipts, ID: string(core.Approved)}) // where it stands now
		}
	})
}

// Leave implements nav.Leaver: money that was typed is not lost by a wrong tap.
func (p *takePage) Leave(proceed func()) {
	leave(p.site, p.saved || p.take.Total() == 0 && p.note.Text() == "", proceed)
}

// leave asks before something unsaved is given up.
func leave(site *common.Site, clean bool, proceed func()) {
	if clean {
		proceed()
		return
	}
	site.Confirm(leaveIt.Text(), leaveWhy.Text(), leaveYes.Text(), true, proceed)
}

// Title implements nav.Page.
func (p *takePage) Title() string { return takeMoney.Text() }

// Content implements nav.Page.
func (p *takePage) Content() fyne.CanvasObject { return p.page }

// Dispose implements nav.Page.
func (p *takePage) Dispose() {}
