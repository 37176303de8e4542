package finance

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

var (
	held   = i18n.Define("finance.order.held", "为什么停下", "Why it is held")
	goods  = i18n.Define("finance.order.goods", "商品", "Goods")
	owes   = i18n.Define("finance.order.account", "看客户欠款", "What the customer owes")
	decide = i18n.Define("finance.order.decide", "决定", "Decision")
)

// newOrder is an order to decide on: why it is held, a reason, and two buttons. A
// usual reason is one tap; none is given in anybody's name.
func newOrder(site *common.Site, id kernel.ID) nav.Page {
	var page *common.Page[*finance.Order]
	d := newDecision(site, func() { page.Reload() })
	offered := false
	page = common.NewPage(site, common.Spec[*finance.Order]{
		Title: func() string { return view.Entity(site.Desk.Catalog, sales.Orders.Name()) }, Load: finance.LoadOrder(id), Trouble: d.trouble,
		Show: func(o *finance.Order) fyne.CanvasObject {
			d.fresh()
			if !offered && len(o.Usual) > 0 {
				d.why.Offer(o.Usual...)
				offered = true
			}
			parts := []fyne.CanvasObject{orderHead(site, o)}
			if len(o.Why) > 0 {
				why := widgets.NewStacked()
				for _, w := range o.Why {
					why.Add(widgets.NewNote(w, widgets.Caution))
				}
				for _, sum := range o.Sums {
					why.Add(common.NewSum(sum))
				}
				if door := site.Door(owes.Text(), RouteAccount, o.Row.Customer.String()); door != nil {
					why.Add(widgets.NewActions(door))
				}
				parts = append(parts, widgets.NewPanel(held.Text(), why))
			}
			if o.MayDecide {
				parts = append(parts, d.panel(
					decide.Text(),
					d.because("sales.order.refuse", widget.MediumImportance, finance.NotReleased(), func(why string) error { return finance.SendBack(site.Desk, id, why) }),
					d.because("sales.order.release", widget.HighImportance, o.Usual, func(why string) error { return finance.Release(site.Desk, id, why) }),
				))
			}
			lines := widgets.NewStacked()
			for _, l := range o.Lines {
				lines.Add(widgets.NewLineRow(widgets.Line{Title: l.Name, Detail: view.Join(l.Spec, l.Qty+" × "+l.Price), Figure: l.Gross}, nil))
			}
			return widgets.NewSections(slices.Concat(parts, []fyne.CanvasObject{widgets.NewPanel(goods.Text(), lines), site.Attached(sales.Orders.Name(), id)}, site.Chain(o.Chain), common.Trail(o.Trail))...)
		},
	})
	return page
}

func orderHead(site *common.Site, o *finance.Order) fyne.CanvasObject {
	label := func(field string) string { return view.Label(site.Desk.Catalog, sales.Orders.Name(), field) }
	return widgets.NewPanel(
		"",
		common.Head(widgets.Line{
			Title: o.Row.Name, Detail: view.Join(o.Row.Number, view.Date(o.Row.Date)), Figure: view.Money(o.Row.Total),
		}, nil, o.State, o.Sync),
		widgets.NewFacts(
			widgets.Fact{Label: label("owner"), Value: o.Seller}, widgets.Fact{Label: label("due"), Value: view.Date(o.Row.Due)}, widgets.Fact{Label: label("note"), Value: o.Row.Note},
		),
	)
}
