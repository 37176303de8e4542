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
	"heyi/shared/ledger"
	"heyi/shared/sales"
)

var (
	noBills    = i18n.Define("finance.bills.none", "没有这样的出库单", "No such deliveries")
	noVouchers = i18n.Define("finance.vouchers.none", "还没有凭证", "No vouchers yet")
)

func newBills(site *common.Site) nav.Page {
	c := site.Desk.Catalog
	label := func(field string) string { return view.Label(c, sales.Deliveries.Name(), field) }
	return common.NewList(site, common.ListSpec[finance.Bill]{
		Title: func() string { return bills.Text() }, Filters: finance.BillFilters(c), Of: []string{sales.Deliveries.Name()}, Empty: noBills,
		Source: func(search, filter string) widgets.Source[finance.Bill] {
			return finance.Bills(site.Desk, search, filter)
		},
		Tapped: func(b finance.Bill) { site.Go(RouteBill, b.ID.String()) },
		Columns: func() []widgets.DataColumn[finance.Bill] {
			return []widgets.DataColumn[finance.Bill]{
				{ID: "left", Title: label("left"), Width: 110, Card: widgets.CardDetail, Text: func(b finance.Bill) string { return b.Day }},
				{ID: "name", Title: label("name"), Width: 240, Card: widgets.CardTitle, Text: func(b finance.Bill) string { return b.Customer }},
				{ID: "number", Title: label("number"), Width: 150, Card: widgets.CardDetail, Text: func(b finance.Bill) string { return b.Number }},
				{ID: "total", Title: label("total"), Width: 120, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(b finance.Bill) string { return b.Total }},
				{ID: "invoice_no", Title: label("invoice_no"), Width: 180, Card: widgets.CardHidden, Text: func(b finance.Bill) string { return b.InvoiceNo }},
				{
					ID: "invoice", Title: label("invoice"), Width: 100, Badge: true, Card: widgets.CardBadge,
					Text: func(b finance.Bill) string { return b.State.Text }, Tone: func(b finance.Bill) widgets.Tone { return common.Tone(b.State.Tone) },
				},
			}
		},
	})
}

func newBill(site *common.Site, id kernel.ID) nav.Page {
	d := newDecision(site)
	d.why = widgets.NewField("number", view.Label(site.Desk.Catalog, sales.Deliveries.Name(), "invoice_no"))
	var page *common.Page[finance.Bill]
	page = common.NewPage(site, common.Spec[finance.Bill]{
		Title: func() string { return bills.Text() }, Load: finance.LoadBill(id),
		Show: func(b finance.Bill) fyne.CanvasObject {
			d.buttons = nil
			var buttons []*widget.Button
			for n, o := range view.Options(site.Desk.Catalog, sales.Deliveries.Name(), "invoice") {
				importance := widget.MediumImportance
				if n == 2 {
					importance = widget.HighImportance
				}
				buttons = append(buttons, d.button(o.Label, importance, func() error {
					return finance.SetInvoice(site.Desk, id, o.Code, d.why.Text())
				}, func() { page.Reload() }))
			}
			return widgets.NewSections(widgets.NewPanel("", widgets.NewLineRow(widgets.Line{
				Title: b.Customer, Detail: view.Join(b.Number, b.Day, b.InvoiceNo), Figure: b.Total, Badges: common.Badges(b.State),
			}, nil)), d.trouble, widgets.NewPanel("", d.why, widgets.NewActions(buttons...)))
		},
	})
	return page
}

func newVouchers(site *common.Site) nav.Page {
	label := func(field string) string { return view.Label(site.Desk.Catalog, ledger.Vouchers.Name(), field) }
	return common.NewList(site, common.ListSpec[finance.Voucher]{
		Title: func() string { return vouchers.Text() }, Of: []string{ledger.Vouchers.Name()}, Empty: noVouchers,
		Source: func(search, _ string) widgets.Source[finance.Voucher] { return finance.Vouchers(site.Desk, search) },
		Tapped: func(v finance.Voucher) { site.Go(RouteVoucher, v.ID.String()) },
		Columns: func() []widgets.DataColumn[finance.Voucher] {
			return []widgets.DataColumn[finance.Voucher]{
				{ID: "no", Title: label("no"), Width: 90, Card: widgets.CardDetail, Text: func(v finance.Voucher) string { return v.Name }},
				{ID: "date", Title: label("date"), Width: 110, Card: widgets.CardDetail, Text: func(v finance.Voucher) string { return v.Day }},
				{ID: "summary", Title: label("summary"), Width: 340, Card: widgets.CardTitle, Text: func(v finance.Voucher) string { return v.Summary }},
				{ID: "amount", Title: label("amount"), Width: 130, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(v finance.Voucher) string { return v.Amount }},
			}
		},
	})
}

func newVoucher(site *common.Site, id kernel.ID) nav.Page {
	return common.NewPage(site, common.Spec[*finance.Entries]{
		Title: func() string { return view.Entity(site.Desk.Catalog, ledger.Vouchers.Name()) }, Load: finance.LoadVoucher(id),
		Show: func(v *finance.Entries) fyne.CanvasObject {
			label := func(field string) string { return view.Label(site.Desk.Catalog, ledger.Entries.Name(), field) }
			lines := widgets.NewStacked()
			for _, e := range v.Lines {
				line := widgets.Line{Title: e.Account, Detail: e.Detail, Figure: e.Debit, Under: label("debit")}
				if e.Debit == "" {
					line.Figure, line.Under = e.Credit, label("credit")
				}
				lines.Add(widgets.NewLineRow(line, nil))
			}
			return widgets.NewSections(
				widgets.NewPanel("", widgets.NewLineRow(widgets.Line{Title: v.Summary, Detail: view.Join(v.Name, v.Day), Figure: v.Amount}, nil)),
				widgets.NewPanel(view.Entity(site.Desk.Catalog, ledger.Entries.Name()), lines),
			)
		},
	})
}
