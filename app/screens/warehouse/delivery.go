package warehouse

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/sales"
)

var (
	went      = i18n.Define("warehouse.went", "已发 {0}", "{0} shipped")
	cameBack  = i18n.Define("warehouse.back", "已退 {0}", "{0} returned")
	linesWord = i18n.Define("warehouse.lines", "明细", "Lines")
	gone      = i18n.Define("warehouse.done.ship", "{0} 已出库", "{0} has been shipped")
	shelfWord = i18n.Define("warehouse.shelf", "货位 {0}", "Shelf {0}")
	askRest   = i18n.Define("warehouse.rest.ask", "还差 {0} {1}。再扫一次单号：先发已扫的，其余以后再发", "{0}: {1} missing. Scan the number again to ship what is scanned and the rest later")
	scanNext  = i18n.Define("warehouse.next", "扫下一张单号继续", "scan the next number to go on")
	gift      = i18n.Define("warehouse.gift", "赠品", "Gift")
)

// deliveryPage is one delivery: while it is to be shipped a place to count, then to
// let sign, then to take goods back.
type deliveryPage struct {
	*common.Page[*warehouse.Delivery]
	site    *common.Site
	id      kernel.ID
	count   *counter
	heard   *widgets.Banner // what the last scan did
	trouble *common.TroublePanel
	scan    *widgets.ScanField
	carrier *widgets.Field
	waybill *widgets.Field
	left    *widgets.DateField
	signer  *widgets.Field
	own     *common.Own // fields of the company's own, while it is to be shipped
	content fyne.CanvasObject
	top     *fyne.Container // the scanner's field and what it heard, always in sight
	foot    *fyne.Container // the button
	busy    bool
}

func newDelivery(site *common.Site, id kernel.ID) *deliveryPage {
	p := &deliveryPage{site: site, id: id, trouble: common.NewTroublePanel(), heard: widgets.NewBanner(), top: widgets.NewStacked(), foot: widgets.NewStacked()}
	label := func(field string) string { return view.Label(site.Desk.Catalog, sales.Deliveries.Name(), field) }
	p.scan = widgets.NewScanField(site.Dispatcher, widgets.ScanConfig{OnScan: p.scanned, OnSave: p.send, OnEmpty: func() {
		if p.count != nil && len(p.count.qty) > 0 {
			p.count.qty[0].Focus()
		}
	}})
	p.carrier, p.waybill = widgets.NewField("carrier", label("carrier")), widgets.NewField("waybill", label("waybill"))
	p.signer = widgets.NewField("signed_by", label("signed_by"))
	p.signer.SetRequired(true)
	p.left = common.NewDay(site, "sales.ship", "date")
	p.carrier.Bind(p.waybill.Focus, p.send)
	p.waybill.Bind(p.left.Focus, p.send)
	p.left.Bind(p.scan.Focus, p.send)
	p.signer.Bind(p.sign, p.sign)
	p.Page = common.NewPage(site, common.Spec[*warehouse.Delivery]{
		Title: func() string { return view.Entity(site.Desk.Catalog, sales.Deliveries.Name()) },
		Load:  warehouse.LoadDelivery(site.Desk, id), Show: p.show, Trouble: p.trouble, Begin: func(*warehouse.Delivery) { p.begin() },
		Of: []string{sales.Deliveries.Name(), sales.DeliveryLines.Name()},
	})
	p.content = widgets.NewBorder(p.top, p.foot, nil, nil, p.Page.Content())
	return p
}

// Content implements nav.Page.
func (p *deliveryPage) Content() fyne.CanvasObject { return p.content }

// scans tells whether the person ships, and goes from one delivery to the next by its
// number; who only reads one has nothing to scan.
func (p *deliveryPage) scans() bool { return p.site.May("sales.ship") }

func (p *deliveryPage) begin() {
	if p.scans() {
		p.scan.Focus()
	}
}

func (p *deliveryPage) show(d *warehouse.Delivery) fyne.CanvasObject {
	if d.MayShip {
		p.follow(d)
		p.top.Objects, p.foot.Objects = []fyne.CanvasObject{p.scan, p.heard}, []fyne.CanvasObject{p.bar(d)}
		p.top.Refresh()
		p.foot.Refresh()
		parts := []fyne.CanvasObject{widgets.NewPanel("", p.head(d)), p.counting(), widgets.NewPanel("", p.facts(d))}
		return widgets.NewSections(append(parts, common.Trail(d.Trail)...)...)
	}
	p.top.Objects = nil
	if p.scans() {
		p.top.Objects = []fyne.CanvasObject{p.scan, p.heard}
	}
	p.top.Refresh()
	p.foot.RemoveAll()
	parts := []fyne.CanvasObject{widgets.NewPanel("", p.head(d), p.facts(d)), p.shippedLines(d)}
	if d.MaySign {
		button := widgets.NewButton(view.Command(p.site.Desk.Catalog, "sales.delivery.sign"), p.sign)
		button.Importance = widget.HighImportance
		parts = append(parts, widgets.NewPanel("", p.signer, widgets.NewActions(button)))
	}
	parts = append(parts, p.site.Chain(d.Chain)...)
	return widgets.NewSections(append(parts, common.Trail(d.Trail)...)...)
}

// follow goes on counting a delivery that was read anew.
func (p *deliveryPage) follow(d *warehouse.Delivery) {
	switch {
	case p.count == nil:
		p.count = newCounter(d, warehouse.NewShipping(d), p.scan.Focus, p.send, p.scanned)
		p.own = common.OwnFields(p.site, d.Inputs)
		p.carrier.SetText(d.Row.Carrier)
		p.waybill.SetText(d.Row.Waybill)
	case p.count.same(d):
		p.count.ship.Follow(d)
		p.count.d = d
	default:
		p.count.ship.Follow(d)
		p.count = newCounter(d, p.count.ship, p.scan.Focus, p.send, p.scanned)
	}
}

func (p *deliveryPage) head(d *warehouse.Delivery) fyne.CanvasObject {
	badges := []view.Badge{d.State, d.Sync}
	if d.Row.Rank == 0 && d.MayShip {
		badges = append([]view.Badge{{Text: warehouse.Urgent.Text(), Tone: view.Alert}}, badges...)
	}
	return common.Head(widgets.Line{Title: d.Row.Name, Detail: view.Join(d.Row.Number, d.Row.OrderNo), Figure: d.Total}, nil, badges...)
}

// facts are where the goods go and what came of it.
func (p *deliveryPage) facts(d *warehouse.Delivery) fyne.CanvasObject {
	c, row := p.site.Desk.Catalog, d.Row
	label := func(field string) string { return view.Label(c, sales.Deliveries.Name(), field) }
	own := common.OwnFacts(d.Own)
	if d.MayShip { // they are filled in above
		own = nil
	}
	return widgets.NewFacts(append([]widgets.Fact{
		{Label: label("from"), Value: d.Place},
		{Label: label("due"), Value: view.Date(row.Due)},
		{Label: label("way"), Value: view.Choice(c, sales.Deliveries.Name(), "way", string(row.Way))},
		{Label: label("contact"), Value: view.Join(row.Contact, row.Phone)},
		{Label: label("address"), Value: row.Address},
		{Label: label("left"), Value: view.Date(row.Left)},
		{Label: label("carrier"), Value: view.Join(row.Carrier, row.Waybill)},
		{Label: label("signed_by"), Value: row.SignedBy},
		{Label: label("note"), Value: row.Note},
	}, own...)...)
}

// counting is the lines with what is to leave.
func (p *deliveryPage) counting() fyne.CanvasObject {
	fields := container.New(widgets.NewColumns(280, 3), p.carrier, p.waybill, p.left)
	for _, f := range p.own.All {
		fields.Add(f)
	}
	return widgets.NewPanel(linesWord.Text(), p.count.lines, fields)
}

// bar is the button below the page, and who is waiting.
func (p *deliveryPage) bar(d *warehouse.Delivery) fyne.CanvasObject {
	button := widgets.NewButton(view.Command(p.site.Desk.Catalog, "sales.ship"), p.send)
	button.Importance = widget.HighImportance
	if p.busy {
		button.Disable()
	}
	return widgets.NewBar(d.Row.Number, button)
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

func (p *deliveryPage) shippedLines(d *warehouse.Delivery) fyne.CanvasObject {
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
	if !d.MayReturn {
		return widgets.NewPanel(linesWord.Text(), list)
	}
	back := widgets.NewButton(returnNow.Text(), func() { p.site.Go(RouteReturn, p.id.String()) })
	return widgets.NewPanel(linesWord.Text(), list, widgets.NewActions(back))
}

// scanned counts a product up; the delivery's own number ships what is complete, and
// scanned twice what is not.
func (p *deliveryPage) scanned(code string) {
	d, ok := p.Model()
	if !ok || p.busy {
		return
	}
	if !d.MayShip {
		p.next(code)
		return
	}
	ship := p.count.ship
	switch ship.Number(code) {
	case warehouse.ShipsNow:
		p.send()
		return
	case warehouse.AsksFirst:
		line, qty := ship.Missing()
		p.say(widgets.Caution, askRest.Text(view.Join(d.Lines[line].Code, d.Lines[line].Name), view.Qty(qty, d.Lines[line].Unit)))
		return
	}
	begins := !ship.Counting()
	line, err := ship.Scan(code)
	if errors.Is(err, warehouse.NoProduct.With()) {
		err = warehouse.Wrong(p.site.Desk, code)
	}
	if err != nil {
		unheard(p.site, p.heard, code, err, func() { p.rescan(code) })
		p.scan.Focus()
		return
	}
	if begins {
		p.pick(d)
	}
	l := d.Lines[line]
	p.say(widgets.Good, view.Join(l.Code, l.Name, view.QtyOf(ship.Qty(line), l.Qty, l.Unit)))
	p.count.write()
	p.scan.Focus()
}

// next opens another delivery in place of one that has left, so that a storekeeper
// goes from one to the next with the scanner in his hand.
func (p *deliveryPage) next(code string) {
	var found kernel.ID
	p.site.Do(func() (err error) {
		found, err = warehouse.Find(p.site.Desk, code)
		return err
	}, func(err error) {
		if err != nil {
			unheard(p.site, p.heard, code, err, func() { p.next(code) })
			return
		}
		p.site.Router.Replace(nav.Route{Name: RouteDelivery, ID: found.String()})
	})
}

// rescan scans a code again that has just been bound to a product.
func (p *deliveryPage) rescan(code string) {
	d, err := view.Load(p.site.Desk, warehouse.LoadDelivery(p.site.Desk, p.id))
	if err == nil {
		p.follow(d)
		p.scanned(code)
	}
}

// say shows what the scan did.
func (p *deliveryPage) say(tone widgets.Tone, text string) { p.heard.Set(tone, text, "", nil) }

// pick tells the others that somebody is at it; whether that succeeds is not worth a
// word to who counts.
func (p *deliveryPage) pick(d *warehouse.Delivery) {
	p.site.Do(func() error { return warehouse.Pick(p.site.Desk, d) }, func(err error) {
		if err == nil {
			p.Reload()
		}
	})
}

// send ships.
func (p *deliveryPage) send() {
	d, ok := p.Model()
	if !ok || p.busy || !d.MayShip || !p.Check() {
		return
	}
	ship := p.count.ship
	ship.Carrier, ship.Waybill, ship.Date, ship.Own = p.carrier.Text(), p.waybill.Text(), common.DayOf(p.left), p.own.Custom()
	p.act(func() error { return ship.Ship(p.site.Desk) }, gone.Text(d.Row.Number), func() {
		p.say(widgets.Good, view.Join(gone.Text(d.Row.Number), scanNext.Text()))
		p.scan.Focus()
	})
}

func (p *deliveryPage) sign() {
	if by := p.signer.Text(); !p.busy && p.Check() {
		p.act(func() error { return warehouse.Sign(p.site.Desk, p.id, by) }, p.site.Did("sales.delivery.sign"), p.heard.Hide)
	}
}

// act runs a command and says how it went.
func (p *deliveryPage) act(work func() error, done string, then func()) {
	p.busy = true
	p.site.Do(work, func(err error) {
		p.busy = false
		p.trouble.Set(view.Explain(err), nil)
		if err != nil {
			beep()
			return
		}
		then()
		p.site.Toast(done)
		p.Reload()
	})
}
