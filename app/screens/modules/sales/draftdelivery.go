package sales

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/sales"
	"heyi/shared/kernel"
)

// deliveryPanel is what an order has beside its lines; the customer's own data fill
// it.
func (p *draftPage) deliveryPanel() fyne.CanvasObject {
	d := p.draft
	label := func(field string) string { return view.Label(p.site.Desk.Catalog, model.Entity, field) }
	from := widgets.NewSelectField("from", label("from"), nil)
	options := make([]widgets.SelectOption, len(d.Places))
	for i, at := range d.Places {
		options[i] = widgets.SelectOption{Code: at.ID.String(), Label: at.Name}
	}
	from.SetOptions(options)
	from.SetCode(d.From.String())
	from.OnChanged = func(code string) { p.moved(code) }
	date := common.NewDay(p.site, "sales.order.place", "date")
	date.SetDate(common.Calendar(d.Date))
	date.OnChanged = func(at time.Time) { d.Date = common.DateOf(at); p.touch() }
	due := widgets.NewDateField("due", label("due"), p.site.Day)
	due.Toward = i18n.Ahead
	due.SetDate(common.Calendar(d.Due))
	due.OnChanged = func(at time.Time) { d.Due = common.DateOf(at); p.touch() }
	way := widgets.NewSelectField("way", label("way"), selectOptions(view.Options(p.site.Desk.Catalog, model.Entity, "way")))
	way.SetCode(string(d.Way))
	way.OnChanged = func(code string) { d.Way = kernel.Choice(code); p.touch() }
	urgent := widgets.NewCheckField("urgent", label("urgent"))
	urgent.SetOn(d.Urgent)
	urgent.OnChanged = func(on bool) { d.Urgent = on; p.touch() }
	p.discount = widgets.NewMoneyField("discount", label("discount"))
	if d.Discount != 0 {
		p.discount.SetValue(int64(d.Discount))
	}
	p.discount.OnChanged = func(v int64) {
		d.Discount = kernel.Money(v)
		p.touch()
		p.judge()
	}
	text := func(name string, of *string) *widgets.Field {
		field := widgets.NewField(name, label(name))
		field.SetText(*of)
		field.OnChanged = func(text string) { *of = text; p.touch() }
		return field
	}
	p.contact, p.phone, p.address = text("contact", &d.Contact), text("phone", &d.Phone), text("address", &d.Address)
	fields := container.New(widgets.NewColumns(240, 3),
		from, due, way, p.contact, p.phone, p.address, p.discount, text("note", &d.Note), date, urgent)
	p.own = common.OwnFields(p.site, d.Own)
	for _, f := range p.own.All {
		fields.Add(f)
	}
	if p.onSpot {
		return widgets.NewPanel(more.Text(), widgets.NewNote(spotWhere.Text(), widgets.Info), fields)
	}
	return widgets.NewPanel(more.Text(), fields)
}

// receiver shows whom the goods go to, after another customer was chosen.
func (p *draftPage) receiver() {
	for field, text := range map[*widgets.Field]string{p.contact: p.draft.Contact, p.phone: p.draft.Phone, p.address: p.draft.Address} {
		field.SetText(text)
	}
}

func selectOptions(list []view.Option) []widgets.SelectOption {
	options := make([]widgets.SelectOption, len(list))
	for i, o := range list {
		options[i] = widgets.SelectOption{Code: o.Code, Label: o.Label}
	}
	return options
}

// moved ships from another place, which has other goods.
func (p *draftPage) moved(place string) {
	id, err := kernel.ParseID(place)
	if err != nil {
		return
	}
	p.touch()
	p.draft.From = id
	p.judge()
}
