package warehouse

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/sales"
)

var (
	returnOf  = i18n.Define("warehouse.return.of", "最多可退 {0}", "At most {0}")
	returnNow = i18n.Define("warehouse.return", "客户退货…", "Goods come back…")
)

// returnForm takes goods of a delivery back, line by line. It opens on demand.
type returnForm struct {
	page   *deliveryPage
	back   warehouse.Back
	into   *widgets.PickerField[warehouse.Named]
	reason *widgets.Field
	open   bool
}

func newReturnForm(p *deliveryPage, d *warehouse.Delivery) *returnForm {
	label := func(field string) string { return view.Label(p.site.Desk.Catalog, sales.Returns.Name(), field) }
	f := &returnForm{page: p, back: warehouse.Back{Delivery: p.id, Qty: map[kernel.ID]kernel.Qty{}}, reason: widgets.NewField("reason", label("reason"))}
	f.into = placePicker(p.site, "into", label("into"))
	f.into.SetPicked(warehouse.Named{ID: d.Row.From.ID(), Name: d.Place})
	f.reason.Bind(f.send, f.send)
	return f
}

func (f *returnForm) panel(d *warehouse.Delivery) fyne.CanvasObject {
	if !f.open {
		return widgets.NewActions(widget.NewButton(returnNow.Text(), func() {
			f.open = true
			f.page.Redraw()
		}))
	}
	list := widgets.NewStacked()
	for _, l := range d.Lines {
		if l.Rest() == 0 {
			continue
		}
		qty := widgets.NewQtyField("qty", returnOf.Text(view.Qty(l.Rest(), l.Unit)))
		if q := f.back.Qty[l.ID]; q != 0 {
			qty.SetValue(int64(q))
		}
		qty.OnChanged = func(v int64) { f.back.Qty[l.ID] = kernel.Qty(v) }
		qty.Bind(f.reason.Focus, f.send)
		row := widgets.NewLineRow(widgets.Line{Title: view.Join(l.Code, l.Name), Detail: l.Spec}, nil)
		list.Add(container.New(widgets.NewColumns(280, 2), row, qty))
	}
	button := widget.NewButton(view.Command(f.page.site.Desk.Catalog, "sales.return"), f.send)
	button.Importance = widget.WarningImportance
	list.Add(container.New(widgets.NewColumns(280, 2), f.into, f.reason))
	list.Add(widgets.NewActions(button))
	return widgets.NewPanel(view.Command(f.page.site.Desk.Catalog, "sales.return"), list)
}

func (f *returnForm) send() {
	p := f.page
	d, ok := p.Model()
	if !ok || p.busy {
		return
	}
	into, _ := f.into.Picked()
	f.back.Into, f.back.Reason = into.ID, f.reason.Text()
	p.busy = true
	p.site.Do(func() error { return f.back.Send(p.site.Desk, d.Lines) }, func(err error) {
		p.busy = false
		p.trouble.Set(view.Explain(err), nil)
		if err == nil {
			p.back = nil
			p.site.Toast(common.Done.Text())
			p.Reload()
		}
	})
}
