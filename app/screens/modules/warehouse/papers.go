package warehouse

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
)

var (
	noPapers = i18n.Define("warehouse.papers.none", "还没有单据", "No documents yet")
	bookWas  = i18n.Define("warehouse.count.book", "账面 {0}，实盘 {1}", "Book {0}, counted {1}")
)

// iconOf a kind on narrow windows.
func iconOf(kind kernel.Choice) fyne.Resource {
	switch kind {
	case stock.Receiving:
		return base.DownloadIcon()
	case stock.Issuing:
		return base.UploadIcon()
	case stock.Transferring:
		return base.MailForwardIcon()
	}
	return base.ListIcon()
}

func newPapers(site *common.Site) nav.Page {
	c := site.Desk.Catalog
	return common.NewList(site, common.ListSpec[warehouse.Paper]{
		Title: func() string { return papers.Text() }, Columns: func() []widgets.DataColumn[warehouse.Paper] { return paperColumns(c) },
		Source: func(search, filter string) widgets.Source[warehouse.Paper] {
			return warehouse.Papers(site.Desk, search, filter)
		},
		Filters: warehouse.PaperFilters(c), Tapped: func(p warehouse.Paper) { site.Open(stock.Docs.Name(), p.ID) },
		Actions: func() []nav.Action { return newActions(site) }, Of: []string{stock.Docs.Name()}, Empty: noPapers,
	})
}

// newActions begin the kinds of documents that the person may write.
func newActions(site *common.Site) []nav.Action {
	var actions []nav.Action
	r := site.Rights()
	for _, kind := range warehouse.Kinds {
		if warehouse.May(r, kind) {
			actions = append(actions, nav.Action{
				Label: warehouse.KindLabel(r.Catalog, kind), Icon: iconOf(kind), Tapped: func() { site.Go(RouteNew, string(kind)) },
			})
		}
	}
	return actions
}

func paperColumns(c *kernel.Catalog) []widgets.DataColumn[warehouse.Paper] {
	label := func(field string) string { return view.Label(c, stock.Docs.Name(), field) }
	return []widgets.DataColumn[warehouse.Paper]{
		{ID: "date", Title: label("date"), Width: 100, Sortable: true, Card: widgets.CardValue, Text: func(p warehouse.Paper) string { return p.Day }},
		{ID: "kind", Title: label("kind"), Width: 100, Card: widgets.CardTitle, Text: func(p warehouse.Paper) string { return p.Kind }},
		{ID: "number", Title: label("number"), Width: 140, Sortable: true, Card: widgets.CardValue, Text: func(p warehouse.Paper) string { return p.Number }},
		{ID: "place", Title: label("place"), Width: 180, Card: widgets.CardValue, Text: func(p warehouse.Paper) string { return p.Where }},
		{ID: "goods", Title: goodsWord.Text(), Width: 240, Card: widgets.CardValue, Text: func(p warehouse.Paper) string { return p.Goods }},
		{
			ID: "sync", Title: syncWord.Text(), Width: 90, Badge: true, Card: widgets.CardBadge,
			Text: func(p warehouse.Paper) string { return p.Sync.Text }, Tone: func(p warehouse.Paper) widgets.Tone { return common.Tone(p.Sync.Tone) },
		},
	}
}
