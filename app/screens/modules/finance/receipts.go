package finance

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/finance"
	core "heyi/shared/modules/documents/finance"
)

var (
	noReceipts = i18n.Define("finance.receipts.none", "没有收款单", "No receipts")
	uploadWord = i18n.Define("finance.upload", "上传", "Upload")
)

func takeAction(site *common.Site) []nav.Action {
	return site.DoorAction(takeMoney.Text(), base.ContentAddIcon(), RouteTake, "")
}

func newReceipts(site *common.Site, state string) nav.Page {
	c := site.Desk.Catalog
	label := func(field string) string { return view.Label(c, core.Receipts.Name(), field) }
	return common.NewList(site, common.ListSpec[finance.Slip]{
		Title: func() string { return receipts.Text() }, Filters: finance.SlipFilters(c), Filter: state, Of: []string{core.Receipts.Name()}, Empty: noReceipts,
		Owner: func(s finance.Slip) string { return s.Owner },
		Source: func(search, filter string) widgets.Source[finance.Slip] {
			return finance.Slips(site.Desk, search, filter)
		},
		Tapped:  func(s finance.Slip) { site.Open(core.Receipts.Name(), s.ID) },
		Actions: func() []nav.Action { return takeAction(site) },
		Columns: func() []widgets.DataColumn[finance.Slip] {
			return []widgets.DataColumn[finance.Slip]{
				{ID: "date", Title: label("date"), Width: 110, Sortable: true, Card: widgets.CardValue, Text: func(s finance.Slip) string { return s.Day }},
				{ID: "name", Title: label("name"), Width: 240, Sortable: true, Card: widgets.CardTitle, Text: func(s finance.Slip) string { return s.Customer }},
				{ID: "number", Title: label("number"), Width: 150, Sortable: true, Card: widgets.CardValue, Text: func(s finance.Slip) string { return s.Number }},
				{ID: "total", Title: label("total"), Width: 120, Sortable: true, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(s finance.Slip) string { return s.Total }},
				{ID: "allocated", Title: label("allocated"), Width: 120, Align: fyne.TextAlignTrailing, Card: widgets.CardHidden, Text: func(s finance.Slip) string { return s.Settled }},
				{
					ID: "state", Title: label("state"), Width: 110, Badge: true, Card: widgets.CardBadge,
					Text: func(s finance.Slip) string { return s.State.Text }, Tone: func(s finance.Slip) widgets.Tone { return common.Tone(s.State.Tone) },
				},
				{
					ID: "sync", Title: uploadWord.Text(), Width: 90, Badge: true, Card: widgets.CardHidden,
					Text: func(s finance.Slip) string { return s.Sync.Text }, Tone: func(s finance.Slip) widgets.Tone { return common.Tone(s.Sync.Tone) },
				},
			}
		},
	})
}
