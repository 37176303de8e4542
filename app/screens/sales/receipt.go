package sales

import (
	"context"

	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	parties "heyi/app/view/customers"
	model "heyi/app/view/sales"
	"heyi/shared/finance"
	"heyi/shared/kernel"
)

var (
	receiptTitle = i18n.Define("receipt.title", "收款单", "Receipt")
	receiptSave  = i18n.Define("receipt.save", "保存收款单", "Save receipt")
	receiptDone  = i18n.Define("receipt.done", "收款单已保存", "Receipt saved")
	whoPaid      = i18n.Define("receipt.customer", "客户", "Customer")
	forOrder     = i18n.Define("receipt.order", "订单 {0},未收 {1}", "Order {0}, {1} unpaid")
	parts        = i18n.Define("receipt.parts", "收到(可分几个账户)", "Received (several accounts are fine)")
	nothingTaken = i18n.Define("receipt.nothing", "请填写收款金额", "Enter the amount taken")
)

// receiptPage takes money.
type receiptPage struct {
	*common.Page[*model.Receipt]
	site     *common.Site
	form     *widgets.FormPage
	customer *widgets.PickerField[parties.Choice]
	amounts  []*widgets.NumberField
	discount *widgets.NumberField
	note     *widgets.Field
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
	if m.Customer != nil {
		p.customer.SetPicked(parties.Choice{ID: m.Customer.ID, Name: m.Customer.Name})
		p.customer.SetHint(m.Hint)
	}
	if m.Order != nil {
		p.form.AddObject(widgets.NewNote(forOrder.Text(m.Order.Number, view.Money(m.Suggest)), widgets.Info))
	}
	p.form.AddHeading(parts.Text())
	var fields []widgets.FormField
	for i, f := range m.Funds {
		amount := widgets.NewMoneyField(f.ID.String(), f.Name)
		if f.Fee != 0 {
			amount.SetHint(view.Join(view.Label(p.site.Desk.Catalog, finance.Funds.Name(), "fee_rate"), view.Figure(kernel.Of(f.Fee))))
		}
		if i == 0 && m.Suggest > 0 && m.Order != nil {
			amount.SetValue(int64(m.Suggest))
		}
		p.amounts = append(p.amounts, amount)
		fields = append(fields, amount)
	}
	p.form.Add(fields...)
	p.discount = widgets.NewMoneyField("discount", view.Label(p.site.Desk.Catalog, finance.Receipts.Name(), "discount"))
	p.note = widgets.NewField("note", view.Label(p.site.Desk.Catalog, finance.Receipts.Name(), "note"))
	p.form.Add(p.discount, p.note)
	return p.form
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
	})
}

func (p *receiptPage) save(m *model.Receipt) {
	var taken []model.Part
	for i, a := range p.amounts {
		if v, ok := a.Value(); ok && v != 0 {
			taken = append(taken, model.Part{Fund: m.Funds[i].ID, Amount: kernel.Money(v)})
		}
	}
	discount, _ := p.discount.Value()
	if len(taken) == 0 {
		p.form.Banner().Set(widgets.Alert, nothingTaken.Text(), "", nil)
		return
	}
	note := p.note.Text()
	p.form.SetBusy(true)
	p.site.Do(func() error { return m.Take(p.site.Desk, taken, kernel.Money(discount), note) }, func(err error) {
		p.form.SetBusy(false)
		if t := view.Explain(err); t != nil {
			p.form.Banner().Set(widgets.Alert, t.Whole(), "", nil)
			return
		}
		p.site.Toast(receiptDone.Text())
		p.site.Router.Back()
	})
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
	})
}
