// Package products is what the company sells, as somebody who sells it looks at
// it: what may be promised now, where it is, and what it costs the customer.
package products

import (
	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

var (
	soldOut = i18n.Define("products.out", "缺货", "Out of stock")
	few     = i18n.Define("products.service", "服务", "Service")
)

// Listing is the list of products, with what there is of them.
func Listing() *record.Listing {
	extra := func(c record.Column, say func(r *view.Reader, p *product.Product) view.Badge) record.Extra {
		return record.Extra{Column: c, Say: func(r *view.Reader, row kernel.Row) view.Badge { return say(r, row.(*product.Product)) }}
	}
	stored := func(of func(stock.Total) kernel.Qty) func(r *view.Reader, p *product.Product) view.Badge {
		return func(r *view.Reader, p *product.Product) view.Badge {
			if p.Service {
				return view.Badge{}
			}
			return view.Badge{Text: view.Qty(of(stock.TotalOf(r.Tx, kernel.Ref[product.Product](p.ID))), p.Unit)}
		}
	}
	return &record.Listing{
		Entity: product.Products.Name(), Fields: []string{"code", "name", "standing", "onhand", "available", "retail"},
		Extra: []record.Extra{
			extra(record.Column{Name: "name", Place: record.AsTitle, Chars: 17}, func(_ *view.Reader, p *product.Product) view.Badge { return view.Badge{Text: Name(p)} }),
			extra(record.Column{Name: "standing", Label: standing.Text(), Place: record.AsBadge, Chars: 5}, stands),
			extra(record.Column{Name: "onhand", Label: OnHand.Text(), Figure: true, Place: record.Hidden, Chars: 6}, stored(func(t stock.Total) kernel.Qty { return t.OnHand })),
			extra(record.Column{Name: "available", Label: Available.Text(), Figure: true, Place: record.AsFigure, Chars: 6}, stored(func(t stock.Total) kernel.Qty { return t.Available })),
		},
	}
}

var standing = i18n.Define("products.standing", "状态", "Standing")

// What there is of a product, as its list and its page call it.
var (
	OnHand    = i18n.Define("products.onhand", "库存量", "On hand")
	Available = i18n.Define("products.available", "可售量", "Available")
)

// stands says of a product that it is a service, or that nothing of it can be sold.
func stands(r *view.Reader, p *product.Product) view.Badge {
	switch {
	case p.Service:
		return view.Badge{Text: few.Text(), Tone: view.Quiet}
	case stock.TotalOf(r.Tx, kernel.Ref[product.Product](p.ID)).Available <= 0:
		return view.Badge{Text: soldOut.Text(), Tone: view.Alert}
	}
	return view.Badge{}
}

// Name is a product's name with its specification.
func Name(p *product.Product) string { return view.Join(p.Name, p.Spec) }

// Place is a product in one place.
type Place struct{ Name, Available, OnHand, Reserved string }

// Priced is a price with the name of its source.
type Priced struct{ Label, Price string }

// Product is a product's page.
type Product struct {
	Product   *product.Product
	Title     string
	Available string
	OnHand    string
	Tone      view.Tone
	Places    []Place
	Prices    []Priced
	Agreed    []Priced // with customers, by name
	Units     []Priced // 1 箱 = 4 把
}

var oneUnit = i18n.Define("products.unit", "1 {0} = {1}", "1 {0} = {1}")

// Read loads a product's page.
func Read(r *view.Reader, id kernel.ID) (*Product, error) {
	p, err := view.Get(r, product.Products, id)
	if err != nil {
		return nil, err
	}
	m := &Product{Product: p, Title: Name(p)}
	all := stock.TotalOf(r.Tx, kernel.Ref[product.Product](id))
	m.Available, m.OnHand = view.Qty(all.Available, p.Unit), view.Qty(all.OnHand, p.Unit)
	if all.Available <= 0 && !p.Service {
		m.Tone = view.Alert
	}
	balances, _ := stock.BalancesOf.Of(r.Tx, kernel.Ref[product.Product](id))
	for _, b := range balances {
		at, has := org.Places.Get(r.Tx, b.Place)
		if has != kernel.Found || at.Kind == org.Suspense || b.OnHand == 0 && b.Reserved == 0 && b.Leased == 0 {
			continue
		}
		place := Place{Name: at.Name, OnHand: view.Qty(b.OnHand, p.Unit), Reserved: view.Qty(b.Reserved+b.Leased, p.Unit)}
		if at.Sells() {
			place.Available = view.Qty(stock.Available(b), p.Unit)
		}
		m.Places = append(m.Places, place)
	}
	m.prices(r)
	units, _ := product.UnitsOf.Of(r.Tx, kernel.Ref[product.Product](id))
	for _, u := range units {
		base, exact := product.Ratio{Num: u.Num, Den: u.Den}.ToBase(1_000_000)
		if exact {
			m.Units = append(m.Units, Priced{u.Name, oneUnit.Text(u.Name, view.Qty(base, p.Unit))})
		}
	}
	return m, nil
}

func (m *Product) prices(r *view.Reader) {
	p := m.Product
	for _, f := range []struct {
		field string
		price kernel.Price
	}{{"retail", p.Retail}, {"wholesale", p.Wholesale}, {"dealer", p.Dealer}, {"floor", p.Floor}} {
		if f.price != 0 {
			m.Prices = append(m.Prices, Priced{view.Label(r.Catalog, product.Products.Name(), f.field), view.Price(f.price)})
		}
	}
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: product.CustomerPrices.Name(), Limit: 20, Where: rowstore.Is("product", rowstore.Eq, p.ID),
	}})
	if err != nil {
		return // agreed prices stand beside the page, they do not make it
	}
	for _, row := range page.Rows {
		agreed := row.(*product.CustomerPrice)
		if c, has := party.Parties.Get(r.Tx, agreed.Party); has == kernel.Found && agreed.Price != 0 {
			m.Agreed = append(m.Agreed, Priced{c.Name, view.Price(agreed.Price)})
		}
	}
}
