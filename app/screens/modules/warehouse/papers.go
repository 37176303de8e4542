package warehouse

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
)

var bookWas = i18n.Define("warehouse.count.book", "账面 {0}，实盘 {1}", "Book {0}, counted {1}")

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
	return record.NewList(site, record.ListSpec{
		Listing: warehouse.PaperListing(), Title: papers, Actions: func() []nav.Action { return newActions(site) },
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
