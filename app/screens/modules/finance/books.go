package finance

import (
	"slices"

	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
)

var (
	noVouchers = i18n.Define("finance.vouchers.none", "还没有凭证", "No vouchers yet")
	between    = i18n.Define("finance.vouchers.between", "借 / 贷", "Debit / credit")
	sumWord    = i18n.Define("finance.sum", "合计", "Total")
	madeAt     = i18n.Define("finance.voucher.at", "制单时间", "Made at")
	approvedBy = i18n.Define("finance.voucher.approver", "审核人", "Approved by")
	behindIt   = i18n.Define("finance.voucher.log", "操作日志", "Log")
	itsLines   = i18n.Define("finance.voucher.lines", "看分录", "Entries")
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
				{ID: "period", Title: label("period"), Width: 80, Card: widgets.CardHidden, Text: func(v finance.Voucher) string { return v.Period }},
				{ID: "no", Title: label("no"), Width: 80, Card: widgets.CardValue, Text: func(v finance.Voucher) string { return v.Name }},
				{ID: "summary", Title: label("summary"), Width: 250, Card: widgets.CardTitle, Text: func(v finance.Voucher) string { return v.Summary }},
				{ID: "accounts", Title: between.Text(), Width: 230, Card: widgets.CardValue, Text: func(v finance.Voucher) string { return v.Accounts }},
				{ID: "amount", Title: label("amount"), Width: 120, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(v finance.Voucher) string { return v.Amount }},
			}
		},
		Lines: func() []common.LineColumn[finance.Voucher] { return voucherLines(site) },
	})
}

// voucherLines are the columns of a file of vouchers, which has a row for each entry.
func voucherLines(site *common.Site) []common.LineColumn[finance.Voucher] {
	of := func(field string, text func(finance.Voucher) string) common.LineColumn[finance.Voucher] {
		return common.LineColumn[finance.Voucher]{
			Title: view.Label(site.Desk.Catalog, ledger.Vouchers.Name(), field), Texts: func(v finance.Voucher) []string {
				texts := make([]string, len(v.Lines))
				for i := range texts {
					texts[i] = text(v)
				}
				return texts
			},
		}
	}
	each := func(title string, figure bool, text func(finance.Entry) string) common.LineColumn[finance.Voucher] {
		return common.LineColumn[finance.Voucher]{Title: title, Figure: figure, Texts: func(v finance.Voucher) []string {
			texts := make([]string, len(v.Lines))
			for i, e := range v.Lines {
				texts[i] = text(e)
			}
			return texts
		}}
	}
	entry := func(field string) string { return view.Label(site.Desk.Catalog, ledger.Entries.Name(), field) }
	return []common.LineColumn[finance.Voucher]{
		of("date", func(v finance.Voucher) string { return v.Day }), of("period", func(v finance.Voucher) string { return v.Period }),
		of("no", func(v finance.Voucher) string { return v.Name }),
		each(entry("summary"), false, func(e finance.Entry) string { return e.Summary }),
		each(view.Label(site.Desk.Catalog, ledger.Accounts.Name(), "code"), false, func(e finance.Entry) string { return e.Code }),
		each(entry("account"), false, func(e finance.Entry) string { return e.Name }), each(entry("party"), false, func(e finance.Entry) string { return e.Party }),
		each(entry("debit"), true, func(e finance.Entry) string { return e.Debit }), each(entry("credit"), true, func(e finance.Entry) string { return e.Credit }),
	}
}

// newVoucher is a voucher as on paper: account, debit, credit, and their sums; behind a
// button what it comes from and what happened to that.
func newVoucher(site *common.Site, id kernel.ID) nav.Page {
	var grid *widgets.DataGrid[finance.Entry]
	var page *common.Page[*finance.Entries]
	logged := false
	turn := func() { logged = !logged; page.Redraw() }
	page = common.NewPage(site, common.Spec[*finance.Entries]{
		Title: func() string { return view.Entity(site.Desk.Catalog, ledger.Vouchers.Name()) }, Load: finance.LoadVoucher(id), Fixed: true,
		Of: []string{ledger.Vouchers.Name()},
		Show: func(v *finance.Entries) fyne.CanvasObject {
			head := widgets.NewSections(voucherHead(site, v, logged, turn), widgets.NewStacked())
			if logged {
				behind := slices.Concat(site.Chain(v.Chain), common.Trail(v.Trail))
				return widgets.NewBorder(head, nil, nil, nil, widgets.NewPageScroll(widgets.NewSections(behind...)))
			}
			rows := append(widgets.Rows[finance.Entry]{}, v.Lines...)
			rows = append(rows, finance.Entry{Account: sumWord.Text(), Debit: v.Debit, Credit: v.Credit})
			if grid == nil {
				grid = widgets.NewDataGrid(site.Dispatcher, rows, entryColumns(site))
			} else {
				grid.List().SetSource(rows)
			}
			return widgets.NewBorder(head, nil, nil, nil, grid)
		},
		Ended: func() {
			if grid != nil {
				grid.List().Dispose()
			}
		},
	})
	return page
}

func voucherHead(site *common.Site, v *finance.Entries, logged bool, turn func()) fyne.CanvasObject {
	label := func(field string) string { return view.Label(site.Desk.Catalog, ledger.Vouchers.Name(), field) }
	head := widgets.NewStacked(
		widgets.NewLineRow(widgets.Line{Title: v.Summary, Detail: view.Join(v.Name, v.Day), Figure: v.Amount}, nil),
		widgets.NewFacts(
			widgets.Fact{Label: label("period"), Value: v.Period}, widgets.Fact{Label: label("author"), Value: v.Maker},
			widgets.Fact{Label: madeAt.Text(), Value: v.When}, widgets.Fact{Label: approvedBy.Text(), Value: v.Approver},
		),
	)
	var buttons []*widgets.Button
	if see := opener(site, v.SrcEntity, v.Src); see != nil {
		buttons = append(buttons, widgets.NewButton(openSource.Text(), see))
	}
	if len(v.Chain)+len(v.Trail) > 0 {
		word := behindIt
		if logged {
			word = itsLines
		}
		buttons = append(buttons, widgets.NewButton(word.Text(), turn))
	}
	if len(buttons) > 0 {
		head.Add(widgets.NewActions(buttons...))
	}
	return widgets.NewPanel("", head)
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
