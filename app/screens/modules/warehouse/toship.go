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
	"heyi/shared/modules/documents/sales"
)

var nothingToShip = i18n.Define("warehouse.nothing", "没有待出库的单据", "Nothing to ship")

// toShipPage is the storekeeper's home: the list below a field for the scanner.
type toShipPage struct {
	*common.List[warehouse.Parcel]
	site    *common.Site
	scan    *widgets.ScanField
	heard   *widgets.Banner
	content fyne.CanvasObject
}

func newToShip(site *common.Site) *toShipPage {
	p := &toShipPage{site: site, heard: widgets.NewBanner()}
	p.List = common.NewList(site, common.ListSpec[warehouse.Parcel]{
		Title: func() string { return toShip.Text() }, Columns: func() []widgets.DataColumn[warehouse.Parcel] { return parcelColumns(site) },
		Source: func(search, filter string) widgets.Source[warehouse.Parcel] {
			return warehouse.Parcels(site.Desk, search, filter)
		},
		Filters: warehouse.Filters(), Tapped: func(d warehouse.Parcel) { site.Go(RouteDelivery, d.ID.String()) },
		Of: []string{sales.Deliveries.Name()}, Empty: nothingToShip, Owner: func(d warehouse.Parcel) string { return d.Owner },
		Actions: func() []nav.Action {
			return site.DoorAction(returnWord.Text(), base.MailReplyIcon(), RouteReturn, "")
		},
	})
	p.scan = widgets.NewScanField(site.Dispatcher, widgets.ScanConfig{OnScan: p.scanned})
	p.content = widgets.NewBorder(widgets.NewStacked(p.scan, p.heard), nil, nil, nil, p.List.Content())
	return p
}

// Start implements nav.Starter.
func (p *toShipPage) Start() { p.scan.Focus() }

// Content implements nav.Page.
func (p *toShipPage) Content() fyne.CanvasObject { return p.content }

// scanned opens the delivery that a code means.
func (p *toShipPage) scanned(code string) {
	var found kernel.ID
	p.site.Do(func() (err error) {
		found, err = warehouse.Find(p.site.Desk, code)
		return err
	}, func(err error) {
		if err != nil {
			unheard(p.site, p.heard, code, err, func() { p.scanned(code) })
			return
		}
		p.heard.Hide()
		p.site.Go(RouteDelivery, found.String())
	})
}

func parcelColumns(site *common.Site) []widgets.DataColumn[warehouse.Parcel] {
	label := func(field string) string { return view.Label(site.Desk.Catalog, sales.Deliveries.Name(), field) }
	return []widgets.DataColumn[warehouse.Parcel]{
		{ID: "name", Title: label("name"), Width: 220, Sortable: true, Card: widgets.CardTitle, Text: func(d warehouse.Parcel) string { return d.Customer }, Tone: withdrawn},
		{ID: "goods", Title: goodsWord.Text(), Width: 240, Card: widgets.CardValue, Text: func(d warehouse.Parcel) string { return d.Goods }},
		{ID: "by", Title: label("by"), Width: 110, Sortable: true, Card: widgets.CardValue, Text: func(d warehouse.Parcel) string { return d.Due }},
		{
			ID: "mark", Width: 100, Badge: true, Card: widgets.CardFigure, Text: warehouse.Parcel.Mark,
			Tone: func(d warehouse.Parcel) widgets.Tone { return widgets.Alert },
		},
		{ID: "from", Title: label("from"), Width: 110, Card: widgets.CardHidden, Text: func(d warehouse.Parcel) string { return d.Place }},
		{ID: "number", Title: label("number"), Width: 150, Sortable: true, Card: widgets.CardValue, Text: func(d warehouse.Parcel) string { return d.Number }},
		{
			ID: "state", Title: label("state"), Width: 90, Badge: true, Card: widgets.CardBadge,
			Text: func(d warehouse.Parcel) string { return d.State.Text }, Tone: func(d warehouse.Parcel) widgets.Tone { return common.Tone(d.State.Tone) },
		},
		{
			ID: "sync", Title: syncWord.Text(), Width: 90, Badge: true, Card: widgets.CardHidden,
			Text: func(d warehouse.Parcel) string { return d.Sync.Text }, Tone: func(d warehouse.Parcel) widgets.Tone { return common.Tone(d.Sync.Tone) },
		},
	}
}

// withdrawn has a delivery that will never leave stand back among the others.
func withdrawn(d warehouse.Parcel) widgets.Tone {
	if d.Void {
		return widgets.Quiet
	}
	return widgets.Plain
}

var (
	goodsWord = warehouse.GoodsWord
	syncWord  = i18n.Define("warehouse.sync", "上传", "Upload")
)
