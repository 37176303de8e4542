package finance

import (
	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/finance"
	"heyi/shared/kernel"
	"heyi/shared/ledger"
)

var (
	noVouchers = i18n.Define("finance.vouchers.none", "还没有凭证", "No vouchers yet")
	between    = i18n.Define("finance.vouchers.between", "借 / 贷", "Debit / credit")
	sumWord    = i18n.Define("finance.sum", "合计", "Total")
	openSource = i18n.Define("finance.voucher.source", "查看单据", "Open the document")
)

func newVouchers(site *common.Site) nav.Page {
	label := func(field string) string { return view.Label(site.Desk.Catalog, ledger.Vouchers.Name(), field) }
	return common.NewList(site, common.ListSpec[finance.Voucher]{
		Title: func() string { return vouchers.Text() }, Of: []string{ledger.Vouchers.Name()}, Empty: noVouchers,
		Source: func(search, _ string) widgets.Source[finance.Voucher] { return finance.Vouchers(site.Desk, search) },
		Tapped: func(v finance.Voucher) { site.Go(RouteVoucher, v.ID.String()) },
		Columns: func() []widgets.DataColumn[finance.Voucher] {
			return []widgets.DataColumn[finance.Voucher]{
				{ID: "date", Title: label("date"), Width: 100, Card: widgets.CardValue, Text: func(v finance.Voucher) string { return v.Day }},
				{ID: "no", Title: label("no"), Width: 80, Card: widgets.CardValue, Text: func(v finance.Voucher) string { return v.Name }},
				{ID: "summary", Title: label("summary"), Width: 250, Card: widgets.CardTitle, Text: func(v finance.Voucher) string { return v.Summary }},
				{ID: "accounts", Title: between.Text(), Width: 230, Card: widgets.CardValue, Text: func(v finance.Voucher) string { return v.Accounts }},
				{ID: "amount", Title: label("amount"), Width: 120, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(v finance.Voucher) string { return v.Amount }},
			}
		},
	})
}

// newVoucher is a voucher as on paper: account, debit, credit, and their sums.
func newVoucher(site *common.Site, id kernel.ID) nav.Page {
	var grid *widgets.DataGrid[finance.Entry]
	return common.NewPage(site, common.Spec[*finance.Entries]{
		Title: func() string { return view.Entity(site.Desk.Catalog, ledger.Vouchers.Name()) }, Load: finance.LoadVoucher(id), Fixed: true,
		Of: []string{ledger.Vouchers.Name()},
		Show: func(v *finance.Entries) fyne.CanvasObject {
			rows := append(widgets.Rows[finance.Entry]{}, v.Lines...)
			rows = append(rows, finance.Entry{Account: sumWord.Text(), Debit: v.Debit, Credit: v.Credit})
			if grid == nil {
				grid = widgets.NewDataGrid(site.Dispatcher, rows, entryColumns(site))
			} else {
				grid.List().SetSource(rows)
			}
			head := widgets.NewStacked(widgets.NewLineRow(widgets.Line{Title: v.Summary, Detail: view.Join(v.Name, v.Day), Figure: v.Amount}, nil))
			if see := opener(site, v.SrcEntity, v.Src); see != nil {
				head.Add(widgets.NewActions(widgets.NewButton(openSource.Text(), see)))
			}
			return widgets.NewBorder(widgets.NewSections(widgets.NewPanel("", head), widgets.NewStacked()), nil, nil, nil, grid)
		},
		Ended: func() {
			if grid != nil {
				grid.List().Dispose()
			}
		},
	})
}

func entryColumns(site *common.Site) []widgets.DataColumn[finance.Entry] {
	label := func(field string) string { return view.Label(site.Desk.Catalog, ledger.Entries.Name(), field) }
	return []widgets.DataColumn[finance.Entry]{
		{ID: "account", Title: label("account"), Width: 250, Card: widgets.CardTitle, Text: func(e finance.Entry) string { return e.Account }},
		{ID: "summary", Title: label("summary"), Width: 300, Card: widgets.CardValue, Text: func(e finance.Entry) string { return e.Detail }},
		{ID: "debit", Title: label("debit"), Width: 120, Align: fyne.TextAlignTrailing, Card: widgets.CardHidden, Text: func(e finance.Entry) string { return e.Debit }},
		{ID: "credit", Title: label("credit"), Width: 120, Align: fyne.TextAlignTrailing, Card: widgets.CardHidden, Text: func(e finance.Entry) string { return e.Credit }},
		// On a phone one figure with its side; in the table it has no room.
		{ID: "figure", Card: widgets.CardFigure, CardOnly: true, Text: func(e finance.Entry) string {
			if e.Debit != "" {
				return label("debit") + " " + e.Debit
			}
			return label("credit") + " " + e.Credit
		}},
	}
}
