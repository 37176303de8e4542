package warehouse

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/stock"
)

// formPage writes a warehouse document: its head, then lines by scanner or keyboard.
type formPage struct {
	site     *common.Site
	form     *warehouse.Form
	page     *widgets.FormPage
	place    *widgets.PickerField[warehouse.Named]
	to       *widgets.PickerField[warehouse.Named]
	supplier *widgets.PickerField[warehouse.Named]
	purpose  *widgets.PickerField[view.Option]
	note     *widgets.Field
	scan     *widgets.ScanField
	lines    *widgets.LineGrid
	trouble  *common.TroublePanel
	after    func() // instead of leaving
}

func newForm(site *common.Site, kind kernel.Choice) *formPage {
	p := &formPage{site: site, form: &warehouse.Form{Kind: kind}, trouble: common.NewTroublePanel()}
	label := func(field string) string { return view.Label(site.Desk.Catalog, stock.Docs.Name(), field) }
	p.page = widgets.NewFormPage(i18n.Save.Text(), p.save)
	p.place = placePicker(site, "place", label("place"))
	p.place.SetRequired(true)
	p.note = widgets.NewField("note", label("note"))
	fields := []widgets.FormField{p.place}
	switch kind {
	case stock.Receiving:
		p.supplier = widgets.NewPickerField(site.Dispatcher, "supplier", label("supplier"), widgets.PickerConfig[warehouse.Named]{
			Search: warehouse.Suppliers(site.Desk), Title: named, Detail: func(n warehouse.Named) string { return n.Detail },
		})
		p.supplier.SetRequired(true)
		fields = append(fields, p.supplier)
	case stock.Transferring:
		p.to = placePicker(site, "to", label("to"))
		p.to.SetRequired(true)
		fields = append(fields, p.to)
	case stock.Issuing:
		p.purpose = optionPicker(site, "purpose", label("purpose"), view.Options(site.Desk.Catalog, stock.Docs.Name(), "purpose"))
		p.purpose.SetRequired(true)
		fields = append(fields, p.purpose)
	}
	p.page.Add(append(fields, p.note)...)
	p.scan = widgets.NewScanField(site.Dispatcher, widgets.ScanConfig{OnScan: p.scanned})
	p.page.AddObject(p.scan)
	p.page.AddObject(p.trouble)
	p.page.AddObject(p.grid())
	p.first()
	return p
}

// first chooses the warehouse when it can only be one, and begins a line.
func (p *formPage) first() {
	places, err := warehouse.Places(p.site.Desk)
	if err == nil && len(places) > 0 {
		p.place.SetPicked(places[0])
	}
	p.lines.Add(p.lines.OnAdd())
}

func (p *formPage) grid() fyne.CanvasObject {
	c := p.site.Desk.Catalog
	label := func(field string) string { return view.Label(c, stock.DocLines.Name(), field) }
	qty := label("qty")
	if p.form.Kind == stock.Counting {
		qty = label("counted")
	}
	columns := []widgets.LineColumn{{Title: label("product"), Weight: 5}, {Title: qty, Weight: 2, Align: fyne.TextAlignTrailing}}
	if p.form.Priced() {
		columns = append(columns, widgets.LineColumn{Title: costLabel(c), Weight: 2, Align: fyne.TextAlignTrailing})
	}
	p.lines = widgets.NewLineGrid(columns)
	p.lines.OnSave = p.page.Save
	p.lines.OnAdd = func() widgets.LineCells {
		l := &warehouse.FormLine{}
		p.form.Lines = append(p.form.Lines, l)
		return p.cells(l, qty)
	}
	p.lines.OnRemove = func(n int) { p.form.Lines = append(p.form.Lines[:n:n], p.form.Lines[n+1:]...) }
	return p.lines
}

func costLabel(c *kernel.Catalog) string {
	return view.FieldLabel(stock.DocLines.Guarded(org.SeesCost).In(c).Field("price"))
}

func (p *formPage) cells(l *warehouse.FormLine, qtyLabel string) widgets.LineCells {
	good := widgets.NewPickerField(p.site.Dispatcher, "product", view.Label(p.site.Desk.Catalog, stock.DocLines.Name(), "product"), widgets.PickerConfig[warehouse.Good]{
		Search: warehouse.Goods(p.site.Desk), Title: func(g warehouse.Good) string { return g.Code + " " + g.Name },
		Detail: func(g warehouse.Good) string { return g.Unit }, OnPicked: func(g warehouse.Good) { l.Good = g },
	})
	if !l.Good.ID.IsZero() {
		good.SetPicked(l.Good)
	}
	qty := widgets.NewQtyField("qty", qtyLabel)
	if l.Qty != 0 {
		qty.SetValue(int64(l.Qty))
	}
	qty.OnChanged = func(v int64) { l.Qty = kernel.Qty(v) }
	cells := []fyne.CanvasObject{good, qty}
	if p.form.Priced() {
		price := widgets.NewPriceField("price", costLabel(p.site.Desk.Catalog))
		if l.Price != 0 {
			price.SetValue(int64(l.Price))
		}
		price.OnChanged = func(v int64) { l.Price = kernel.Price(v) }
		cells = append(cells, price)
	}
	return widgets.LineCells{Cells: cells}
}

// scanned adds one of a product.
func (p *formPage) scanned(code string) {
	p.dropEmpty()
	_, err := p.form.Scan(p.site.Desk, code)
	p.trouble.Set(view.Explain(err), nil)
	p.lines.Clear()
	qty := view.Label(p.site.Desk.Catalog, stock.DocLines.Name(), "qty")
	for _, l := range p.form.Lines {
		p.lines.Add(p.cells(l, qty))
	}
	p.scan.Focus()
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
	written := *p.form
	written.Lines = nil
	for _, l := range p.form.Lines {
		if !l.Good.ID.IsZero() {
			written.Lines = append(written.Lines, l)
		}
	}
	p.page.SetBusy(true)
	p.site.Do(func() error { return written.Save(p.site.Desk) }, func(err error) {
		p.page.SetBusy(false)
		p.trouble.Set(view.Explain(err), nil)
		if err != nil {
			return
		}
		p.site.Toast(common.Done.Text())
		if p.after != nil {
			p.after()
			return
		}
		p.site.Router.Replace(nav.Route{Name: RoutePapers})
	})
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
	f.Note = p.note.Text()
}

// Title implements nav.Page.
func (p *formPage) Title() string { return warehouse.KindLabel(p.site.Desk.Catalog, p.form.Kind) }

// Content implements nav.Page.
func (p *formPage) Content() fyne.CanvasObject { return p.page }

// Dispose implements nav.Page.
func (p *formPage) Dispose() {}

func named(n warehouse.Named) string { return n.Name }

// placePicker chooses one of the company's places.
func placePicker(site *common.Site, name, label string) *widgets.PickerField[warehouse.Named] {
	return widgets.NewPickerField(site.Dispatcher, name, label, widgets.PickerConfig[warehouse.Named]{
		Search: func(_ context.Context, query string, _ int) ([]warehouse.Named, error) {
			all, err := warehouse.Places(site.Desk)
			var found []warehouse.Named
			for _, n := range all {
				if strings.Contains(n.Name, query) {
					found = append(found, n)
				}
			}
			return found, err
		}, Title: named, Detail: func(n warehouse.Named) string { return n.Detail },
	})
}

// optionPicker chooses one of a few options.
func optionPicker(site *common.Site, name, label string, options []view.Option) *widgets.PickerField[view.Option] {
	return widgets.NewPickerField(site.Dispatcher, name, label, widgets.PickerConfig[view.Option]{
		Search: func(_ context.Context, query string, _ int) ([]view.Option, error) {
			var found []view.Option
			for _, o := range options {
				if strings.Contains(strings.ToLower(o.Label), strings.ToLower(query)) {
					found = append(found, o)
				}
			}
			return found, nil
		}, Title: func(o view.Option) string { return o.Label },
	})
}
