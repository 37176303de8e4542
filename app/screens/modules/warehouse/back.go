package warehouse

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

var (
	returnOf   = i18n.Define("warehouse.return.of", "最多可退 {0}", "At most {0}")
	returnNow  = i18n.Define("warehouse.return", "销售退货…", "Goods come back…")
	returnWord = i18n.Define("warehouse.return.word", "销售退货", "Sales return")
	scanSent   = i18n.Define("warehouse.return.scan", "先扫出库单号或选单，再扫退回的商品", "Scan the delivery's number or choose it, then scan what came back")
	allBack    = i18n.Define("warehouse.return.none", "这张单的货已全部退回", "Everything of this delivery has come back already")
	notLeft    = i18n.Define("warehouse.return.notleft", "还没有出库，没有可退的货", "Nothing has left yet, so nothing can come back")
	neverLeft  = i18n.Define("warehouse.return.void", "这张单已作废，没有可退的货", "This delivery is void, so nothing can come back")
	thisSent   = i18n.Define("warehouse.return.this", "{0} 就是这张单：扫退回的商品", "{0} is this one: scan what came back")
	otherSent  = i18n.Define("warehouse.return.other", "{0} 是另一张单，已填的退货数量还没有保存", "{0} is another delivery; what is filled in here is not saved yet")
	takeOther  = i18n.Define("warehouse.return.other.do", "放弃，改退那一张", "Drop it, take that one")
	badSize    = i18n.Define("warehouse.why.size", "尺寸或颜色不对", "Wrong size or colour")
	broken     = i18n.Define("warehouse.why.broken", "运输破损", "Broken on the way")
	faulty     = i18n.Define("warehouse.why.faulty", "质量问题", "Faulty")
	wrongGoods = i18n.Define("warehouse.why.wrong", "发错货", "Wrong goods sent")
	unwanted   = i18n.Define("warehouse.why.unwanted", "客户不要了", "No longer wanted")
)

// returnPage takes goods back: the delivery by its number, what came back by
// scanner or keyboard, where to and why.
type returnPage struct {
	nav.Head
	site     *common.Site
	back     warehouse.Back
	delivery *warehouse.Delivery
	page     *widgets.FormPage
	which    *widgets.PickerField[warehouse.Named]
	into     *widgets.PickerField[warehouse.Named]
	date     *widgets.DateField
	reason   *widgets.Reasons
	scan     *widgets.ScanField
	heard    *widgets.Banner
	trouble  *common.TroublePanel
	lines    *fyne.Container
	own      *common.Own
	qty      map[kernel.ID]*widgets.NumberField
	saved    bool
	kept     *common.Unfinished[keptBack]
	about    kernel.ID // the delivery of its route
}

// keptBack is what the page keeps of goods that were counted and not sent.
type keptBack struct {
	Back warehouse.Back
	Into warehouse.Named
	Own  map[string]string
}

func newReturn(site *common.Site, id kernel.ID) nav.Page {
	label := func(field string) string { return view.Label(site.Desk.Catalog, sales.Returns.Name(), field) }
	p := &returnPage{
		site: site, trouble: common.NewTroublePanel(), heard: widgets.NewBanner(), lines: widgets.NewStacked(),
		about: id, kept: common.NewUnfinished[keptBack](site, RouteReturn, id.String()),
		reason: widgets.NewReasons("reason", label("reason"), wrongGoods.Text(), broken.Text(), faulty.Text(), badSize.Text(), unwanted.Text()),
	}
	p.page = widgets.NewFormPage(view.Command(site.Desk.Catalog, "sales.return"), p.save)
	p.scan = widgets.NewScanField(site.Dispatcher, widgets.ScanConfig{OnScan: p.scanned, OnSave: p.page.Save, OnEmpty: p.which0})
	p.which = widgets.NewPickerField(site.Dispatcher, "delivery", label("delivery"), widgets.PickerConfig[warehouse.Named]{
		Search: warehouse.Sent(site.Desk), Title: named, Detail: func(n warehouse.Named) string { return n.Detail },
		OnPicked: func(n warehouse.Named) { p.choose(n.ID) },
	})
	p.which.SetRequired(true)
	p.into = placePicker(site, "into", label("into"))
	p.page.AddScan(p.scan)
	p.page.AddObject(p.heard)
	p.page.AddFoot(p.trouble)
	p.date = common.NewDay(site, "sales.return", "date")
	p.page.Add(p.which, p.into, p.date)
	p.page.AddObject(p.lines)
	p.page.AddObject(p.reason.Object())
	was, begun := p.kept.Was()
	p.own = common.AddOwnFrom(site, p.page, "sales.return", was.Own)
	if loose := site.Door(noOrder.Text(), RouteLoose, ""); loose != nil {
		p.page.AddObject(widgets.NewActions(loose))
	} else {
		p.page.AddObject(widgets.NewNote(askFinance.Text(), widgets.Quiet))
	}
	p.say(widgets.Info, scanSent.Text())
	switch {
	case begun:
		p.goOn(was)
	case !id.IsZero():
		p.choose(id)
	}
	return p
}

// goOn goes on with what was left before it was sent.
func (p *returnPage) goOn(was keptBack) {
	p.choose(was.Back.Delivery)
	if p.delivery == nil {
		return // it is on the device no more
	}
	for line, qty := range was.Back.Qty {
		if f := p.qty[line]; f != nil {
			p.back.Qty[line] = qty
			f.SetValue(int64(qty))
		}
	}
	if !was.Into.ID.IsZero() {
		p.into.SetPicked(was.Into)
	}
	if was.Back.Date != 0 {
		p.date.SetDate(common.Calendar(was.Back.Date))
	}
	p.reason.Field.SetText(was.Back.Reason)
	p.site.GoesOn(p.heard, func() {
		p.kept.Done()
		p.site.Router.Replace(nav.Route{Name: RouteReturn, ID: p.about.String()})
	})
}

// keep keeps what was counted, which outlives the page.
func (p *returnPage) keep() {
	if p.own == nil || p.saved {
		return // it is being built, or is sent
	}
	p.read()
	was := keptBack{Back: p.back, Own: p.own.Texts()}
	was.Into, _ = p.into.Picked()
	p.kept.Keep(was, len(p.back.Qty) > 0)
}

// read puts what is on the form into the model.
func (p *returnPage) read() {
	into, _ := p.into.Picked()
	p.back.Into, p.back.Date, p.back.Reason, p.back.Own = into.ID, common.DayOf(p.date), p.reason.Field.Text(), p.own.Custom()
}

// Start implements nav.Starter.
func (p *returnPage) Start() { p.scan.Focus() }

// which0 is where the keyboard goes from the scanner.
func (p *returnPage) which0() {
	if p.delivery != nil {
		for _, l := range p.delivery.Lines {
			if f := p.qty[l.ID]; f != nil {
				f.Focus()
				return
			}
		}
	}
	p.which.Focus()
}

func (p *returnPage) say(tone widgets.Tone, text string) { p.heard.Set(tone, text, "", nil) }

// choose takes a delivery and shows what of it can come back.
func (p *returnPage) choose(id kernel.ID) {
	d, err := view.Load(p.site.Desk, warehouse.LoadDelivery(id))
	p.trouble.Set(view.Explain(err), nil)
	if err != nil {
		return
	}
	p.delivery = d
	p.back = warehouse.Back{Delivery: id, Qty: map[kernel.ID]kernel.Qty{}}
	p.which.SetPicked(warehouse.Named{ID: id, Name: view.Join(d.Row.Number, d.Row.Name)})
	p.into.SetPicked(warehouse.Named{ID: d.Row.From.ID(), Name: d.Place})
	p.heard.Hide()
	p.draw()
}

func (p *returnPage) draw() {
	p.qty = map[kernel.ID]*widgets.NumberField{}
	list := widgets.NewStacked()
	var boxes []*widgets.NumberField
	for _, l := range p.delivery.Lines {
		if l.Rest() <= 0 {
			continue
		}
		qty := widgets.NewQtyField("qty", returnOf.Text(view.Qty(l.Rest(), l.Unit)))
		qty.SetUnit(l.Unit)
		qty.OnCode = p.scanned
		qty.OnChanged = func(v int64) {
			p.back.Qty[l.ID] = kernel.Qty(v)
			p.keep()
		}
		p.qty[l.ID] = qty
		boxes = append(boxes, qty)
		row := widgets.NewLineRow(widgets.Line{Title: view.Join(l.Code, l.Name), Detail: lineDetail(l)}, nil)
		list.Add(container.New(widgets.NewColumns(280, 2), row, qty))
	}
	for i, f := range boxes {
		next := p.reason.Field.Focus
		if i+1 < len(boxes) {
			next = boxes[i+1].Focus
		}
		f.Bind(next, p.page.Save)
	}
	p.reason.Field.Bind(p.page.Save, p.page.Save)
	list.Add(p.site.NewAge())
	if len(boxes) == 0 {
		list.Add(widgets.NewNote(whyNone(p.delivery.Row), widgets.Caution))
	}
	p.lines.RemoveAll()
	p.lines.Add(widgets.NewPanel(linesWord.Text(), list))
	p.lines.Refresh()
}

// whyNone says why nothing of a delivery can come back.
func whyNone(d *sales.Delivery) string {
	switch {
	case d.State == sales.Void:
		return neverLeft.Text()
	case !d.Gone():
		return notLeft.Text()
	}
	return allBack.Text()
}

// scanned takes the number of a delivery, or goods of the one that is chosen.
func (p *returnPage) scanned(code string) {
	if p.delivery != nil {
		line, err := p.back.Scan(code, p.delivery.Lines)
		if err == nil {
			l := p.delivery.Lines[line]
			p.qty[l.ID].SetValue(int64(p.back.Qty[l.ID]))
			p.say(widgets.Good, view.Join(l.Code, l.Name, view.Qty(p.back.Qty[l.ID], l.Unit)))
			return
		}
		if !errors.Is(err, warehouse.NoProduct.With()) {
			unheard(p.site, p.heard, code, err, nil)
			return
		}
	}
	found, err := warehouse.FindSent(p.site.Desk, code)
	switch {
	case err == nil && p.delivery != nil && found.ID == p.delivery.Row.ID:
		p.say(widgets.Info, thisSent.Text(code))
		return
	case err == nil && len(p.back.Qty) > 0:
		beep()
		p.heard.Set(widgets.Caution, otherSent.Text(found.Name), takeOther.Text(), func() { p.choose(found.ID) })
		return
	case err == nil:
		p.choose(found.ID)
		return
	}
	if p.delivery != nil {
		err = warehouse.Wrong(p.site.Desk, code)
	}
	unheard(p.site, p.heard, code, err, func() {
		if p.delivery != nil {
			p.choose(p.delivery.Row.ID)
		}
		p.scanned(code)
	})
}

func (p *returnPage) save() {
	if p.delivery == nil {
		return
	}
	p.read()
	p.page.SetBusy(true)
	p.site.Do(func() error { return p.back.Send(p.site.Desk, p.delivery.Lines) }, func(err error) {
		p.page.SetBusy(false)
		p.trouble.Set(view.Explain(err), nil)
		if err != nil {
			beep()
			p.scan.Focus() // the button had the keyboard, and was off
			return
		}
		p.saved = true
		p.kept.Done()
		p.site.Toast(p.site.Did("sales.return"))
		p.site.Router.Replace(nav.Route{Name: RouteDelivery, ID: p.delivery.Row.ID.String()})
	})
}

// Leave implements nav.Leaver: what was counted is kept, and said to be.
func (p *returnPage) Leave(proceed func()) {
	p.keep()
	p.site.Leaves(!p.saved && len(p.back.Qty) > 0, proceed)
}

// Title implements nav.Page.
func (p *returnPage) Title() string { return returnWord.Text() }

// Content implements nav.Page.
func (p *returnPage) Content() fyne.CanvasObject { return p.page }

// Dispose implements nav.Page.
func (p *returnPage) Dispose() {}
