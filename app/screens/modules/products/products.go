// Package products shows what the company sells, with what may be promised of it.
package products

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	fields "heyi/app/view/declared/record"
	model "heyi/app/view/modules/products"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/product"
)

// The pages' names.
const (
	ListRoute = "products"
	PageRoute = "product"
)

var (
	title     = i18n.Define("products.title", "商品", "Products")
	reserved  = i18n.Define("products.reserved", "已占用 {0}", "{0} reserved")
	places    = i18n.Define("products.places", "各仓库存", "Stock by warehouse")
	prices    = i18n.Define("products.prices", "价格（含税）", "Prices incl. tax")
	agreed    = i18n.Define("products.agreed", "协议价", "Customer prices")
	units     = i18n.Define("products.units", "计量单位", "Units")
	facts     = i18n.Define("products.facts", "资料", "Data")
	emptyHere = i18n.Define("products.nostock", "各仓都没有库存", "Nothing in any warehouse")
	canSell   = i18n.Define("products.cansell", "可售 {0}", "{0} available")
	notSold   = i18n.Define("products.notsold", "不可售", "Not for sale")
)

var _ = common.Enter(common.Entry{Rank: 100, Make: Area})

// Area tells the routes and the destination.
func Area(site *common.Site) common.Area {
	return common.Declare(
		site,
		common.Place{Route: ListRoute, Make: newList, Label: &title, Icon: base.GridIcon()},
		common.RowPlace(PageRoute, product.Products.Name(), newPage).WorkOf("sales.order.place"),
	)
}

func newList(site *common.Site, _ string) nav.Page {
	return record.NewList(site, record.ListSpec{
		Listing: model.Listing(), Title: title, Follows: []string{stock.Balances.Name()},
		Tapped:  func(r fields.Row) { site.Go(PageRoute, r.ID.String()) },
		Actions: func() []nav.Action { return nil },
		Entered: func(search string) bool { return scanned(site, search) },
		Offer:   func(search string) *nav.Action { return offerBinding(site, search) },
	})
}

// scanned opens the product that a code means; other texts are searched for.
func scanned(site *common.Site, code string) bool {
	var hit model.Hit
	known := false
	if err := site.Desk.Read(func(r *view.Reader) error {
		hit, known = model.Lookup(r, code)
		return nil
	}); err != nil {
		return false // the list says what is wrong
	}
	if known {
		site.Go(PageRoute, hit.Product.String())
		return true
	}
	return false
}

func offerBinding(site *common.Site, code string) *nav.Action {
	if !model.LooksScanned(code) {
		return nil
	}
	return &nav.Action{Label: bindOffer.Text(), Tapped: func() {
		Bind(site, code, func(hit model.Hit) { site.Go(PageRoute, hit.Product.String()) })
	}}
}

func newPage(site *common.Site, id kernel.ID) nav.Page {
	return common.NewPage(site, common.Spec[*model.Product]{
		Title: func() string { return "" }, // the product's name
		Load:  func(r *view.Reader) (*model.Product, error) { return model.Read(r, id) },
		Show:  func(p *model.Product) fyne.CanvasObject { return show(site, p) },
		Actions: func() []nav.Action {
			if !site.May("product.edit") || !site.Router.Knows(common.RecordRoute) {
				return nil
			}
			return []nav.Action{{Label: common.Edit.Text(), Icon: base.DocumentCreateIcon(), Tapped: func() {
				site.Router.Go(record.EditRoute(product.Products.Name(), id))
			}}}
		},
		Of: []string{product.Products.Name(), product.Units.Name(), product.CustomerPrices.Name(), stock.Balances.Name()},
	})
}

func show(site *common.Site, m *model.Product) fyne.CanvasObject {
	p := m.Product
	label := func(field string) string { return view.Label(site.Desk.Catalog, product.Products.Name(), field) }
	var parts []fyne.CanvasObject
	if !p.Service {
		grid := container.New(widgets.NewColumns(160, 4),
			widgets.NewKPI(widgets.Figure{Label: model.Available.Text(), Full: m.Available, Tone: common.Tone(m.Tone)}, nil),
			widgets.NewKPI(widgets.Figure{Label: model.OnHand.Text(), Full: m.OnHand}, nil))
		parts = append(parts, grid, widgets.NewPanel(places.Text(), inPlaces(m)...))
	}
	parts = append(parts, widgets.NewPanel(prices.Text(), priced(m.Prices)))
	if len(m.Agreed) > 0 {
		parts = append(parts, widgets.NewPanel(agreed.Text(), priced(m.Agreed)))
	}
	if len(m.Units) > 0 {
		parts = append(parts, widgets.NewPanel(units.Text(), priced(m.Units)))
	}
	lead := ""
	if p.LeadDays > 0 {
		lead = i18n.Count(p.LeadDays)
	}
	if !p.Picture.IsZero() {
		at := view.FileAt(p, product.Products.In(site.Desk.Catalog).Field("picture"))
		parts = append([]fyne.CanvasObject{container.NewHBox(site.Photo(at, pictureSide))}, parts...)
	}
	return widgets.NewSections(append(parts, widgets.NewPanel(facts.Text(), widgets.NewFacts(
		widgets.Fact{Label: label("name"), Value: p.Name}, widgets.Fact{Label: label("spec"), Value: p.Spec},
		widgets.Fact{Label: label("code"), Value: p.Code}, widgets.Fact{Label: label("barcode"), Value: p.Barcode},
		widgets.Fact{Label: label("brand"), Value: p.Brand}, widgets.Fact{Label: label("category"), Value: p.Category},
		widgets.Fact{Label: label("unit"), Value: p.Unit}, widgets.Fact{Label: label("shelf"), Value: p.Shelf},
		widgets.Fact{Label: label("lead_days"), Value: lead}, widgets.Fact{Label: label("note"), Value: p.Note},
	)), site.Attached(product.Products.Name(), p.ID))...)
}

// pictureSide is how large the picture of a product stands on its page.
const pictureSide = 200

func inPlaces(m *model.Product) []fyne.CanvasObject {
	if len(m.Places) == 0 {
		return []fyne.CanvasObject{widgets.NewNote(emptyHere.Text(), widgets.Quiet)}
	}
	var rows []fyne.CanvasObject
	for _, at := range m.Places {
		under := notSold.Text()
		if at.Available != "" {
			under = canSell.Text(at.Available)
		}
		rows = append(rows, widgets.NewLineRow(widgets.Line{Title: at.Name, Detail: reserved.Text(at.Reserved), Figure: at.OnHand, Under: under}, nil))
	}
	return rows
}

func priced(list []model.Priced) fyne.CanvasObject {
	facts := make([]widgets.Fact, len(list))
	for i, p := range list {
		facts[i] = widgets.Fact{Label: p.Label, Value: p.Price}
	}
	return widgets.NewFacts(facts...)
}
