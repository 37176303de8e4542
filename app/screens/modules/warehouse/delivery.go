package warehouse

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
)

var (
	linesWord = i18n.Define("warehouse.lines", "明细", "Lines")
	gone      = i18n.Define("warehouse.done.ship", "{0} 已出库", "{0} has been shipped")
	shelfWord = i18n.Define("warehouse.shelf", "货位 {0}", "Shelf {0}")
	askRest   = i18n.Define("warehouse.rest.ask", "还差 {0} {1}。再扫一次单号：先发已扫的，其余以后再发", "{0}: {1} missing. Scan the number again to ship what is scanned and the rest later")
	resumed   = i18n.Define("warehouse.resumed", "接着上次的点数：本机保留了已点的数量", "Going on where you left: this device has kept what was counted")
	countAnew = i18n.Define("warehouse.anew", "重新点数", "Count anew")
	countKept = i18n.Define("warehouse.count.kept", "{0} 已点的数量保留在本机，再打开时接着点", "What is counted of {0} is kept on this device until you come back")
	thisOne   = i18n.Define("warehouse.this", "{0} 就是这张单：扫商品开始点数，或按「出库」全部发出", "{0} is this one: scan its goods, or ship all of it with the button")
	otherOne  = i18n.Define("warehouse.other", "{0}（{1}）是另一张出库单。先发完或放下这一张；已点的数量会保留", "{0} ({1}) is another delivery. Ship this one first, or put it aside: what is counted is kept")
	pickOther = i18n.Define("warehouse.other.do", "放下，去拣那一张", "Put aside, pick that one")
	scanNext  = i18n.Define("warehouse.next", "扫下一张单号继续", "scan the next number to go on")
	gift      = i18n.Define("warehouse.gift", "赠品", "Gift")
)

// deliveryPage is one delivery for who ships it: while it is to be shipped a place to count,
// then the page that every delivery has, with the scanner still at hand.
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
	own     *common.Own     // fields of the company's own, while it is to be shipped
	whole   nav.Page        // that every delivery has, once there is nothing to count
	body    *fyne.Container // one of both
	content fyne.CanvasObject
	top     *fyne.Container // the scanner's field and what it heard, always in sight
	foot    *fyne.Container // the button
	ship    *widgets.Button // it
	busy    bool
	kept    *common.Unfinished[warehouse.Kept]
	shipped bool     // it has just been shipped; what is shown is from before
	codes   []string // scanned while it works
}

func newDelivery(site *common.Site, id kernel.ID) *deliveryPage {
	p := &deliveryPage{site: site, id: id, kept: common.NewUnfinished[warehouse.Kept](site, RouteDelivery, id.String()), trouble: common.NewTroublePanel(), heard: widgets.NewBanner(), top: widgets.NewStacked(), foot: widgets.NewStacked(), body: container.NewStack()}
	label := func(field string) string { return view.Label(site.Desk.Catalog, sales.Deliveries.Name(), field) }
	p.scan = widgets.NewScanField(site.Dispatcher, widgets.ScanConfig{OnScan: p.scanned, OnSave: p.send, OnEmpty: func() {
		if p.count != nil && len(p.count.qty) > 0 {
			p.count.qty[0].Focus()
		}
	}})
	p.carrier, p.waybill = widgets.NewField("carrier", label("carrier")), widgets.NewField("waybill", label("waybill"))
	p.carrier.OnChanged, p.waybill.OnChanged = func(string) { p.keep() }, func(string) { p.keep() }
	p.left = common.NewDay(site, "sales.ship", "date")
	p.carrier.Bind(p.waybill.Focus, p.send)
	p.waybill.Bind(p.left.Focus, p.send)
	p.left.Bind(p.scan.Focus, p.send)
	p.Page = common.NewPage(site, common.Spec[*warehouse.Delivery]{
		Title: func() string { return view.Entity(site.Desk.Catalog, sales.Deliveries.Name()) },
		Load:  warehouse.LoadDelivery(id), Show: p.show, Trouble: p.trouble, Begin: func(*warehouse.Delivery) { p.begin() },
		Of: []string{sales.Deliveries.Name(), sales.DeliveryLines.Name(), flow.ProcessEvents.Name()},
	})
	if p.scans() {
		p.top.Objects = []fyne.CanvasObject{p.scan, p.heard}
	}
	if p.whole == nil {
		p.body.Objects = []fyne.CanvasObject{p.Page.Content()}
	}
	p.content = widgets.NewBorder(p.top, p.foot, nil, nil, p.body)
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
	p.rest()
}

// Start implements nav.Starter: what is scanned while the page loads waits for it.
func (p *deliveryPage) Start() { p.begin() }

func (p *deliveryPage) show(d *warehouse.Delivery) fyne.CanvasObject {
	if d.MayShip {
		p.follow(d)
		p.counts()
		p.top.Objects, p.foot.Objects = []fyne.CanvasObject{p.scan, p.heard}, []fyne.CanvasObject{p.bar(d)}
		p.top.Refresh()
		p.foot.Refresh()
		return widgets.NewSections(widgets.NewPanel("", p.head(d)), p.counting(), record.Behind(p.site, sales.Deliveries.Name(), p.id))
	}
	p.shipped = false
	p.kept.Keep(warehouse.Kept{}, false)
	p.top.Objects = nil
	if p.scans() {
		p.top.Objects = []fyne.CanvasObject{p.scan, p.heard}
	}
	p.top.Refresh()
	p.foot.RemoveAll()
	p.read()
	return widgets.NewStacked()
}

// read shows the page that every delivery has: there is nothing to count on it.
func (p *deliveryPage) read() {
	if p.whole == nil {
		p.whole = record.PageOf(p.site, sales.Deliveries.Name(), p.id)
		p.body.Objects = []fyne.CanvasObject{p.whole.Content()}
		p.body.Refresh()
	}
}

// counts shows the place to count again, of a delivery that was read.
func (p *deliveryPage) counts() {
	if p.whole != nil {
		p.whole.Dispose()
		p.whole = nil
		p.body.Objects = []fyne.CanvasObject{p.Page.Content()}
		p.body.Refresh()
	}
}

// Dispose implements nav.Page.
func (p *deliveryPage) Dispose() {
	if p.whole != nil {
		p.whole.Dispose()
	}
	p.Page.Dispose()
}

// follow goes on counting a delivery that was read anew.
func (p *deliveryPage) follow(d *warehouse.Delivery) {
	switch {
	case p.count == nil:
		ship := warehouse.NewShipping(d)
		ship.Carrier, ship.Waybill = d.Row.Carrier, d.Row.Waybill
		if kept, was := p.kept.Was(); was {
			ship.Resume(kept)
			p.heard.Set(widgets.Info, resumed.Text(), countAnew.Text(), p.anew)
		}
		p.own = common.OwnFields(p.site, d.Inputs)
		p.carrier.SetText(ship.Carrier)
		p.waybill.SetText(ship.Waybill)
		p.count = p.counter(d, ship)
	case p.count.same(d):
		p.count.ship.Follow(d)
		p.count.d = d
	default:
		p.count.ship.Follow(d)
		p.count = p.counter(d, p.count.ship)
	}
}

func (p *deliveryPage) counter(d *warehouse.Delivery, ship *warehouse.Shipping) *counter {
	return newCounter(d, ship, p.scan.Focus, p.send, p.scanned, p.keep)
}

// keep keeps what is counted on the device, where it outlives the page.
func (p *deliveryPage) keep() {
	if p.count == nil || p.shipped {
		return
	}
	ship := p.count.ship
	ship.Carrier, ship.Waybill = p.carrier.Text(), p.waybill.Text()
	kept, begun := ship.Keep()
	p.kept.Keep(kept, begun)
}

// anew forgets what was counted.
func (p *deliveryPage) anew() {
	d, ok := p.Model()
	if !ok || p.busy {
		return
	}
	p.heard.Hide()
	p.count = p.counter(d, warehouse.NewShipping(d))
	p.Redraw()
	p.scan.Focus()
}

// Leave implements nav.Leaver: what was counted is kept, and said to be.
func (p *deliveryPage) Leave(proceed func()) {
	proceed()
	if p.count != nil && !p.shipped && p.count.ship.Begun() {
		if d, ok := p.Model(); ok && d.MayShip {
			p.site.Toast(countKept.Text(d.Row.Number))
		}
	}
}

func (p *deliveryPage) head(d *warehouse.Delivery) fyne.CanvasObject {
	badges := []view.Badge{d.State, d.Sync}
	if d.Row.Rank == 0 && d.MayShip {
		badges = append([]view.Badge{{Text: warehouse.Urgent.Text(), Tone: view.Alert}}, badges...)
	}
	if d.Late {
		badges = append(badges, view.Badge{Text: warehouse.Overdue.Text(), Tone: view.Alert})
	}
	return common.Head(widgets.Line{Title: d.Row.Name, Detail: view.Join(d.Row.Number, d.Row.OrderNo), Figure: d.Total}, nil, badges...)
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
	p.ship = widgets.NewButton(view.Command(p.site.Desk.Catalog, "sales.ship"), p.send)
	p.ship.Importance = widget.HighImportance
	p.work(p.busy)
	return widgets.NewBar(d.Row.Number, p.ship)
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
	if !ok || p.busy || p.shipped || !d.MayShip || !p.Check() {
		return
	}
	ship := p.count.ship
	ship.Carrier, ship.Waybill, ship.Date, ship.Own = p.carrier.Text(), p.waybill.Text(), common.DayOf(p.left), p.own.Custom()
	p.act(func() error { return ship.Ship(p.site.Desk) }, gone.Text(d.Row.Number), func() {
		p.shipped = true
		p.work(false)
		p.kept.Keep(warehouse.Kept{}, false)
		p.say(widgets.Good, view.Join(gone.Text(d.Row.Number), scanNext.Text()))
		p.scan.Focus()
	})
}

// act runs a command and says how it went.
func (p *deliveryPage) act(work func() error, done string, then func()) {
	p.work(true)
	p.site.Do(work, func(err error) {
		p.work(false)
		p.trouble.Set(view.Explain(err), nil)
		if err != nil {
			beep()
			p.begin() // the button had the keyboard, and is off
			p.rest()
			return
		}
		then()
		p.site.Toast(done)
		p.Reload()
		p.rest()
	})
}
