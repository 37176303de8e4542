package warehouse

import (
	"cmp"
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
)

// formPage writes a warehouse document: its head, then lines by scanner or keyboard.
type formPage struct {
	common.FormPage
	*scanLines
	site     *common.Site
	form     *warehouse.Form
	place    *widgets.PickerField[warehouse.Named]
	to       *widgets.PickerField[warehouse.Named]
	supplier *widgets.PickerField[warehouse.Named]
	purpose  *widgets.PickerField[view.Option]
	date     *widgets.DateField // nil for a kind that is of today
	note     *widgets.Field
	own      *common.Own
	priced   bool
	asked    bool // it answers a request
	id       string
	kept     *common.Unfinished[keptForm]
	check    *check // of a count: its differences before they are booked; nil for the others
}

// newForm makes the page of a route's id: a kind of document, or one that answers a
// task, "kind/task".
func newForm(site *common.Site, id string) *formPage {
	text, about, _ := strings.Cut(id, "/")
	kind := kernel.Choice(text)
	p := &formPage{site: site, form: &warehouse.Form{Kind: kind}, id: id, kept: common.NewUnfinished[keptForm](site, RouteNew, id)}
	label := func(field string) string { return view.Label(site.Desk.Catalog, stock.Docs.Name(), field) }
	p.FormPage = common.NewFormPage(site, p.title, i18n.Save.Text(), p.save)
	if kind == stock.Counting {
		p.check = newCheck(p)
	}
	p.place = placePicker(site, "place", label("place"))
	p.place.SetRequired(true)
	p.note = widgets.NewField("note", label("note"))
	fields := []widgets.FormField{p.place}
	switch kind {
	case stock.Receiving:
		p.supplier = widgets.NewPickerField(site.Dispatcher, "supplier", label("supplier"), widgets.PickerConfig[warehouse.Named]{
			Search: warehouse.Suppliers(site.Desk), Title: named, Detail: func(n warehouse.Named) string { return n.Detail },
			Maker: common.MakePartner(site, view.WhoSupplies, partner),
		})
		p.supplier.SetRequired(true)
		fields = append(fields, p.supplier)
	case stock.Transferring:
		p.place = placePicker(site, "place", fromPlace.Text())
		p.place.SetRequired(true)
		fields[0] = p.place
		p.to = placePicker(site, "to", label("to"))
		p.to.SetRequired(true)
		fields = append(fields, p.to)
	case stock.Issuing:
		p.purpose = optionPicker(site, "purpose", label("purpose"), view.Options(site.Desk.Catalog, stock.Docs.Name(), "purpose"))
		p.purpose.SetRequired(true)
		fields = append(fields, p.purpose)
	}
	if p.form.Dated() {
		p.date = common.NewDay(site, warehouse.CommandOf(kind), "date")
		fields = append(fields, p.date)
	}
	p.Form.Add(fields...)
	p.priced = p.form.Priced(site.Rights()) // what goods cost
	p.grid()
	p.Failed = p.failed
	p.Form.SetWide()
	p.Form.AddScan(p.scan)
	p.Form.AddObject(p.heard)
	p.Form.AddFoot(p.Trouble)
	p.hint()
	p.Form.AddLines(p.lines)
	if kind == stock.Counting {
		p.Form.AddObject(widgets.NewActions(widgets.NewButton(listGoods.Text(), p.listGoods)))
		p.Form.AddObject(p.check.panel)
	}
	p.Form.AddWide(p.note)
	was, begun := p.kept.Was()
	p.own = common.AddOwnFrom(site, p.Form, warehouse.CommandOf(kind), was.Own)
	if begun {
		p.goOn(was)
	}
	p.first()
	p.over()
	if about != "" && !begun {
		p.answer(about)
	}
	return p
}

// hint says what the document is for, and what its price is.
func (p *formPage) hint() {
	if hint, ok := hints[p.form.Kind]; ok {
		p.Form.AddObject(widgets.NewNote(hint.Text(), widgets.Quiet))
	}
	if !p.priced {
		return
	}
	if hint := view.Hint(p.form.PriceField(p.site.Desk.Catalog)); hint != "" {
		p.Form.AddObject(widgets.NewNote(priceHint.Text(p.priceLabel(), hint), widgets.Quiet))
	}
}

// Start implements nav.Starter.
func (p *formPage) Start() {
	switch {
	case !p.asked:
		p.scan.Focus()
	case p.supplier != nil:
		p.supplier.Focus()
	default:
		p.lines.Focus(0)
	}
}

var (
	priceHint = i18n.Define("warehouse.price.hint", "{0}：{1}", "{0}: {1}")
	fromPlace = i18n.Define("warehouse.transfer.from", "调出仓库", "Out of")
	listGoods = i18n.Define("warehouse.count.list", "列出本仓商品", "List the goods of this warehouse")
	hints     = map[kernel.Choice]i18n.Key{
		stock.Counting: i18n.Define("warehouse.count.hint", "盲盘：不显示账面数量。只有填了数量（包括 0）或扫过的商品才算盘过。", "A blind count: what the book says is not shown. Only goods with a quantity, zero included, count as counted."),
		stock.Opening:  i18n.Define("warehouse.open.hint", "建账日前一天的库存和成本。已录过的会提示，不会重复记账。", "Stock and its cost on the day before the books began. What was entered already is told and not booked twice."),
	}
)

// listGoods puts the goods of the place on a count.
func (p *formPage) listGoods() {
	p.read()
	p.site.Do(func() error { return p.site.Desk.Read(p.form.List) }, func(err error) {
		p.Trouble.Set(view.Explain(err), nil)
		p.redraw()
		p.lines.Focus(0)
	})
}

func (p *formPage) grid() {
	c := p.site.Desk.Catalog
	label := func(field string) string { return view.Label(c, stock.DocLines.Name(), field) }
	columns := []widgets.LineColumn{{Title: label("product"), Weight: 5}, {Title: p.qtyLabel(), Weight: 2, Align: fyne.TextAlignTrailing}}
	if p.priced {
		columns = append(columns, widgets.LineColumn{Title: p.priceLabel(), Weight: 2, Align: fyne.TextAlignTrailing})
	}
	p.scanLines = newScanLines(p.site, p.Form, columns)
	p.take, p.rows = p.taken, func() []widgets.LineCells {
		cells := make([]widgets.LineCells, len(p.form.Lines))
		for i, l := range p.form.Lines {
			cells[i] = p.cells(l)
		}
		return cells
	}
	p.lines.OnAdd = func() widgets.LineCells {
		l := &warehouse.FormLine{}
		p.form.Lines = append(p.form.Lines, l)
		return p.cells(l)
	}
	p.lines.OnRemove = func(n int) {
		p.form.Lines = append(p.form.Lines[:n:n], p.form.Lines[n+1:]...)
		p.keep()
	}
}

func (p *formPage) qtyLabel() string {
	field := "qty"
	if p.form.Kind == stock.Counting {
		field = "counted"
	}
	return view.Label(p.site.Desk.Catalog, stock.DocLines.Name(), field)
}

func (p *formPage) priceLabel() string {
	return view.FieldLabel(p.form.PriceField(p.site.Desk.Catalog))
}

func (p *formPage) cells(l *warehouse.FormLine) widgets.LineCells {
	qty := widgets.NewQtyField("qty", p.qtyLabel())
	qty.SetUnit(l.Good.Unit)
	qty.OnCode = p.scanned
	good := widgets.NewPickerField(p.site.Dispatcher, "product", view.Label(p.site.Desk.Catalog, stock.DocLines.Name(), "product"), widgets.PickerConfig[warehouse.Good]{
		Search: warehouse.Goods(p.site.Desk), Title: func(g warehouse.Good) string { return g.Code + " " + g.Name },
		Detail: func(g warehouse.Good) string { return view.Join(g.Unit, g.Shelf) }, OnPicked: func(g warehouse.Good) {
			l.Good = g
			qty.SetUnit(g.Unit)
			p.keep()
		},
	})
	if !l.Good.ID.IsZero() {
		good.SetPicked(l.Good)
	}
	if l.Qty != 0 || l.Told {
		qty.SetValue(int64(l.Qty))
	}
	qty.OnChanged = func(v int64) {
		l.Qty, l.Told = kernel.Qty(v), qty.Input.Text != ""
		p.keep()
	}
	cells := []fyne.CanvasObject{good, qty}
	if p.priced {
		price := widgets.NewPriceField("price", p.priceLabel())
		if l.Price != 0 {
			price.SetValue(int64(l.Price))
		}
		price.OnChanged = func(v int64) {
			l.Price, l.Free = kernel.Price(v), v == 0 && price.Input.Text != ""
			p.keep()
		}
		cells = append(cells, price)
	}
	return widgets.LineCells{Cells: cells}
}

// taken adds one of a product to the document.
func (p *formPage) taken(code string) (line int, said string, err error) {
	p.dropEmpty()
	if line, err = p.form.Scan(p.site.Desk, code); err != nil {
		return 0, "", err
	}
	p.keep()
	l := p.form.Lines[line]
	return line, view.Join(l.Good.Code, l.Good.Name, view.Qty(l.Qty, l.Good.Unit)), nil
}

// dropEmpty takes out lines without a product, such as the one that waits for
// typing.
func (p *formPage) dropEmpty() {
	kept := p.form.Lines[:0]
	for _, l := range p.form.Lines {
		if !l.Good.ID.IsZero() {
			kept = append(kept, l)
		}
	}
	p.form.Lines = kept
}

func (p *formPage) save() {
	p.read()
	if p.check != nil && !p.check.seen {
		p.check.look()
		return
	}
	again := func(mend func()) func() {
		return func() {
			mend()
			p.save()
		}
	}
	p.Send(func() error { return p.form.Save(p.site.Desk) }, map[string]func(){
		"free":                    again(p.form.Free),
		ledger.AddMore.Name:       again(func() { p.form.More = true }),
		string(stock.BeforeCount): again(func() { p.form.When = stock.BeforeCount }),
		string(stock.AfterCount):  again(func() { p.form.When = stock.AfterCount }),
	}, p.site.Did(warehouse.CommandOf(p.form.Kind)), p.done)
}

// done goes back to where the document was begun, or shows it among the others.
func (p *formPage) done() {
	p.kept.Done()
	if p.asked || p.site.Router.From().Name == RoutePapers {
		p.site.Router.Back()
		return
	}
	p.site.Router.Replace(nav.Route{Name: RoutePapers})
}

// Leave implements nav.Leaver: what is on the form is kept, and said to be.
func (p *formPage) Leave(proceed func()) {
	p.keep()
	p.site.Leaves(!p.Sent() && p.form.Ready(), proceed)
}

func (p *formPage) read() {
	f := p.form
	if n, ok := p.place.Picked(); ok {
		f.Place = n.ID
	}
	if p.to != nil {
		n, _ := p.to.Picked()
		f.To = n.ID
	}
	if p.supplier != nil {
		n, _ := p.supplier.Picked()
		f.Supplier = n.ID
	}
	if p.purpose != nil {
		o, _ := p.purpose.Picked()
		f.Purpose = kernel.Choice(o.Code)
	}
	if p.date != nil {
		day := common.DayOf(p.date)
		if day != f.Date {
			f.When = "" // what was said about the count of another day
		}
		f.Date = day
	}
	f.Note, f.Own = p.note.Text(), p.own.Custom()
}

func (p *formPage) title() string {
	return cmp.Or(warehouse.KindLabel(p.site.Desk.Catalog, p.form.Kind), view.Entity(p.site.Desk.Catalog, stock.Docs.Name()))
}

func named(n warehouse.Named) string { return n.Name }

// partner is one that a picker has just made.
func partner(id kernel.ID, name string) warehouse.Named { return warehouse.Named{ID: id, Name: name} }

// placePicker chooses one of the company's places.
func placePicker(site *common.Site, name, label string) *widgets.PickerField[warehouse.Named] {
	return widgets.NewPickerField(site.Dispatcher, name, label, widgets.PickerConfig[warehouse.Named]{
		Search: func(_ context.Context, query string, _ int) ([]warehouse.Named, error) {
			all, err := warehouse.Places(site.Desk)
			return view.Among(all, query, named), err
		}, Title: named, Detail: func(n warehouse.Named) string { return n.Detail },
	})
}

// optionPicker chooses one of a few options.
func optionPicker(site *common.Site, name, label string, options []view.Option) *widgets.PickerField[view.Option] {
	return widgets.NewPickerField(site.Dispatcher, name, label, widgets.PickerConfig[view.Option]{
		Search: func(_ context.Context, query string, _ int) ([]view.Option, error) {
			return view.Among(options, query, func(o view.Option) string { return o.Label }), nil
		}, Title: func(o view.Option) string { return o.Label },
	})
}
