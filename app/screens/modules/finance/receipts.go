package finance

import (
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/nav"
	"heyi/app/view/modules/finance"
)

func takeAction(site *common.Site) []nav.Action {
	return site.DoorAction(takeMoney.Text(), base.ContentAddIcon(), RouteTake, "")
}

func newReceipts(site *common.Site, state string) nav.Page {
	return record.NewList(site, record.ListSpec{
		Listing: finance.SlipListing(), Title: receipts, Preset: state, Actions: func() []nav.Action { return takeAction(site) },
	})
}
