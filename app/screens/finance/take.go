package finance

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
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
	settles  = i18n.Define("finance.settles", "核销(先到期的先核销,可改)", "Settles (oldest first, can be changed)")
	inAdv    = i18n.Define("finance.advance", "转预收 {0}", "{0} paid in advance")
	owesNow  = i18n.Define("finance.owes", "现欠 {0}", "Owes {0}")
	oldest   = i18n.Define("finance.oldest", "恢复先到期先核销", "Oldest first again")
	shareFor = i18n.Define("finance.share", "核销金额", "Settles")
)

// takePage writes a receipt.
type takePage struct {
	site     *common.Site
	take     *finance.Take
	page     *widgets.FormPage
	customer *widgets.PickerField[finance.Named]
	discount *widgets.NumberField
	note     *widgets.Field
	parts    *widgets.LineGrid
	items    *fyne.Container
	sum      *widget.Label
	trouble  *common.TroublePanel
}

func newTake(site *common.Site, customer kernel.ID) nav.Page {
	p := &takePage{site: site, take: &finance.Take{}, items: widgets.NewStacked(), sum: widgets.NewNote("", widgets.Quiet), trouble: common.NewTroublePanel()}
	label := func(field string) string { return view.Label(site.Desk.Catalog, core.Receipts.Name(), field) }
	p.customer = widgets.NewPickerField(site.Dispatcher, "customer", label("customer"), widgets.PickerConfig[finance.Named]{
		Search: finance.Customers(site.Desk), Title: named, Detail: func(n finance.Named) string { return n.Detail }, OnPicked: func(n finance.Named) { p.choose(n.ID) },
	})
	p.customer.SetRequired(true)
	p.discount = widgets.NewMoneyField("discount", label("discount"))
	p.discount.OnChanged = func(v int64) { p.take.Discount = kernel.Money(v); p.show() }
	p.note = widgets.NewField("note", label("note"))
	p.page = widgets.NewFormPage(i18n.Save.Text(), p.save)
	p.page.Add(p.customer, p.discount, p.note)
	p.page.AddObject(p.trouble)
	p.page.AddObject(p.funds())
	p.page.AddObject(p.sum)
	p.page.AddObject(p.items)
	if !customer.IsZero() {
		p.start(customer)
	}
	p.show()
	return p
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
	p.show()
}

// funds is the grid of what went where; the first fund is chosen beforehand.
func (p *takePage) funds() fyne.CanvasObject {
	label := func(field string) string { return view.Label(p.site.Desk.Catalog, core.ReceiptParts.Name(), field) }
	p.parts = widgets.NewLineGrid([]widgets.LineColumn{
		{Title: label("fund"), Weight: 3}, {Title: label("amount"), Weight: 2, Align: fyne.TextAlignTrailing}, {Title: label("fee"), Weight: 2, Align: fyne.TextAlignTrailing},
	})
	all, _ := finance.Funds(p.site.Desk) // without funds the picker finds none and says so
	p.parts.OnSave = p.page.Save
	p.parts.OnAdd = func() widgets.LineCells {
		part := &finance.TakePart{}
		p.take.Parts = append(p.take.Parts, part)
		fund := fundPicker(p.site, label("fund"), all, func(n finance.Named) { part.Fund = n.ID })
		if n := len(p.take.Parts) - 1; n < len(all) {
			fund.SetPicked(all[n])
			part.Fund = all[n].ID
		}
		amount, fee := widgets.NewMoneyField("amount", label("amount")), widgets.NewMoneyField("fee", label("fee"))
		amount.OnChanged = func(v int64) { part.Amount = kernel.Money(v); p.show() }
		fee.OnChanged = func(v int64) { part.Fee = kernel.Money(v) }
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
			var found []finance.Named
			for _, n := range all {
				if strings.Contains(n.Name, query) {
					found = append(found, n)
				}
			}
			return found, nil
		}, Title: named, Detail: func(n finance.Named) string { return n.Detail }, OnPicked: picked,
	})
}

// show draws what the money settles.
func (p *takePage) show() {
	text := owesNow.Text(view.Money(p.take.Owes()))
	if advance := p.take.Prepaid(); advance > 0 {
		text = view.Join(text, inAdv.Text(view.Money(advance)))
	}
	p.sum.SetText(text)
	p.items.RemoveAll()
	day := kernel.Date(0)
	_ = p.site.Desk.Read(func(r *view.Reader) error { day = r.Today(); return nil }) // without a day nothing is late
	list := widgets.NewStacked()
	for _, i := range p.take.Items(day) {
		share := widgets.NewMoneyField("share", shareFor.Text())
		if i.Share != 0 {
			share.SetValue(int64(i.Share))
		}
		share.OnChanged = func(v int64) {
			p.take.Share(i.ID, kernel.Money(v))
			p.sum.SetText(view.Join(owesNow.Text(view.Money(p.take.Owes())), inAdv.Text(view.Money(max(p.take.Prepaid(), 0)))))
		}
		line := widgets.Line{Title: i.Number, Detail: sinceWhen.Text(i.Day, i.Due), Figure: view.Money(i.Rest)}
		if i.Late > 0 {
			line.Under, line.FigureTone = lateDays.Text(i.Late), widgets.Alert
		}
		list.Add(container.New(widgets.NewColumns(260, 2), widgets.NewLineRow(line, nil), share))
	}
	if len(list.Objects) == 0 {
		return
	}
	var again fyne.CanvasObject
	if p.take.Chosen() {
		again = widget.NewButton(oldest.Text(), func() { p.take.OldestFirst(); p.show() })
	}
	p.items.Add(widgets.NewPanelWith(settles.Text(), again, list))
}

func (p *takePage) save() {
	if n, ok := p.customer.Picked(); ok {
		p.take.Customer = n.ID
	}
	p.take.Note = p.note.Text()
	p.page.SetBusy(true)
	p.site.Do(func() error { return p.take.Save(p.site.Desk) }, func(err error) {
		p.page.SetBusy(false)
		p.trouble.Set(view.Explain(err), nil)
		if err == nil {
			p.site.Toast(common.Done.Text())
			p.site.Router.Replace(nav.Route{Name: RouteReceipts})
		}
	})
}

// Title implements nav.Page.
func (p *takePage) Title() string { return takeMoney.Text() }

// Content implements nav.Page.
func (p *takePage) Content() fyne.CanvasObject { return p.page }

// Dispose implements nav.Page.
func (p *takePage) Dispose() {}
