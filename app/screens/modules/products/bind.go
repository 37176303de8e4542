package products

import (
	"context"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	model "heyi/app/view/modules/products"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/product"
)

var (
	unknownCode = i18n.Define("products.bind.title", "没有商品对应条码 {0}", "No product has the barcode {0}")
	bindTo      = i18n.Define("products.bind.to", "绑定到商品", "Belongs to")
	bindUnit    = i18n.Define("products.bind.unit", "计量单位", "Unit")
	bindNow     = i18n.Define("products.bind.do", "绑定", "Bind")
	bindDone    = i18n.Define("products.bind.done", "条码已绑定到 {0}", "The barcode belongs to {0} now")
	bindOffer   = i18n.Define("products.bind.offer", "绑定到商品…", "Bind it to a product…")
)

// Bind asks which product a scanned code belongs to that nobody knows, and binds it:
// bound is then called with what the code means. Who may not bind codes is told so.
func Bind(site *common.Site, code string, bound func(model.Hit)) {
	var b *model.Binding
	site.Do(func() error {
		return site.Desk.Read(func(r *view.Reader) error {
			b = model.NewBinding(r, code)
			return nil
		})
	}, func(err error) {
		switch {
		case err != nil:
			say(site, code, view.Explain(err).Text)
		case !b.May:
			say(site, code, view.Explain(model.MayNot.With(kernel.Text("code", code))).Text)
		default:
			newBinder(site, b, bound).sheet.Show()
		}
	})
}

func say(site *common.Site, code, text string) {
	widgets.NewSheet(site.Window.Canvas(), unknownCode.Text(code), "", nil, widgets.NewNote(text, widgets.Plain)).Show()
}

// binder is the sheet that binds one code.
type binder struct {
	site  *common.Site
	model *model.Binding
	good  *widgets.PickerField[record.Choice]
	unit  *widgets.SelectField
	sheet *widgets.Sheet
	bound func(model.Hit)
}

func newBinder(site *common.Site, b *model.Binding, bound func(model.Hit)) *binder {
	d := &binder{site: site, model: b, bound: bound, unit: widgets.NewSelectField("unit", bindUnit.Text(), nil)}
	d.good = widgets.NewPickerField(site.Dispatcher, "product", bindTo.Text(), widgets.PickerConfig[record.Choice]{
		Search: func(_ context.Context, query string, limit int) ([]record.Choice, error) {
			return view.Load(site.Desk, func(r *view.Reader) ([]record.Choice, error) {
				return record.Find(r, product.Products.Name(), query, limit, nil)
			})
		},
		Title:    func(c record.Choice) string { return c.Title },
		Detail:   func(c record.Choice) string { return c.Detail },
		OnPicked: d.choose,
	})
	d.good.SetRequired(true)
	d.unit.SetRequired(true)
	d.unit.Hide()
	d.sheet = widgets.NewSheet(site.Window.Canvas(), unknownCode.Text(b.Code), bindNow.Text(), d.bind, d.good, d.unit)
	return d
}

// choose offers the units of a product; the first is the one to take unless the
// person knows better.
func (d *binder) choose(c record.Choice) {
	d.site.Do(func() error {
		return d.site.Desk.Read(func(r *view.Reader) error { return d.model.Choose(r, c.ID) })
	}, func(err error) {
		if err != nil {
			d.sheet.SetError(view.Explain(err).Text)
			return
		}
		options := make([]widgets.SelectOption, len(d.model.Carriers))
		for i, u := range d.model.Carriers {
			options[i] = widgets.SelectOption{Code: u.Unit, Label: u.Label()}
		}
		d.unit.SetOptions(options)
		if len(options) > 0 {
			d.unit.SetCode(options[0].Code)
		}
		d.unit.Show()
	})
}

func (d *binder) bind() {
	d.sheet.SetBusy(true)
	unit := d.unit.Code()
	var hit model.Hit
	d.site.Do(func() (err error) {
		hit, err = d.model.Bind(d.site.Desk, unit)
		return err
	}, func(err error) {
		d.sheet.SetBusy(false)
		if err != nil {
			d.sheet.SetError(view.Explain(err).Text)
			return
		}
		d.sheet.Hide()
		d.site.Toast(bindDone.Text(hit.Title))
		if d.bound != nil {
			d.bound(hit)
		}
	})
}
