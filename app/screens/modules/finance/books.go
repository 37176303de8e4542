package finance

import (
	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/finance"
	"heyi/shared/modules/engines/ledger"
)

var (
	noVouchers = i18n.Define("finance.vouchers.none", "还没有凭证", "No vouchers yet")
	between    = i18n.Define("finance.vouchers.between", "借 / 贷", "Debit / credit")
)

func newVouchers(site *common.Site) nav.Page {
	label := func(field string) string { return view.Label(site.Desk.Catalog, ledger.Vouchers.Name(), field) }
	return common.NewList(site, common.ListSpec[finance.Voucher]{
		Title: func() string { return vouchers.Text() }, Of: []string{ledger.Vouchers.Name()}, Empty: noVouchers,
		Source: func(search, _ string) widgets.Source[finance.Voucher] { return finance.Vouchers(site.Desk, search) },
		Tapped: func(v finance.Voucher) { site.Open(ledger.Vouchers.Name(), v.ID) },
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
