package sales

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/sales"
	"heyi/shared/kernel"
)

var (
	percent   = i18n.Define("draft.percent", "折扣率 %", "Discount rate %")
	giftLabel = i18n.Define("draft.gift", "赠品", "Gift")
	noProduct = i18n.Define("draft.noproduct", "名称、拼音首字母、编码或条码", "Name, code or barcode")
)

// lineRow edits one line.
type lineRow struct {
	page     *draftPage
	line     *model.Line
	product  *widgets.PickerField[model.Choice]
	unit     *widgets.SelectField
	qty      *widgets.NumberField
	price    *widgets.NumberField
	discount *widgets.NumberField
	gift     *widgets.CheckField
	stock    *widgets.EllipsisLabel
	source   *widgets.EllipsisLabel
	amount   *amountCell
}

func (p *draftPage) columns() []widgets.LineColumn {
	label := func(field string) string { return view.Label(p.site.Desk.Catalog, "sales_order_line", field) }
	return []widgets.LineColumn{
		{Title: label("product"), Weight: 4},
		{Title: label("unit"), Weight: 1.2},
		{Title: label("qty"), Weight: 1.4},
		{Title: label("price"), Weight: 1.8},
		{Title: percent.Text(), Weight: 1.3},
		{Title: giftLabel.Text(), Weight: 0.7},
		{Title: label("goods"), Weight: 1.6, Align: fyne.TextAlignTrailing},
	}
}

func (p *draftPage) newRow(l *model.Line) widgets.LineCells {
	label := func(field string) string { return view.Label(p.site.Desk.Catalog, "sales_order_line", field) }
	r := &lineRow{
		page: p, line: l,
		unit: widgets.NewSelectField("unit", label("unit"), nil), qty: widgets.NewQtyField("qty", label("qty")),
		price: widgets.NewPriceField("price", label("price")), discount: widgets.NewPercentField("discount", percent.Text()),
		gift: widgets.NewCheckField("gift", giftLabel.Text()), stock: widgets.NewCaption("", widgets.Quiet),
		source: widgets.NewCaption("", widgets.Quiet), amount: newAmountCell(label("goods")),
	}
	r.product = widgets.NewPickerField(p.site.Dispatcher, "product", label("product"), widgets.PickerConfig[model.Choice]{
		Search: func(_ context.Context, query string, limit int) ([]model.Choice, error) {
			from := p.draft.From
			return view.Load(p.site.Desk, func(rd *view.Reader) ([]model.Choice, error) { return model.Choices(rd, from, query, limit) })
		},
		Title:    func(g model.Choice) string { return view.Join(g.Code, g.Name) },
		Detail:   func(g model.Choice) string { return g.Detail },
		OnPicked: r.picked,
	})
	r.product.Input.SetPlaceHolder(noProduct.Text())
	r.unit.Follows = true
	r.qty.OnCode = p.scanned
	r.fill()
	r.listen()
	p.rows = append(p.rows, r)
	return widgets.LineCells{
		Cells: []fyne.CanvasObject{r.product, r.unit, r.qty, r.price, r.discount, r.gift, r.amount},
		Below: container.New(widgets.NewColumns(330, 2), r.stock, r.source),
	}
}

// fill shows the line.
func (r *lineRow) fill() {
	g := r.line.Good
	if g == nil {
		return
	}
	r.product.SetPicked(model.Choice{ID: g.ID, Code: g.Code, Name: g.Name})
	options := make([]widgets.SelectOption, len(g.Units))
	for i, u := range g.Units {
		options[i] = widgets.SelectOption{Code: u, Label: u}
	}
	r.unit.SetOptions(options)
	r.unit.SetCode(r.line.Unit)
	if v, ok := r.qty.Value(); r.line.Qty != 0 && (!ok || v != int64(r.line.Qty)) { // what is being typed stays as it is
		r.qty.SetValue(int64(r.line.Qty))
	}
	r.price.SetValue(int64(r.line.Price))
	if r.line.Discount != 0 {
		r.discount.SetValue(int64(r.line.Discount) * 100)
	}
	r.gift.SetOn(r.line.Gift)
}

func (r *lineRow) listen() {
	again := func(int64) { r.changed() }
	r.qty.OnChanged, r.price.OnChanged, r.discount.OnChanged = again, again, again
	r.qty.Validate = func(v int64) string {
		if v <= 0 {
			return i18n.RequiredField.Text(r.qty.Label())
		}
		return ""
	}
	r.qty.SetRequired(false)
	r.gift.OnChanged = func(bool) { r.changed() }
	r.unit.OnChanged = func(unit string) {
		if r.line.Good != nil {
			r.line.Unit = unit
			r.line.Price = r.line.Good.PricePer(unit)
			r.price.SetValue(int64(r.line.Price))
			r.changed()
		}
	}
}

// changed takes what was typed into the line.
func (r *lineRow) changed() {
	r.page.touch()
	if v, ok := r.qty.Value(); ok {
		r.line.Qty = kernel.Qty(v)
	}
	if v, ok := r.price.Value(); ok {
		r.line.Price = kernel.Price(v)
	}
	r.line.Discount = 0
	if v, ok := r.discount.Value(); ok {
		r.line.Discount = kernel.Rate(v / 100) // 90 % is 9折
		r.discount.SetHint(view.Discount(r.line.Discount))
	}
	r.line.Gift = r.gift.On()
	r.page.judge()
}

// picked takes a product into the line with its price.
func (r *lineRow) picked(g model.Choice) {
	r.page.touch()
	var offer *model.Good
	r.page.work(func(rd *view.Reader) (err error) {
		offer, err = r.page.draft.Offer(rd, g.ID)
		return err
	}, func() {
		r.line.Good, r.line.Unit, r.line.Price = offer, offer.Unit, offer.Price
		if r.line.Qty == 0 && r.qty.Blank() {
			r.line.Qty = 1_000_000
		}
		r.fill()
		r.page.judge()
	})
}

// say shows what is known of the line.
func (r *lineRow) say(n model.LineNote) {
	r.stock.Importance = widgets.NewCaption("", common.Tone(n.Tone)).Importance
	r.stock.Text = n.Stock
	r.stock.Refresh()
	r.source.SetText(n.Price)
	r.amount.value.SetText("")
	if r.line.Good != nil {
		r.amount.value.SetText(view.Money(n.Amount))
	}
}

// amountCell is what a line comes to: a figure with its label, which a table's heading
// has instead.
type amountCell struct {
	widget.BaseWidget
	label *widgets.EllipsisLabel
	value *widget.Label
}

func newAmountCell(label string) *amountCell {
	c := &amountCell{label: widgets.NewCaption(label, widgets.Plain), value: widgets.NewFigureLabel("")}
	c.label.Alignment = fyne.TextAlignTrailing
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *amountCell) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(widgets.NewStacked(c.label, c.value))
}

// SetBare leaves the label out.
func (c *amountCell) SetBare(on bool) {
	if on {
		c.label.Hide()
	} else {
		c.label.Show()
	}
}

// lineButtons are what is done with the lines.
func (p *draftPage) lineButtons() fyne.CanvasObject {
	add := widgets.NewButtonWithIcon(i18n.AddLine.Text(), base.ContentAddIcon(), func() {
		p.touch()
		p.grid.NewLine()
	})
	basket := widgets.NewButton(useBasket.Text(), p.basket)
	drop := widgets.NewButton(clearLines.Text(), p.clear)
	drop.Importance = widget.LowImportance
	basket.Importance = widget.LowImportance
	return widgets.NewActions(add, basket, drop)
}
