package sales

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	money "heyi/app/screens/modules/finance"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	parties "heyi/app/view/modules/customers"
	model "heyi/app/view/modules/sales"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
)

var (
	receiptTitle = i18n.Define("receipt.title", "收款", "Take money") // then whose: the customer or the order
	receiptSave  = i18n.Define("receipt.save", "保存收款单", "Save receipt")
	receiptDone  = i18n.Define("receipt.done", "收款单已保存", "Receipt saved")
	whoPaid      = i18n.Define("receipt.customer", "客户", "Customer")
	forOrder     = i18n.Define("receipt.order", "订单 {0}，未收 {1}", "Order {0}, {1} unpaid")
	parts        = i18n.Define("receipt.parts", "收到（可分几个账户）", "Received (several accounts are fine)")
	received     = i18n.Define("receipt.received", "共收 {0}", "{0} taken in all")

	leaveReceipt     = i18n.Define("receipt.leave", "放弃这张收款单？", "Leave this receipt?")
	leaveReceiptText = i18n.Define("receipt.leave.text", "填写的金额还没有保存", "The amounts are not saved yet")
)

// receiptPage takes money.
type receiptPage struct {
	*common.Page[*model.Receipt]
	site     *common.Site
	form     *widgets.FormPage
	customer *widgets.PickerField[parties.Choice]
	date     *widgets.DateField
	discount *widgets.NumberField
	note     *widgets.Field
	list     *money.ShareList
	sum      *widget.Label
	saved    bool
}

func newReceipt(site *common.Site, customer, order string) nav.Page {
	p := &receiptPage{site: site}
	who, wrong := parse(customer)
	which, wrongOrder := parse(order)
	p.Page = common.NewPage(site, common.Spec[*model.Receipt]{
		Title: func() string { return receiptTitle.Text() },
		Load: func(r *view.Reader) (*model.Receipt, error) {
			if wrong != nil || wrongOrder != nil {
				return nil, kernel.NotThere.With(kernel.Text("entity", view.Entity(r.Catalog, "receipt")))
			}
			return model.StartReceipt(r, who, which)
		},
		Show: p.show, Fixed: true, Once: true,
	})
	return p
}

func parse(text string) (kernel.ID, error) {
	if text == "" {
		return kernel.ID{}, nil
	}
	return kernel.ParseID(text)
}

func (p *receiptPage) show(m *model.Receipt) fyne.CanvasObject {
	p.form = widgets.NewFormPage(receiptSave.Text(), func() { p.save(m) })
	p.form.OnCancel = p.site.Router.Back
	p.customer = customerPicker(p.site, whoPaid.Text(), func(c parties.Choice) { p.choose(m, c.ID) })
	p.customer.SetRequired(true)
	p.form.AddWide(p.customer)
	if m.Who != nil {
		p.customer.SetPicked(parties.Choice{ID: m.Who.ID, Name: m.Who.Name})
		p.customer.SetHint(m.Hint)
	}
	if m.Order != nil {
		p.form.AddObject(widgets.NewNote(forOrder.Text(m.Order.Number, view.Money(m.Suggest)), widgets.Info))
	}
	p.form.AddHeading(parts.Text())
	p.funds(m)
	p.discount = widgets.NewMoneyField("discount", view.FieldLabel(view.Argument(p.site.Desk.Catalog, "finance.receive", "discount")))
	p.discount.OnChanged = func(v int64) {
		m.Discount = kernel.Money(v)
		p.settled(m)
	}
	p.note = widgets.NewField("note", view.Label(p.site.Desk.Catalog, finance.Receipts.Name(), "note"))
	p.date = common.NewDay(p.site, "finance.receive", "date")
	p.form.Add(p.discount, p.note, p.date)
	p.sum = widgets.NewNote("", widgets.Quiet)
	p.list = money.NewShareList(func(item kernel.ID, amount kernel.Money) {
		m.Share(item, amount)
		p.say(m)
	}, func() {
		m.OldestFirst()
		p.settled(m)
	}, p.form.Save)
	p.form.AddObject(p.sum)
	p.form.AddObject(p.list.Box)
	p.settled(m)
	return p.form
}

// funds are the boxes for what went where. For an order the first proposes what is
// unpaid of it.
func (p *receiptPage) funds(m *model.Receipt) {
	var fields []widgets.FormField
	for i, f := range m.Funds {
		amount := widgets.NewMoneyField(f.ID.String(), f.Name)
		if f.Fee != 0 {
			amount.SetHint(view.Join(view.Label(p.site.Desk.Catalog, finance.Funds.Name(), "fee_rate"), view.Figure(kernel.Of(f.Fee))))
		}
		if i == 0 && m.Suggest > 0 && m.Order != nil {
			amount.SetValue(int64(m.Suggest))
			m.Put(i, m.Suggest)
		}
		amount.OnChanged = func(v int64) {
			m.Put(i, kernel.Money(v))
			p.settled(m)
		}
		fields = append(fields, amount)
	}
	p.form.Add(fields...)
}

// settled draws what the money settles.
func (p *receiptPage) settled(m *model.Receipt) {
	if p.list == nil {
		return // the form is being made
	}
	p.say(m)
	p.list.Show(m.Items(m.Today), m.Chosen(), m.OwnOpen())
}

func (p *receiptPage) say(m *model.Receipt) {
	text := ""
	if m.Who != nil && m.Total() != 0 {
		text = view.Join(received.Text(view.Money(m.Total())), money.LeftText(m.Prepaid()))
	}
	p.sum.SetText(text)
}

func (p *receiptPage) choose(m *model.Receipt, id kernel.ID) {
	p.site.Do(func() error {
		return p.site.Desk.Read(func(r *view.Reader) error { return m.SetCustomer(r, id) })
	}, func(err error) {
		if t := view.Explain(err); t != nil {
			p.customer.SetError(t.Text)
			return
		}
		p.customer.SetHint(m.Hint)
		p.settled(m)
	})
}

func (p *receiptPage) save(m *model.Receipt) {
	m.Note, m.Date = p.note.Text(), common.DayOf(p.date)
	p.form.SetBusy(true)
	p.site.Do(func() error { return m.Save(p.site.Desk) }, func(err error) {
		p.form.SetBusy(false)
		if t := view.Explain(err); t != nil {
			p.form.Banner().Set(widgets.Alert, t.Whole(), "", nil)
			return
		}
		p.saved = true
		p.site.Toast(receiptDone.Text())
		p.site.Router.Back()
	})
}

// Leave implements nav.Leaver: money that was typed is not lost by a stray tap.
func (p *receiptPage) Leave(proceed func()) {
	m, shown := p.Model()
	if p.saved || !shown || m.Total() == 0 || m.Order != nil && m.Total() == m.Suggest {
		proceed()
		return
	}
	p.site.Confirm(leaveReceipt.Text(), leaveReceiptText.Text(), leaveYes.Text(), true, proceed)
}

// customerPicker searches customers by name, pinyin initials, code or the tail of
// a phone number.
func customerPicker(site *common.Site, label string, picked func(parties.Choice)) *widgets.PickerField[parties.Choice] {
	return widgets.NewPickerField(site.Dispatcher, "customer", label, widgets.PickerConfig[parties.Choice]{
		Search: func(_ context.Context, query string, limit int) ([]parties.Choice, error) {
			return view.Load(site.Desk, func(r *view.Reader) ([]parties.Choice, error) { return parties.Find(r, query, limit) })
		},
		Title:    func(c parties.Choice) string { return c.Name },
		Detail:   func(c parties.Choice) string { return c.Detail },
		OnPicked: picked,
		Maker:    common.MakePartner(site, view.WhoBuys, func(id kernel.ID, name string) parties.Choice { return parties.Choice{ID: id, Name: name} }),
	})
}
