package finance

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/finance"
	"heyi/shared/kernel"
	"heyi/shared/sales"
)

var (
	held    = i18n.Define("finance.order.held", "为什么停下", "Why it is held")
	goods   = i18n.Define("finance.order.goods", "商品", "Goods")
	account = i18n.Define("finance.order.account", "看客户欠款", "What the customer owes")
	noWords = i18n.Define("finance.order.ok", "同意放行", "Agreed")
)

// newOrder is an order to decide on: why it is held, and two buttons. Releasing
// needs no typing; a reason that is typed is kept instead of the usual one.
func newOrder(site *common.Site, id kernel.ID) nav.Page {
	d := newDecision(site)
	var page *common.Page[*finance.Order]
	page = common.NewPage(site, common.Spec[*finance.Order]{
		Title: func() string { return view.Entity(site.Desk.Catalog, sales.Orders.Name()) }, Load: finance.LoadOrder(site.Desk, id), Stamped: true,
		Show: func(o *finance.Order) fyne.CanvasObject {
			d.buttons = nil
			label := func(field string) string { return view.Label(site.Desk.Catalog, sales.Orders.Name(), field) }
			parts := []fyne.CanvasObject{widgets.NewPanel("", widgets.NewLineRow(widgets.Line{
				Title: o.Row.Name, Detail: view.Join(o.Row.Number, view.Date(o.Row.Date)), Figure: view.Money(o.Row.Total), Badges: common.Badges(o.State, o.Sync),
			}, nil), widgets.NewFacts(
				widgets.Fact{Label: label("owner"), Value: o.Seller}, widgets.Fact{Label: label("due"), Value: view.Date(o.Row.Due)}, widgets.Fact{Label: label("note"), Value: o.Row.Note},
			)), d.trouble}
			if len(o.Why) > 0 {
				why := widgets.NewStacked()
				for _, w := range o.Why {
					why.Add(widgets.NewNote(w, widgets.Caution))
				}
				why.Add(widgets.NewActions(widget.NewButton(account.Text(), func() { site.Go(RouteAccount, o.Row.Customer.String()) })))
				parts = append(parts, widgets.NewPanel(held.Text(), why))
			}
			if o.MayDecide {
				parts = append(parts, d.release(func() { page.Reload() }, id))
			}
			lines := widgets.NewStacked()
			for _, l := range o.Lines {
				lines.Add(widgets.NewLineRow(widgets.Line{Title: l.Name, Detail: view.Join(l.Spec, l.Qty+" × "+l.Price), Figure: l.Gross}, nil))
			}
			return widgets.NewSections(append(parts, widgets.NewPanel(goods.Text(), lines))...)
		},
	})
	return page
}

func (d *decision) release(reload func(), id kernel.ID) fyne.CanvasObject {
	command := func(name string) string { return view.Command(d.site.Desk.Catalog, name) }
	return widgets.NewPanel("", d.why, widgets.NewActions(
		d.button(command("sales.order.release"), widget.HighImportance, func() error {
			why := d.why.Text()
			if why == "" {
				why = noWords.Text()
			}
			return finance.Release(d.site.Desk, id, why)
		}, reload),
		d.button(command("sales.order.refuse"), widget.WarningImportance, func() error { return finance.SendBack(d.site.Desk, id, d.why.Text()) }, reload),
	))
}
