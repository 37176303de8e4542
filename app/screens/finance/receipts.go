package finance

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
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

var noReceipts = i18n.Define("finance.receipts.none", "没有收款单", "No receipts")

func takeAction(site *common.Site) nav.Action {
	return nav.Action{Label: takeMoney.Text(), Icon: base.ContentAddIcon(), Tapped: func() { site.Go(RouteTake, "") }}
}

func newReceipts(site *common.Site) nav.Page {
	c := site.Desk.Catalog
	label := func(field string) string { return view.Label(c, core.Receipts.Name(), field) }
	return common.NewList(site, common.ListSpec[finance.Slip]{
		Title: func() string { return receipts.Text() }, Filters: finance.SlipFilters(c), Of: []string{core.Receipts.Name()}, Empty: noReceipts,
		Source: func(search, filter string) widgets.Source[finance.Slip] {
			return finance.Slips(site.Desk, search, filter)
		},
		Tapped:  func(s finance.Slip) { site.Go(RouteReceipt, s.ID.String()) },
		Actions: func() []nav.Action { return []nav.Action{takeAction(site)} },
		Columns: func() []widgets.DataColumn[finance.Slip] {
			return []widgets.DataColumn[finance.Slip]{
				{ID: "date", Title: label("date"), Width: 110, Card: widgets.CardDetail, Text: func(s finance.Slip) string { return s.Day }},
				{ID: "name", Title: label("name"), Width: 240, Card: widgets.CardTitle, Text: func(s finance.Slip) string { return s.Customer }},
				{ID: "number", Title: label("number"), Width: 150, Card: widgets.CardDetail, Text: func(s finance.Slip) string { return s.Number }},
				{ID: "total", Title: label("total"), Width: 120, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(s finance.Slip) string { return s.Total }},
				{ID: "allocated", Title: label("allocated"), Width: 120, Align: fyne.TextAlignTrailing, Card: widgets.CardHidden, Text: func(s finance.Slip) string { return s.Settled }},
				{
					ID: "state", Title: label("state"), Width: 110, Badge: true, Card: widgets.CardBadge,
					Text: func(s finance.Slip) string { return s.State.Text }, Tone: func(s finance.Slip) widgets.Tone { return common.Tone(s.State.Tone) },
				},
				{
					ID: "sync", Width: 90, Badge: true, Card: widgets.CardHidden,
					Text: func(s finance.Slip) string { return s.Sync.Text }, Tone: func(s finance.Slip) widgets.Tone { return common.Tone(s.Sync.Tone) },
				},
			}
		},
	})
}

// decision is a page on which a document is decided on with a reason.
type decision struct {
	site    *common.Site
	why     *widgets.Field
	trouble *common.TroublePanel
	buttons []*widget.Button
}

var whyWord = i18n.Define("finance.why", "理由", "Reason")

func newDecision(site *common.Site) *decision {
	return &decision{site: site, why: widgets.NewField("note", whyWord.Text()), trouble: common.NewTroublePanel()}
}

// button sends a command; it is drawn again with the page.
func (d *decision) button(label string, importance widget.Importance, work func() error, done func()) *widget.Button {
	b := widget.NewButton(label, func() {
		for _, other := range d.buttons {
			other.Disable()
		}
		d.site.Do(work, func(err error) {
			d.trouble.Set(view.Explain(err), nil)
			for _, other := range d.buttons {
				other.Enable()
			}
			if err == nil {
				d.site.Toast(common.Done.Text())
				done()
			}
		})
	})
	b.Importance = importance
	d.buttons = append(d.buttons, b)
	return b
}

func newReceipt(site *common.Site, id kernel.ID) nav.Page {
	d := newDecision(site)
	var page *common.Page[*finance.Receipt]
	page = common.NewPage(site, common.Spec[*finance.Receipt]{
		Title: func() string { return view.Entity(site.Desk.Catalog, core.Receipts.Name()) }, Load: finance.LoadReceipt(site.Desk, id),
		Show: func(r *finance.Receipt) fyne.CanvasObject {
			reload := func() { page.Reload() }
			d.buttons = nil
			parts := []fyne.CanvasObject{receiptHead(site, r), d.trouble}
			command := func(name string) string { return view.Command(site.Desk.Catalog, name) }
			if r.MayDecide {
				parts = append(parts, widgets.NewPanel("", d.why, widgets.NewActions(
					d.button(command("finance.receipt.approve"), widget.HighImportance, func() error { return finance.Confirm(site.Desk, id) }, reload),
					d.button(command("finance.receipt.refuse"), widget.WarningImportance, func() error { return finance.Refuse(site.Desk, id, d.why.Text()) }, reload),
				)))
			}
			if r.MayCancel {
				parts = append(parts, widgets.NewPanel("", d.why, widgets.NewActions(
					d.button(command("finance.receipt.cancel"), widget.WarningImportance, func() error { return finance.Cancel(site.Desk, id, d.why.Text()) }, reload),
				)))
			}
			return widgets.NewSections(parts...)
		},
	})
	return page
}

func receiptHead(site *common.Site, r *finance.Receipt) fyne.CanvasObject {
	label := func(field string) string { return view.Label(site.Desk.Catalog, core.Receipts.Name(), field) }
	money := func(m kernel.Money) string {
		if m == 0 {
			return ""
		}
		return view.Money(m)
	}
	funds, settled := widgets.NewStacked(), widgets.NewStacked()
	for _, p := range r.Parts {
		line := widgets.Line{Title: p.Fund, Figure: p.Amount}
		if p.Fee != "" {
			line.Under = label("fee") + " " + p.Fee
		}
		funds.Add(widgets.NewLineRow(line, nil))
	}
	for _, s := range r.Settles {
		settled.Add(widgets.NewLineRow(widgets.Line{Title: s.Number, Detail: s.Day, Figure: s.Amount}, nil))
	}
	parts := []fyne.CanvasObject{
		widgets.NewPanel("", widgets.NewLineRow(widgets.Line{
			Title: r.Row.Name, Detail: view.Join(r.Row.Number, view.Date(r.Row.Date)), Figure: view.Money(r.Row.Total), Badges: common.Badges(r.State, r.Sync),
		}, nil), widgets.NewFacts(
			widgets.Fact{Label: label("author"), Value: r.Author}, widgets.Fact{Label: label("discount"), Value: money(r.Row.Discount)},
			widgets.Fact{Label: label("allocated"), Value: money(r.Row.Allocated)}, widgets.Fact{Label: label("prepaid"), Value: money(r.Row.Prepaid)},
			widgets.Fact{Label: label("note"), Value: r.Row.Note},
		)),
		widgets.NewPanel(view.Entity(site.Desk.Catalog, core.ReceiptParts.Name()), funds),
	}
	if len(r.Settles) > 0 {
		parts = append(parts, widgets.NewPanel(label("allocated"), settled))
	}
	return widgets.NewSections(parts...)
}
