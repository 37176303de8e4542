package warehouse

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/sales"
)

var (
	shipLess  = i18n.Define("warehouse.less", "实发少于应发:", "Less than planned:")
	restLater = i18n.Define("warehouse.rest.later", "其余以后再发", "Ship the rest later")
	restDrop  = i18n.Define("warehouse.rest.drop", "其余不发了", "Drop the rest")
	toGo      = i18n.Define("warehouse.togo", "应发 {0}", "{0} to ship")
	went      = i18n.Define("warehouse.went", "已发 {0}", "{0} shipped")
	cameBack  = i18n.Define("warehouse.back", "已退 {0}", "{0} returned")
	linesWord = i18n.Define("warehouse.lines", "明细", "Lines")
	trailWord = i18n.Define("warehouse.trail", "操作记录", "History")
	gone      = i18n.Define("warehouse.done.ship", "{0} 已出库", "{0} has been shipped")
	shelfWord = i18n.Define("warehouse.shelf", "货位 {0}", "Shelf {0}")
	gift      = i18n.Define("warehouse.gift", "赠品", "Gift")
)

// deliveryPage is one delivery: while it is to be shipped a place to count, then to
// let sign, then to take goods back.
type deliveryPage struct {
	*common.Page[*warehouse.Delivery]
	site    *common.Site
	id      kernel.ID
	ship    *warehouse.Shipping
	of      int64 // the version that ship was made for
	trouble *common.TroublePanel
	scan    *widgets.ScanField
	carrier *widgets.Field
	waybill *widgets.Field
	signer  *widgets.Field
	back    *returnForm
	busy    bool
}

func newDelivery(site *common.Site, id kernel.ID) *deliveryPage {
	p := &deliveryPage{site: site, id: id, trouble: common.NewTroublePanel()}
	label := func(field string) string { return view.Label(site.Desk.Catalog, sales.Deliveries.Name(), field) }
	p.scan = widgets.NewScanField(site.Dispatcher, widgets.ScanConfig{OnScan: p.scanned})
	p.carrier, p.waybill = widgets.NewField("carrier", label("carrier")), widgets.NewField("waybill", label("waybill"))
	p.signer = widgets.NewField("signed_by", label("signed_by"))
	p.carrier.Bind(p.waybill.Focus, p.send)
	p.waybill.Bind(p.scan.Focus, p.send)
	p.signer.Bind(p.sign, p.sign)
	p.Page = common.NewPage(site, common.Spec[*warehouse.Delivery]{
		Title: func() string { return view.Entity(site.Desk.Catalog, sales.Deliveries.Name()) },
		Load:  warehouse.LoadDelivery(site.Desk, id), Show: p.show,
		Of: []string{sales.Deliveries.Name(), sales.DeliveryLines.Name()},
	})
	return p
}

func (p *deliveryPage) show(d *warehouse.Delivery) fyne.CanvasObject {
	parts := []fyne.CanvasObject{p.head(d), p.trouble}
	if d.MayShip {
		if p.ship == nil || p.of != d.Row.Version {
			p.ship, p.of = warehouse.NewShipping(d), d.Row.Version
			p.carrier.SetText(d.Row.Carrier)
			p.waybill.SetText(d.Row.Waybill)
			p.site.Dispatcher.After(0, p.scan.Focus)
		}
		parts = append(parts, p.counting(d))
	} else {
		parts = append(parts, shippedLines(d))
	}
	if d.MaySign {
		button := widget.NewButton(view.Command(p.site.Desk.Catalog, "sales.delivery.sign"), p.sign)
		button.Importance = widget.HighImportance
		parts = append(parts, widgets.NewPanel("", p.signer, widgets.NewActions(button)))
	}
	if d.MayReturn {
		if p.back == nil {
			p.back = newReturnForm(p, d)
		}
		parts = append(parts, p.back.panel(d))
	}
	return widgets.NewSections(append(parts, trail(d.Trail))...)
}

func (p *deliveryPage) head(d *warehouse.Delivery) fyne.CanvasObject {
	c, row := p.site.Desk.Catalog, d.Row
	label := func(field string) string { return view.Label(c, sales.Deliveries.Name(), field) }
	badges := []view.Badge{d.State, d.Sync}
	if row.Rank == 0 && d.MayShip {
		badges = append([]view.Badge{{Text: warehouse.Urgent.Text(), Tone: view.Alert}}, badges...)
	}
	return widgets.NewPanel(
		"",
		widgets.NewLineRow(widgets.Line{Title: row.Name, Detail: view.Join(row.Number, row.OrderNo), Figure: d.Total, Badges: common.Badges(badges...)}, nil),
		widgets.NewFacts(
			widgets.Fact{Label: label("from"), Value: d.Place}, widgets.Fact{Label: label("due"), Value: view.Date(row.Due)},
			widgets.Fact{Label: label("way"), Value: view.Choice(c, sales.Deliveries.Name(), "way", string(row.Way))},
			widgets.Fact{Label: label("contact"), Value: view.Join(row.Contact, row.Phone)}, widgets.Fact{Label: label("address"), Value: row.Address},
			widgets.Fact{Label: label("left"), Value: view.Date(row.Left)}, widgets.Fact{Label: label("carrier"), Value: view.Join(row.Carrier, row.Waybill)},
			widgets.Fact{Label: label("signed_by"), Value: row.SignedBy}, widgets.Fact{Label: label("note"), Value: row.Note},
		),
	)
}

// counting is the lines with what is to leave, and the button.
func (p *deliveryPage) counting(d *warehouse.Delivery) fyne.CanvasObject {
	list := widgets.NewStacked(p.scan)
	for i, l := range d.Lines {
		qty := widgets.NewQtyField("qty", toGo.Text(view.Qty(l.Qty, l.Unit)))
		qty.SetValue(int64(p.ship.Qty(i)))
		qty.OnChanged = func(v int64) { p.ship.Set(i, kernel.Qty(v)) }
		qty.Bind(p.scan.Focus, p.send)
		row := widgets.NewLineRow(widgets.Line{Title: view.Join(l.Code, l.Name), Detail: lineDetail(l), Badges: p.lineBadges(d, i)}, nil)
		list.Add(container.New(widgets.NewColumns(280, 2), row, qty))
	}
	list.Add(container.New(widgets.NewColumns(280, 2), p.carrier, p.waybill))
	button := widget.NewButton(view.Command(p.site.Desk.Catalog, "sales.ship"), p.send)
	button.Importance = widget.HighImportance
	if p.busy {
		button.Disable()
	}
	if p.ship.Complete() {
		list.Add(widgets.NewActions(button))
		return widgets.NewPanel(linesWord.Text(), list)
	}
	rest := widget.NewRadioGroup([]string{restLater.Text(), restDrop.Text()}, func(chosen string) { p.ship.Close = chosen == restDrop.Text() })
	rest.Horizontal, rest.Required = true, true
	rest.SetSelected(restLater.Text())
	if p.ship.Close {
		rest.SetSelected(restDrop.Text())
	}
	list.Add(container.NewHBox(widget.NewLabel(shipLess.Text()), rest))
	list.Add(widgets.NewActions(button))
	return widgets.NewPanel(linesWord.Text(), list)
}

func (p *deliveryPage) lineBadges(d *warehouse.Delivery, i int) []widgets.LineBadge {
	if !p.ship.Counting() {
		return nil
	}
	if p.ship.Qty(i) == d.Lines[i].Qty {
		return []widgets.LineBadge{{Text: "✓ " + view.Qty(p.ship.Qty(i), d.Lines[i].Unit), Tone: widgets.Good}}
	}
	return []widgets.LineBadge{{Text: view.Qty(p.ship.Qty(i), "") + " / " + view.Qty(d.Lines[i].Qty, d.Lines[i].Unit), Tone: widgets.Caution}}
}

func lineDetail(l warehouse.Line) string {
	shelf, free := "", ""
	if l.Shelf != "" {
		shelf = shelfWord.Text(l.Shelf)
	}
	if l.Gift {
		free = gift.Text()
	}
	return view.Join(l.Spec, shelf, free)
}

func shippedLines(d *warehouse.Delivery) fyne.CanvasObject {
	list := widgets.NewStacked()
	for _, l := range d.Lines {
		line := widgets.Line{Title: view.Join(l.Code, l.Name), Detail: lineDetail(l), Figure: went.Text(view.Qty(l.Shipped, l.Unit))}
		if l.Shipped == 0 {
			line.Figure = toGo.Text(view.Qty(l.Qty, l.Unit))
		}
		if l.Returned != 0 {
			line.Under = cameBack.Text(view.Qty(l.Returned, l.Unit))
		}
		list.Add(widgets.NewLineRow(line, nil))
	}
	return widgets.NewPanel(linesWord.Text(), list)
}

func trail(events []warehouse.Event) fyne.CanvasObject {
	list := widgets.NewStacked()
	for _, e := range events {
		list.Add(widgets.NewLineRow(widgets.Line{Title: e.What, Detail: view.Join(e.Who, e.Note), Under: e.When}, nil))
	}
	return widgets.NewPanel(trailWord.Text(), list)
}

// scanned counts a product up; the delivery's own number ships what is complete.
func (p *deliveryPage) scanned(code string) {
	d, ok := p.Model()
	if !ok || !d.MayShip {
		return
	}
	if p.ship.Again(code) {
		p.send()
		return
	}
	_, err := p.ship.Scan(code)
	p.trouble.Set(view.Explain(err), nil)
	p.Redraw()
	p.scan.Focus()
}

// send ships.
func (p *deliveryPage) send() {
	d, ok := p.Model()
	if !ok || p.busy || !d.MayShip {
		return
	}
	p.ship.Carrier, p.ship.Waybill = p.carrier.Text(), p.waybill.Text()
	p.act(func() error { return p.ship.Ship(p.site.Desk) }, gone.Text(d.Row.Number))
}

func (p *deliveryPage) sign() {
	if by := p.signer.Text(); !p.busy {
		p.act(func() error { return warehouse.Sign(p.site.Desk, p.id, by) }, common.Done.Text())
	}
}

// act runs a command and says how it went.
func (p *deliveryPage) act(work func() error, done string) {
	p.busy = true
	p.site.Do(work, func(err error) {
		p.busy = false
		p.trouble.Set(view.Explain(err), nil)
		if err == nil {
			p.site.Toast(done)
			p.Reload()
		}
	})
}
