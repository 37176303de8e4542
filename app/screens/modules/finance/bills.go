package finance

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

func newBills(site *common.Site) nav.Page {
	return record.NewList(site, record.ListSpec{
		Listing: finance.BillListing(), Title: bills, Tapped: func(row model.Row) { site.Go(RouteBill, row.ID.String()) },
		Actions: func() []nav.Action { return nil },
	})
}

// invoiceCommand records what has become of an invoice.
const invoiceCommand = "sales.delivery.invoice"

// billPage records the invoice of a delivery: its number, then that it is issued.
type billPage struct {
	*common.Page[finance.Bill]
	site    *common.Site
	id      kernel.ID
	number  *widgets.Field
	trouble *common.TroublePanel
	busy    bool
}

func newBill(site *common.Site, id kernel.ID) nav.Page {
	p := &billPage{site: site, id: id, trouble: common.NewTroublePanel()}
	p.number = widgets.NewField("invoice_no", view.Label(site.Desk.Catalog, sales.Deliveries.Name(), "invoice_no"))
	p.number.SetHint(sales.InvoiceNumber.With().Sentence(view.Lang(), view.Figure))
	issued := func() { p.set(string(sales.Invoiced)) }
	p.number.Bind(issued, issued)
	first := true
	p.Page = common.NewPage(site, common.Spec[finance.Bill]{
		Title: func() string { return bills.Text() }, Load: finance.LoadBill(id), Trouble: p.trouble,
		Show: func(b finance.Bill) fyne.CanvasObject {
			if first {
				p.number.SetText(b.InvoiceNo)
				first = false
				if b.Gone {
					site.Dispatcher.After(0, p.number.Focus)
				}
			}
			return p.show(b)
		},
	})
	return p
}

func (p *billPage) show(b finance.Bill) fyne.CanvasObject {
	head := widgets.NewPanel("", common.Head(widgets.Line{
		Title: b.Customer, Detail: view.Join(b.Number, b.Day, b.InvoiceNo), Figure: b.Total,
	}, opener(p.site, sales.Deliveries.Name(), p.id), b.State))
	if !b.Gone || !p.site.May(invoiceCommand) {
		return widgets.NewSections(head)
	}
	var buttons []*widgets.Button
	for _, o := range view.Options(p.site.Desk.Catalog, sales.Deliveries.Name(), "invoice") {
		button := widgets.NewButton(o.Label, func() { p.set(o.Code) })
		if o.Code == string(sales.Invoiced) {
			button.Importance = widget.HighImportance
		}
		buttons = append(buttons, button)
	}
	return widgets.NewSections(head, widgets.NewPanel(view.Command(p.site.Desk.Catalog, invoiceCommand), p.number, widgets.NewActions(buttons...)))
}

// set records a state. A number belongs to an invoice that is issued.
func (p *billPage) set(state string) {
	if p.busy || !p.Check() {
		return
	}
	number := p.number.Text()
	if state != string(sales.Invoiced) {
		number = ""
	}
	p.busy = true
	p.site.Do(func() error { return finance.SetInvoice(p.site.Desk, p.id, state, number) }, func(err error) {
		p.busy = false
		p.trouble.Set(view.Explain(err), nil)
		if err != nil {
			p.number.Focus()
			return
		}
		p.number.SetText(number)
		p.site.Toast(p.site.Did(invoiceCommand))
		p.Reload()
	})
}
