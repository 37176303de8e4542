package sales

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	parties "heyi/app/view/modules/customers"
	model "heyi/app/view/modules/sales"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/party"
)

var (
	submit     = i18n.Define("draft.submit", "提交订单", "Submit order")
	keepDraft  = i18n.Define("draft.keep", "存为草稿", "Save as draft")
	draftSaved = i18n.Define("draft.saved", "草稿已保存", "Draft saved")
	submitted  = i18n.Define("draft.submitted", "订单已提交", "Order submitted")
	clearLines = i18n.Define("draft.clear", "清空商品", "Clear lines")
	usual      = i18n.Define("draft.usual", "已带出该客户常购的商品，可修改或清空", "Filled with what this customer usually takes; change or clear it")
	noUsual    = i18n.Define("draft.usual.none", "没有找到「{0}」常购的商品，已填的不变", "Nothing is known of what {0} usually takes; the lines stay as they are")
	allUsual   = i18n.Define("draft.usual.all", "该客户常购的商品都已在单上", "What this customer usually takes is on the order already")
	addedUsual = i18n.DefinePlural("draft.usual.added", "已加上 {0} 种常购商品", "{0} usual product has been added", "{0} usual products have been added")
	cleared    = i18n.Define("draft.cleared", "商品已清空", "The lines are cleared")
	useBasket  = i18n.Define("draft.basket", "带出常购商品", "Fill with the usual")
	more       = i18n.Define("draft.more", "交货与备注", "Delivery and remarks")
	linesWord  = i18n.Define("draft.lines", "商品", "Lines")
	customer   = i18n.Define("draft.who", "客户", "Customer")
	askedBuy   = i18n.Define("draft.bought", "已存为草稿，并已通知采购", "Saved as a draft; purchasing has been asked")
	goodsSum   = i18n.Define("draft.goods", "合计", "Goods")
	netSum     = i18n.Define("draft.net", "金额（不含税）", "Net")
	vatSum     = i18n.Define("draft.vat", "税额", "VAT")
	dealSum    = i18n.Define("draft.deal", "成交金额", "To pay")
	creditNow  = i18n.Define("draft.creditnow", "信用", "Credit")
	holdsAs    = i18n.Define("draft.holds", "提交后需要放行", "It will wait for a release")
	leaveDraft = i18n.Define("draft.leave", "放弃这张订单？", "Leave this order?")
	leaveText  = i18n.Define("draft.leave.text", "还没有保存，可以先存为草稿", "It is not saved; you can save it as a draft")
	leaveYes   = i18n.Define("draft.leave.yes", "放弃", "Leave")
)

// draftPage writes an order.
type draftPage struct {
	*common.Page[*model.Draft]
	site    *common.Site
	draft   *model.Draft
	judging *uithread.Loader[*model.Judgement]
	trouble *shortTrouble

	customer *widgets.PickerField[parties.Choice]
	scan     *widgets.ScanField
	grid     *widgets.LineGrid
	rows     []*lineRow
	note     *widgets.Banner // what was filled in by itself
	sums     *fyne.Container
	own      *common.Own // fields of the company's own
	discount *widgets.NumberField
	contact  *widgets.Field
	phone    *widgets.Field
	address  *widgets.Field
	buttons  []*widgets.Button
	spot     *widgets.Button // one of them
	onSpot   bool            // the page was opened to hand goods over
	foot     *widgets.Bar    // the total beside the buttons, always in sight
	stop     func()          // following stock and balances
	scroll   *widgets.PageScroll
	faults   *widgets.Faults // what is filled in wrongly, told above the buttons
	working  bool
	codes    []string // scanned while it works
	saved    bool
	touched  bool
	kept     *common.Unfinished[model.Kept] // of goods that are handed over now; nil for an order
	goesOn   bool                           // with what was kept
}

func newDraft(site *common.Site, customer, draft string) *draftPage {
	return openDraft(site, customer, draft, false)
}

func openDraft(site *common.Site, customer, draft string, onSpot bool) *draftPage {
	p := &draftPage{site: site, onSpot: onSpot, judging: uithread.NewLoader[*model.Judgement](site.Dispatcher), trouble: newShortTrouble(), stop: func() {}}
	if onSpot {
		p.kept = common.NewUnfinished[model.Kept](site, SpotRoute, customer)
	}
	who, wrong := parse(customer)
	which, wrongDraft := parse(draft)
	p.Page = common.NewPage(site, common.Spec[*model.Draft]{
		Ageless: true,
		Title: func() string {
			if p.onSpot {
				return view.Command(site.Desk.Catalog, handover)
			}
			if !which.IsZero() {
				return oldDraft.Text()
			}
			return newOrder.Text()
		},
		Load: func(r *view.Reader) (*model.Draft, error) {
			if wrong != nil || wrongDraft != nil {
				return nil, kernel.NotThere.With(kernel.Text("entity", view.Entity(r.Catalog, model.Entity)))
			}
			if p.onSpot {
				return p.loadSpot(r, who)
			}
			return startWithBasket(r, who, which)
		},
		Show: p.show, Begin: p.begin, Fixed: true, Once: true, Ended: func() {
			p.keepTyped()
			p.stop()
			p.judging.Cancel()
		},
	})
	return p
}

// begin puts the keyboard where the first thing is missing: the customer, then goods.
func (p *draftPage) begin(*model.Draft) {
	switch {
	case p.draft.Customer != nil:
		p.scan.Focus()
	case widgets.HasKeys():
		p.customer.Focus()
	}
}

// startWithBasket begins an order with what the customer usually takes.
func startWithBasket(r *view.Reader, customer, draft kernel.ID) (*model.Draft, error) {
	d, err := model.Start(r, customer, draft)
	if err != nil || !draft.IsZero() || customer.IsZero() {
		return d, err
	}
	d.Lines, err = d.Basket(r)
	return d, err
}

func (p *draftPage) show(d *model.Draft) fyne.CanvasObject {
	p.draft = d
	p.customer = customerPicker(p.site, customer.Text(), func(c parties.Choice) { p.choose(c.ID) })
	p.customer.SetRequired(true)
	if d.Customer != nil {
		p.customer.SetPicked(parties.Choice{ID: d.Customer.ID, Name: d.Customer.Name})
	}
	p.grid = widgets.NewLineGrid(p.columns())
	p.grid.Buttonless = true
	p.grid.Narrowest = 100 // three cells beside each other on a phone
	p.grid.OnAdd = func() widgets.LineCells {
		line := &model.Line{}
		p.draft.Lines = append(p.draft.Lines, line)
		return p.newRow(line)
	}
	p.grid.OnRemove = p.removed
	p.grid.OnSave = p.submit
	p.grid.OnOpened = func(cell fyne.CanvasObject) { p.scroll.Reveal(cell) }
	p.note = widgets.NewBanner()
	p.sums = widgets.NewStacked()
	switch {
	case p.goesOn:
		p.sayGoesOn()
	case len(d.Lines) > 0 && d.ID.IsZero():
		p.sayUsual()
	}
	p.fillLines()
	p.scan = widgets.NewScanField(p.site.Dispatcher, widgets.ScanConfig{OnScan: p.scanned})
	p.scroll = widgets.NewPageScroll(widgets.NewSections(
		p.trouble.table, widgets.NewPanel("", p.customer, p.note), widgets.NewPanel(linesWord.Text(), p.scan, p.grid, p.lineButtons()),
		widgets.NewPanel("", p.sums), p.deliveryPanel()))
	p.faults = widgets.NewFaults(func() []fyne.CanvasObject { return []fyne.CanvasObject{p.scroll} }, p.scroll.Reveal)
	bar := p.bar()
	p.judge()
	p.stop = p.site.Follow(p.judge, stock.Balances.Name(), party.Balances.Name())
	return widgets.NewBorder(nil, widgets.NewStacked(p.faults.Banner, p.trouble.panel, bar), nil, nil, p.scroll)
}

// sayUsual tells that lines were filled in, and takes them out again.
func (p *draftPage) sayUsual() { p.note.Set(widgets.Info, usual.Text(), clearLines.Text(), p.clear) }

// clear takes all lines out and begins anew, where goods are entered. What somebody has
// typed is a tap away.
func (p *draftPage) clear() {
	was := p.draft.Lines
	p.note.Hide()
	p.setLines(nil)
	p.scroll.ScrollTo(0)
	p.scan.Focus()
	if slices.ContainsFunc(was, (*model.Line).Begun) {
		p.note.Set(widgets.Info, cleared.Text(), i18n.Undo.Text(), func() {
			p.note.Hide()
			p.setLines(slices.Concat(was, p.begunLines()))
		})
	}
}

// setLines shows these lines and no others.
func (p *draftPage) setLines(list []*model.Line) {
	p.touch()
	p.draft.Lines = list
	p.fillLines()
	p.judge()
}

// begunLines are those in which something stands.
func (p *draftPage) begunLines() []*model.Line {
	return slices.DeleteFunc(slices.Clone(p.draft.Lines), func(l *model.Line) bool { return !l.Begun() })
}

func (p *draftPage) bar() fyne.CanvasObject {
	keep := widgets.NewButton(keepDraft.Text(), p.keep)
	send := widgets.NewButton(submit.Text(), p.submit)
	p.spotButton()
	main := send
	if p.onSpot {
		main = p.spot
	}
	main.Importance = widget.HighImportance
	p.buttons = []*widgets.Button{keep, p.spot, send}
	p.foot = widgets.NewBar("", keep, p.spot, send)
	return p.foot
}

func (p *draftPage) busy(on bool) {
	p.working = on
	for _, b := range p.buttons {
		if on {
			b.Disable()
		} else {
			b.Enable()
		}
	}
}

// fillLines draws the draft's lines anew.
func (p *draftPage) fillLines() {
	p.grid.Clear()
	p.rows = nil
	if len(p.draft.Lines) == 0 {
		p.draft.Lines = []*model.Line{{}}
	}
	for _, l := range p.draft.Lines {
		p.grid.Add(p.newRow(l))
	}
}

func (p *draftPage) removed(n int) {
	p.touch()
	p.draft.Lines = append(p.draft.Lines[:n:n], p.draft.Lines[n+1:]...)
	p.rows = append(p.rows[:n:n], p.rows[n+1:]...)
	p.judge()
}

// choose sets the customer; an order without lines takes what he usually takes.
func (p *draftPage) choose(id kernel.ID) {
	p.touch()
	empty := true
	for _, l := range p.draft.Lines {
		empty = empty && l.Good == nil
	}
	var usualLines []*model.Line
	p.work(func(r *view.Reader) (err error) {
		if err = p.draft.SetCustomer(r, id); err == nil && empty {
			usualLines, err = p.draft.Basket(r)
		}
		return err
	}, func() {
		p.receiver()
		switch {
		case len(usualLines) > 0:
			p.draft.Lines = usualLines
			p.sayUsual()
			p.fillLines()
		case !empty: // the prices are his now
			p.fillLines()
		}
		p.judge()
		p.scan.Focus()
	})
}

// basket adds what the customer usually takes and is not on the order yet; what stands
// there stays.
func (p *draftPage) basket() {
	if p.draft.Customer == nil {
		p.customer.SetError(i18n.ChooseField.Text(customer.Text()))
		p.scroll.Reveal(p.customer)
		p.customer.Focus()
		return
	}
	var found, more []*model.Line
	p.work(func(r *view.Reader) (err error) {
		found, err = p.draft.Basket(r)
		more = p.draft.Missing(found)
		return err
	}, func() {
		switch {
		case len(found) == 0:
			p.note.Set(widgets.Caution, noUsual.Text(p.draft.Customer.Name), "", nil)
		case len(more) == 0:
			p.note.Set(widgets.Info, allUsual.Text(), "", nil)
		default:
			p.setLines(append(p.begunLines(), more...))
			p.note.Set(widgets.Info, addedUsual.Text(len(more)), "", nil)
		}
		p.scroll.Reveal(p.note)
	})
}

// work reads beside the UI thread. Nothing else changes the draft meanwhile: the
// buttons are blocked.
func (p *draftPage) work(read func(*view.Reader) error, then func()) {
	p.attempt(read, func(err error) {
		p.tell(err, nil)
		if err == nil {
			then()
		}
	})
}

// attempt is work for those who look at the error themselves.
func (p *draftPage) attempt(read func(*view.Reader) error, done func(error)) {
	p.busy(true)
	p.site.Do(func() error { return p.site.Desk.Read(read) }, func(err error) {
		p.busy(false)
		done(err)
		p.rest()
	})
}

// judge works out the figures again.
func (p *draftPage) judge() {
	if p.touched {
		p.keepTyped()
	}
	copied := *p.draft
	copied.Lines = make([]*model.Line, len(p.draft.Lines))
	for i, l := range p.draft.Lines {
		line := *l
		copied.Lines[i] = &line
	}
	p.judging.Load(func(context.Context) (*model.Judgement, error) {
		return view.Load(p.site.Desk, copied.Judge)
	}, func(j *model.Judgement, err error) {
		if err != nil {
			p.trouble.set(err, nil)
			return
		}
		p.judged(j)
	})
}

func (p *draftPage) judged(j *model.Judgement) {
	n := 0
	for _, row := range p.rows {
		if row.line.Good == nil {
			row.say(model.LineNote{})
			continue
		}
		if n < len(j.Lines) {
			row.say(j.Lines[n])
		}
		n++
	}
	p.sums.RemoveAll()
	st := p.site.Desk.Engine.State()
	facts := []widgets.Fact{
		{Label: goodsSum.Text(), Value: view.Money(j.Goods)},
		{Label: netSum.Text(), Value: view.Money(j.Net)},
		{Label: vatSum.Text(), Value: view.Money(j.Vat)},
		{Label: creditNow.Text(), Value: j.Credit},
	}
	sum := widgets.NewLineRow(widgets.Line{Title: dealSum.Text(), Detail: view.Stamp(st.AsOf, st.Now, p.site.Zone()), Figure: view.Money(j.Total)}, nil)
	p.sums.Add(sum)
	p.sums.Add(widgets.NewFacts(facts...))
	if len(j.Holds) > 0 {
		p.sums.Add(widgets.NewNote(holdsAs.Text(), widgets.Caution))
		for _, h := range j.Holds {
			p.sums.Add(widgets.NewNote(h, widgets.Caution))
		}
	}
	p.mayGo(j)
	p.foot.Set(view.Money(j.Total))
	p.sums.Refresh()
}
