// Package products is what the company sells, as somebody who sells it looks at
// it: what may be promised now, where it is, and what it costs the customer.
package products

import (
	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

// Row is a product of the list.
type Row struct {
	view.OwnCells
	ID        kernel.ID
	Code      string
	Name      string // with its specification
	Category  string
	Available string
	OnHand    string
	Price     string
	Badge     view.Badge
	Picture   client.FileAt
}

var (
	soldOut = i18n.Define("products.out", "缺货", "Out of stock")
	few     = i18n.Define("products.service", "服务", "Service")
)

// List gives the products that a search finds.
func List(d *view.Desk, search, _ string) *view.Pages[Row] {
	q := client.Query{Search: search, Query: rowstore.Query{Entity: product.Products.Name(), Sort: []rowstore.Order{{Field: "code"}}}}
	return view.NewPages(d, q, func(r *view.Reader, rows []kernel.Row) ([]Row, error) {
		list := make([]Row, len(rows))
		for i, row := range rows {
			list[i] = rowOf(r, row.(*product.Product))
		}
		return list, nil
	})
}

// Name is a product's name with its specification.
func Name(p *product.Product) string { return view.Join(p.Name, p.Spec) }

func rowOf(r *view.Reader, p *product.Product) Row {
	row := Row{Picture: view.FileAt(p, product.Products.In(r.Catalog).Field("picture")), ID: p.ID, Code: p.Code, Name: Name(p), Category: p.Category, Price: view.Price(p.Retail)}
	if p.Service {
		row.Badge = view.Badge{Text: few.Text(), Tone: view.Quiet}
		return row
	}
	all := stock.TotalOf(r.Tx, kernel.Ref[product.Product](p.ID))
	row.Available, row.OnHand = view.Qty(all.Available, p.Unit), view.Qty(all.OnHand, p.Unit)
	if all.Available <= 0 {
		row.Badge = view.Badge{Text: soldOut.Text(), Tone: view.Alert}
	}
	return row
}

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
