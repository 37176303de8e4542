package finance

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
)

var (
	settles  = i18n.Define("finance.settles", "核销（先到期的先核销，可改）", "Settles (oldest first, can be changed)")
	ownFirst = i18n.Define("finance.settles.own", "核销（先核销本单，再核销先到期的，可改）", "Settles (this document first, then the oldest; can be changed)")
	inAdv    = i18n.Define("finance.advance", "转预收 {0}", "{0} paid in advance")
	tooMuch  = i18n.Define("finance.toomuch", "核销多了 {0}", "{0} too much is settled")
	oldest   = i18n.Define("finance.oldest", "恢复默认核销顺序", "The usual order again")
	shareFor = i18n.Define("finance.share", "核销金额", "Settles")
	since    = i18n.Define("finance.item", "{0} · 到期 {1}", "{0}, due {1}")
	lateDays = i18n.DefinePlural("finance.late", "逾期 {0} 天", "{0} day late", "{0} days late")
	moneyIs  = i18n.Define("finance.settle.money", "可核销 {0}", "{0} to settle with")
	waitsFor = i18n.Define("finance.settle.waits", "已提交，上传后由服务器核销", "Sent; the server settles it after the upload")
)

// ShareList is the items that money can settle, each with a box for its share.
// Finance and salespersons take money with it.
type ShareList struct {
	Box    *fyne.Container
	set    func(item kernel.ID, amount kernel.Money)
	reset  func()
	fields []*widgets.NumberField
	next   func() // what Ctrl+Enter does
}

// NewShareList returns an empty list. set is told each share that is changed, reset
// goes back to the oldest first, save is what Ctrl+Enter does.
func NewShareList(set func(kernel.ID, kernel.Money), reset, save func()) *ShareList {
	return &ShareList{Box: widgets.NewStacked(), set: set, reset: reset, next: save}
}

// Show draws the items. Boxes follow each other with Enter. own tells that some belong to
// the document that the money is for.
func (l *ShareList) Show(items []finance.Item, chosen, own bool) {
	l.Box.RemoveAll()
	l.fields = nil
	if len(items) == 0 {
		return
	}
	list := widgets.NewStacked()
	for _, i := range items {
		share := widgets.NewMoneyField("share", shareFor.Text())
		if i.Share != 0 {
			share.SetValue(int64(i.Share))
		}
		share.OnChanged = func(v int64) { l.set(i.ID, kernel.Money(v)) }
		l.fields = append(l.fields, share)
		line := widgets.Line{Title: i.Number, Detail: since.Text(i.Day, i.Due), Figure: view.Money(i.Rest)}
		if i.Late > 0 {
			line.Under, line.FigureTone = lateDays.Text(i.Late), widgets.Alert
		}
		list.Add(container.New(widgets.NewColumns(260, 2), widgets.NewLineRow(line, nil), share))
	}
	for n, f := range l.fields {
		f.Bind(l.fields[(n+1)%len(l.fields)].Focus, l.next)
	}
	var again fyne.CanvasObject
	if chosen {
		again = widgets.NewButton(oldest.Text(), l.reset)
	}
	heading := settles
	if own {
		heading = ownFirst
	}
	l.Box.Add(widgets.NewPanelWith(heading.Text(), again, list))
}

// LeftText says what becomes of the money beyond the shares.
func LeftText(prepaid kernel.Money) string {
	switch {
	case prepaid > 0:
		return inAdv.Text(view.Money(prepaid))
	case prepaid < 0:
		return tooMuch.Text(view.Money(-prepaid))
	}
	return ""
}

// settlePage changes what a confirmed receipt settles.
type settlePage struct {
	nav.Head
	site    *common.Site
	id      kernel.ID
	model   *finance.Reallocation
	list    *ShareList
	sum     *widget.Label
	page    *widgets.FormPage
	trouble *common.TroublePanel
}

func newSettle(site *common.Site, id kernel.ID) nav.Page {
	p := &settlePage{site: site, id: id, sum: widgets.NewNote("", widgets.Quiet), trouble: common.NewTroublePanel()}
	p.page = widgets.NewFormPage(view.Command(site.Desk.Catalog, "finance.receipt.reallocate"), p.save)
	p.list = NewShareList(func(item kernel.ID, amount kernel.Money) {
		p.model.Share(item, amount)
		p.say()
	}, func() { p.model.OldestFirst(); p.show() }, p.page.Save)
	head := widgets.NewStacked()
	p.page.AddObject(head)
	p.page.AddFoot(p.trouble)
	p.page.AddObject(p.list.Box)
	p.page.SetBusy(true)
	var model *finance.Reallocation
	site.Do(func() (err error) {
		model, err = view.Load(site.Desk, finance.LoadReallocation(id))
		return err
	}, func(err error) {
		if err != nil {
			p.trouble.Set(view.Explain(err), nil)
			return
		}
		p.model = model
		head.Add(widgets.NewPanel("", widgets.NewLineRow(widgets.Line{Title: model.Customer, Detail: model.Number, Figure: view.Money(model.Money)}, nil), p.sum, site.NewAge()))
		p.show()
		p.page.SetBusy(false)
	})
	return p
}

func (p *settlePage) show() {
	p.list.Show(p.model.Items(p.site.Today()), p.model.Chosen(), p.model.OwnOpen())
	p.say()
}

func (p *settlePage) say() {
	p.sum.SetText(view.Join(moneyIs.Text(view.Money(p.model.Money)), LeftText(p.model.Prepaid())))
}

func (p *settlePage) save() {
	p.page.SetBusy(true)
	p.site.Do(func() error { return p.model.Save(p.site.Desk) }, func(err error) {
		p.page.SetBusy(false)
		p.trouble.Set(view.Explain(err), nil)
		if err == nil {
			p.site.Toast(waitsFor.Text())
			p.site.Router.Back()
		}
	})
}

// Title implements nav.Page.
func (p *settlePage) Title() string {
	return view.Command(p.site.Desk.Catalog, "finance.receipt.reallocate")
}

// Content implements nav.Page.
func (p *settlePage) Content() fyne.CanvasObject { return p.page }

// Dispose implements nav.Page.
func (p *settlePage) Dispose() {}
